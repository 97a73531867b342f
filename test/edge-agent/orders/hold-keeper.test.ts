import t from 'tap';
import { holdingBulk } from '../../../edge-agent/orders/bulk-hold.js';
import { HoldKeeper } from '../../../edge-agent/orders/hold-keeper.js';
import { operationsView } from '../../../edge-agent/orders/operations-view.js';
import type { Journal } from '../../../journal/open.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { lanes } from '../../../protocol/lane.js';
import { orderLimits } from '../../../protocol/orders/order-kinds.js';
import { timersOf, VirtualTime } from '../../simulation/virtual-time.js';
import { openSite } from '../../support/journal-fixtures.js';
import { seededRandom } from '../../support/seeded-random.js';

const [fibre, geo] = [parseLinkName('fibre'), parseLinkName('geo')];
const start = 1_800_000_000_000;
const hours = orderLimits.forceMillisecondsMax;

function keeperOf(time: VirtualTime, journal: Journal, links = [fibre, geo], clock = { ahead: 0 }) {
  const forced: (string | undefined)[] = [];
  const keeper = new HoldKeeper({
    ...{ taken: journal.takenOrders, links, force: (link) => forced.push(link) },
    now: () => start + time.elapsedMilliseconds + clock.ahead,
    timers: timersOf(time, seededRandom(1), () => true),
    onChanged: () => {},
    onError: (error) => {
      throw error;
    },
  });
  return { keeper, forced };
}

t.test('[L47] a link chosen by hand is kept over a restart, and ends by itself after four hours', async (t) => {
  const time = new VirtualTime();
  const journal = openSite(t, parseSiteCode('7KD'));
  const { keeper, forced } = keeperOf(time, journal);
  await keeper.start();
  const force = await keeper.force('geo');
  t.match(force, { link: 'geo', atBox: true, untilMilliseconds: start + hours });
  await t.rejects(keeper.force('radio'), { code: 'not-found' });
  keeper.stop();
  await time.runUntil(hours / 2);
  const again = keeperOf(time, journal);
  await again.keeper.start();
  t.strictSame([forced, again.forced], [[undefined, 'geo'], ['geo']]);
  await time.runUntil(hours - 1);
  t.match(again.keeper.holds, { force: { link: 'geo' } });
  await time.runUntil(hours + 1);
  t.strictSame([again.forced, again.keeper.holds], [['geo', undefined], {}]);
  t.strictSame(await journal.takenOrders.holds(), {});
});

t.test('[L47] a clock that goes back makes it no longer; a box with other links has nothing forced', async (t) => {
  const time = new VirtualTime();
  const journal = openSite(t, parseSiteCode('7KD'));
  const { keeper } = keeperOf(time, journal);
  await keeper.start();
  await keeper.force('geo');
  keeper.stop();
  const back = keeperOf(time, journal, [fibre, geo], { ahead: -20 * hours });
  await back.keeper.start();
  await time.runUntil(hours + 1);
  t.strictSame(back.keeper.holds, {});
  await keeper.force('geo');
  const other = keeperOf(time, journal, [fibre]);
  await other.keeper.start();
  t.strictSame([other.forced, other.keeper.holds], [[undefined], {}]);
  t.equal(await back.keeper.release(), undefined);
});

t.test('[L48] bulk is held back over every link while a person says so, and until it is known', async (t) => {
  const journal = openSite(t, parseSiteCode('7KD'));
  const { keeper } = keeperOf(new VirtualTime(), journal);
  const noted: number[] = [];
  const metered = { mayFlow: (lane: number) => lane < 3, noteSent: (_: number, bytes: number) => noted.push(bytes) };
  const policies = holdingBulk(
    { policyOf: (session) => (session.metered ? metered : undefined) },
    () => keeper.isBulkHeld,
  );
  const flowing = (link: { link: typeof fibre; metered: boolean }) =>
    lanes.filter((lane) => policies.policyOf(link)?.mayFlow(lane));
  const free = { link: fibre, metered: false };
  t.strictSame(flowing(free), [0, 1, 2, 3, 4], 'not known yet');
  await keeper.start();
  t.strictSame(flowing(free), [...lanes]);
  keeper.note({ kind: 'bulk', bulk: { by: 'amina', atBox: false, sinceMilliseconds: start } });
  t.strictSame(flowing(free), [0, 1, 2, 3, 4]);
  t.strictSame(flowing({ link: geo, metered: true }), [0, 1, 2]);
  policies.policyOf({ link: geo, metered: true })?.noteSent(1, 77);
  policies.policyOf(free)?.noteSent(1, 78);
  t.strictSame(noted, [77]);
  t.match(operationsView(keeper.holds, fibre), { forced: null, bulkHeld: { by: 'amina', since: start } });
  keeper.note({ kind: 'bulk' });
  t.strictSame(flowing(free), [...lanes]);
  const force = await keeper.force('geo');
  t.match(operationsView({ force }, fibre), { forced: { link: 'geo', inEffect: false, until: start + hours } });
  t.match(operationsView({ force }, geo), { forced: { inEffect: true }, bulkHeld: null });
});
