import t from 'tap';
import { judgeOrder, takenOf } from '../../../edge-agent/orders/judge-order.js';
import type { Holds } from '../../../journal/orders/taken-order-store.js';
import type { Order } from '../../../protocol/control/order.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { orderLimits } from '../../../protocol/orders/order-kinds.js';

const now = 1_800_000_000_000;
const [fibre, geo] = [parseLinkName('fibre'), parseLinkName('geo')];
const order = (change: Partial<Order>): Order => ({
  ...{ kind: 'order', id: 'o1', order: 'path-test', link: '', by: 'amina', leftMilliseconds: 1 },
  ...change,
});
const judge = (change: Partial<Order>, holds: Holds = {}) =>
  judgeOrder(order(change), { links: [fibre, geo], holds, now });
const failed = (code: string) => ({ kind: 'now', result: { end: 'failed', outcome: { code } } });

t.test('[L46] what may not be begun any more, is not known, or names no link of the site, is not done', async (t) => {
  const late = { kind: 'now', result: { end: 'expired', outcome: { code: 'time-out' } } };
  t.strictSame(judge({ leftMilliseconds: 0 }), late);
  t.strictSame(judge({ order: 'force-link', link: 'geo', leftMilliseconds: 0 }), late);
  t.strictSame(judge({ order: 'sing' }), failed('method-unsupported'));
  t.strictSame(judge({ link: 'radio' }), failed('not-found'));
  t.strictSame(judge({ order: 'force-link', link: 'radio' }), failed('not-found'));
  t.strictSame(judge({ order: 'force-link' }), failed('parameter-malformed'));
});

t.test('[L47][L48] what an order changes, and what it answers', async (t) => {
  const untilMilliseconds = now + orderLimits.forceMillisecondsMax;
  const force = { link: geo, by: 'amina', atBox: false, sinceMilliseconds: now, untilMilliseconds };
  t.match(judge({ order: 'force-link', link: 'geo' }), {
    result: { end: 'done', outcome: { link: 'geo', until: untilMilliseconds } },
    change: { kind: 'force', force },
  });
  t.match(judge({ order: 'release-link' }), { result: { outcome: { link: null } }, change: { kind: 'force' } });
  t.match(judge({ order: 'release-link' }, { force }), { result: { outcome: { link: 'geo' } } });
  const bulk = { by: 'amina', atBox: false, sinceMilliseconds: now };
  t.match(judge({ order: 'pause-bulk' }), { result: { outcome: { since: now } }, change: { kind: 'bulk', bulk } });
  t.match(judge({ order: 'resume-bulk' }), { result: { outcome: { pausedSince: null } }, change: { kind: 'bulk' } });
  t.match(judge({ order: 'resume-bulk' }, { bulk }), { result: { outcome: { pausedSince: now } } });
  t.strictSame(judge({}), { kind: 'path-test', link: undefined });
  t.strictSame(judge({ link: 'geo' }), { kind: 'path-test', link: geo });
  t.strictSame(judge({ order: 'diagnostics' }), { kind: 'diagnostics' });
  t.strictSame(takenOf(order({ link: 'geo' }), now), {
    ...{ id: 'o1', kind: 'path-test', link: 'geo', by: 'amina', atMilliseconds: now },
  });
});
