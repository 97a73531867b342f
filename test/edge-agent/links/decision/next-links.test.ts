import fc from 'fast-check';
import t from 'tap';
import type { LinkHappening } from '../../../../edge-agent/links/decision/link-event.js';
import type { LinkOrder } from '../../../../edge-agent/links/decision/link-order.js';
import {
  type LinksState,
  laneLinksOf,
  nextLinks,
  openLinks,
} from '../../../../edge-agent/links/decision/next-links.js';
import { standingOf } from '../../../../edge-agent/links/decision/show-links.js';
import { decisionReasons, type ReasonWords } from '../../../../protocol/links/decision-reasons.js';
import { linkCauses } from '../../../../protocol/links/link-causes.js';
import type { Signal } from '../../../../protocol/links/link-signal.js';
import { cellular, fibre, line } from '../../../support/link-lines.js';

const geo = line('geo', { kind: 'geo', metered: true, standby: 'cold' });
const sleeper = line('sleeper', { kind: 'starlink', metered: true, standby: 'asleep' });
const plans = [fibre, cellular, geo, sleeper].map(({ plan }) => plan);
const names = fc.constantFrom(...plans.map(({ link }) => link));
const signals: readonly (Signal | undefined)[] = [
  undefined,
  { kind: 'fibre', device: 'eth1', carrier: true, errors: 0, drops: 0 },
  { kind: 'fibre', device: 'eth1', carrier: false, errors: 9, drops: 0 },
];
const happenings: fc.Arbitrary<LinkHappening> = fc.oneof(
  fc.record({ kind: fc.constant('session-up' as const), link: names }),
  fc.record({ kind: fc.constant('session-down' as const), link: names, cause: fc.constantFrom(...linkCauses) }),
  fc.record({ kind: fc.constant('heard' as const), link: names }),
  fc.record({ kind: fc.constant('replied' as const), link: names }),
  fc.record({ kind: fc.constant('receipt-late' as const), link: names }),
  fc.record({ kind: fc.constant('probe-sent' as const), link: names, sequence: fc.nat({ max: 30 }) }),
  fc.record({
    ...{ kind: fc.constant('probe-answered' as const), link: names, sequence: fc.nat({ max: 30 }) },
    roundTripMilliseconds: fc.nat({ max: 5_000 }),
  }),
  fc.record({
    ...{ kind: fc.constant('socket-error' as const), link: names },
    code: fc.constantFrom('ENETUNREACH', 'ECONNREFUSED', 'EADDRNOTAVAIL', 'EWHATEVER'),
  }),
  fc.record({ kind: fc.constant('force' as const), link: fc.option(names, { nil: undefined }) }),
  fc.record({ kind: fc.constant('budget' as const), link: names, exhausted: fc.boolean() }),
  fc.record({ kind: fc.constant('urgent' as const), waits: fc.boolean() }),
  fc.record({ kind: fc.constant('signal' as const), link: names, signal: fc.constantFrom(...signals) }),
  fc.record({ kind: fc.constant('captive' as const), link: names, captive: fc.boolean() }),
  fc.constant({ kind: 'tick' as const }),
);
const stories = fc.array(fc.tuple(happenings, fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 60_000 }))), {
  maxLength: 120,
});
type Story = readonly (readonly [LinkHappening, number])[];

interface Step {
  readonly state: LinksState;
  readonly orders: readonly LinkOrder[];
  readonly at: number;
  readonly wakeAt: number;
}

function tell(story: Story): readonly Step[] {
  let at = 0;
  let state = openLinks(plans, 0);
  return story.map(([happening, pause]) => {
    at += pause;
    const next = nextLinks(state, { ...happening, atMilliseconds: at });
    state = next.state;
    return { state, orders: next.orders, at, wakeAt: next.wakeAtMilliseconds };
  });
}

function holds(check: (steps: readonly Step[]) => boolean): void {
  fc.assert(
    fc.property(stories, (story) => check(tell(story))),
    { numRuns: 300 },
  );
}

t.test('[L18] whatever happens, the same events lead to the same orders', async (t) => {
  fc.assert(
    fc.property(stories, (story) => {
      t.same(tell(story), tell(story));
    }),
    { numRuns: 30 },
  );
});

t.test('[L18] a lane goes over an open session that may carry it, and waits only when there is none', async (t) => {
  holds((steps) =>
    steps.every(({ state, orders }) => {
      const lanes = laneLinksOf(state);
      // What was only noted is acted on with the next look.
      if (orders.length === 0) return true;
      const up = state.links.filter(({ session }) => session === 'up').map(({ plan }) => plan);
      const isOpen = [...lanes.values()].every((link) => up.some((plan) => plan.link === link));
      const isAllowed = !up.some((plan) => plan.link === lanes.get(5) && plan.metered);
      return isOpen && isAllowed && (up.length === 0 || lanes.has(1));
    }),
  );
  t.pass();
});

t.test('[L18] each move has a reason in both languages, the figures of every link, and is told once', async (t) => {
  holds((steps) => {
    let before = new Map<number, string>();
    return steps.every(({ orders, at }) => {
      const order = orders.find(({ kind }) => kind === 'lanes');
      if (order?.kind !== 'lanes') return true;
      const moved = order.decisions.flatMap(({ lanes }) => lanes);
      const isTold = ([0, 1, 2, 3, 4, 5] as const).every(
        (lane) =>
          moved.filter((other) => other === lane).length === (order.lanes.get(lane) === before.get(lane) ? 0 : 1),
      );
      before = new Map(order.lanes);
      return (
        isTold &&
        order.decisions.every((decision) => {
          const { fr, en }: ReasonWords = decisionReasons[decision.reason];
          return decision.atMilliseconds === at && decision.evidence.length === plans.length && fr !== en;
        })
      );
    });
  });
  t.pass();
});

t.test('[L17] it asks to be woken later, never now, and a link that sleeps is not probed', async (t) => {
  holds((steps) =>
    steps.every(({ state, orders, at, wakeAt }) => {
      const asleep = state.links.filter(({ plan, held }) => plan.standby === 'asleep' && !held);
      const isQuiet = asleep.every(({ plan }) => {
        const isUsed = [...laneLinksOf(state).values()].includes(plan.link);
        return isUsed || !orders.some((order) => order.kind === 'probe' && order.link === plan.link);
      });
      return wakeAt > at && isQuiet;
    }),
  );
  t.pass();
});

t.test('[L70] a session is asked while it is open only', async (t) => {
  holds((steps) =>
    steps.every(({ orders, state, at }) => {
      const asked = orders.flatMap((order) => (order.kind === 'ask' ? [order.link] : []));
      const waiting = state.links.filter(({ session, questions }) => session === 'up' && questions.askedAt === at);
      return (
        asked.length === new Set(asked).size && asked.every((link) => waiting.some(({ plan }) => plan.link === link))
      );
    }),
  );
  t.pass();
});

t.test('[L18] every standing is of the contract, and exactly the carriers that are not down are in use', async (t) => {
  const causes = new Set<string>(linkCauses);
  holds((steps) =>
    steps.every(({ state }) =>
      standingOf(state).every(({ cause, sinceMilliseconds }) => causes.has(cause) && sinceMilliseconds >= 0),
    ),
  );
  holds((steps) =>
    steps.every(({ state }) => {
      const carriers = new Set(laneLinksOf(state).values());
      return standingOf(state).every((each) => each.inUse === (carriers.has(each.link) && each.state !== 'down'));
    }),
  );
  t.pass();
});
