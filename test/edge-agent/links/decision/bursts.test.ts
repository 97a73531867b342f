import t from 'tap';
import type { LinkHappening } from '../../../../edge-agent/links/decision/link-event.js';
import type { LinkOrder } from '../../../../edge-agent/links/decision/link-order.js';
import { nextLinks, openLinks } from '../../../../edge-agent/links/decision/next-links.js';
import { cellular, fibre, satellite } from '../../../support/link-lines.js';

const [one, two, dear] = [fibre, cellular, satellite].map(({ plan }) => plan.link);

/** Three open sessions of which the fibre is used and answers; tells what happens next. */
function setUp() {
  let state = openLinks(
    [fibre, cellular, satellite].map(({ plan }) => plan),
    0,
  );
  const tell = (at: number, happening: LinkHappening): readonly LinkOrder[] => {
    const next = nextLinks(state, { ...happening, atMilliseconds: at });
    state = next.state;
    return next.orders;
  };
  if (one === undefined || two === undefined || dear === undefined) throw new Error('no links');
  for (const link of [one, two, dear]) {
    tell(1, { kind: 'session-up', link });
    tell(2, { kind: 'probe-sent', link, sequence: 1 });
    tell(42, { kind: 'probe-answered', link, sequence: 1, roundTripMilliseconds: 40 });
  }
  tell(500, { kind: 'tick' });
  return { tell, fibre: one };
}

const bursts = (orders: readonly LinkOrder[]) =>
  orders.flatMap((order) => (order.kind === 'probe' && order.count > 1 ? [`${order.link} ${order.count}`] : []));

t.test('[L17] one missed probe, or a late receipt, asks every link that costs nothing at once', async (t) => {
  const missing = setUp();
  missing.tell(600, { kind: 'probe-sent', link: missing.fibre, sequence: 2 });
  t.same(bursts(missing.tell(601, { kind: 'tick' })), []);
  t.same(bursts(missing.tell(900, { kind: 'tick' })), ['fibre 5', 'cellular 5']);
  const late = setUp();
  t.same(bursts(late.tell(600, { kind: 'receipt-late', link: late.fibre })), ['fibre 5', 'cellular 5']);
});

t.test('[L17] what costs money is asked when it goes on for longer than a reconfiguration', async (t) => {
  const { tell, fibre: link } = setUp();
  for (let sequence = 2; sequence <= 5; sequence += 1) tell(12_000 + sequence, { kind: 'probe-sent', link, sequence });
  t.ok(bursts(tell(12_500, { kind: 'tick' })).some((burst) => burst.startsWith('geo')));
});

t.test(
  '[L17][S22] a link that is heard and answers no probe has losses; once receipts are late it is down',
  async (t) => {
    const reasonToLeave = (isLate: boolean) => {
      const { tell, fibre: link } = setUp();
      for (let at = 600; at < 12_000; at += 100) {
        // What the hub sends comes, what goes to it does not.
        const orders = [
          ...tell(at, { kind: 'heard', link }),
          ...tell(at + 1, { kind: 'probe-sent', link, sequence: at }),
          ...(isLate && at % 300 === 0 ? tell(at + 2, { kind: 'receipt-late', link }) : []),
          ...tell(at + 50, { kind: 'tick' }),
        ];
        for (const order of orders) if (order.kind === 'lanes') return order.decisions[0]?.reason;
      }
      return undefined;
    };
    t.equal(reasonToLeave(false), 'losses');
    t.equal(reasonToLeave(true), 'silent');
  },
);
