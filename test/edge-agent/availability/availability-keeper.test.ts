import t from 'tap';
import { AvailabilityKeeper } from '../../../edge-agent/availability/availability-keeper.js';
import type { AvailabilityStore } from '../../../journal/upkeep/availability-store.js';
import { Problem } from '../../../protocol/problem.js';
import { handTimers } from '../../support/hand-timers.js';
import { nodeJournal } from '../../support/node-journal.js';

const minute = 60_000;
const start = Date.UTC(2026, 11, 31, 23, 30);

function setUp(store: AvailabilityStore, timers: ReturnType<typeof handTimers>) {
  const world: { state: 'up' | 'degraded' | 'down'; errors: unknown[] } = { state: 'up', errors: [] };
  const keeper = new AvailabilityKeeper({
    ...{ store, timers, probe: async () => world.state, onError: (error) => world.errors.push(error) },
    clock: { now: () => start + timers.elapsedMilliseconds(), state: 'sure', isConfirmed: true },
  });
  const pass = async (minutes: number) => {
    for (let count = 0; count < minutes; count += 1) {
      timers.pass(minute);
      await keeper.look();
    }
  };
  return { world, keeper, pass };
}

t.test('[O7][O8] what each minute was is kept over restarts, and the time between as off', async (t) => {
  const { availability: store } = nodeJournal(t, 'site');
  const timers = handTimers();
  const first = setUp(store, timers);
  await first.keeper.start();
  await first.pass(40);
  first.world.state = 'degraded';
  await first.pass(5);
  first.world.state = 'down';
  await first.pass(2);
  timers.pass(30_000);
  await first.keeper.stop();
  timers.pass(20 * minute);
  const second = setUp(store, timers);
  await second.keeper.start();
  await second.pass(10);
  await second.keeper.stop();
  t.strictSame(second.world.errors, []);
  t.strictSame(second.keeper.months, [
    { month: '2027-01', upSeconds: 20 * 60, degradedSeconds: 300, downSeconds: 150, offSeconds: 20 * 60 },
    { month: '2026-12', upSeconds: 30 * 60, degradedSeconds: 0, downSeconds: 0, offSeconds: 0 },
  ]);
  t.strictSame(await store.months(start + 40 * 24 * 60 * minute), [second.keeper.months[0]], 'February');
  t.strictSame(await store.months(start - 90 * 24 * 60 * minute), []);
});

t.test('[O7] where nothing can be kept users read and cannot write: the time is kept later, as degraded', async (t) => {
  const { availability } = nodeJournal(t, 'site');
  let isFull = false;
  const store: AvailabilityStore = {
    keep: async (shares, until) => {
      if (isFull) throw new Problem('disk-full');
      await availability.keep(shares, until);
    },
    accountedUntil: () => availability.accountedUntil(),
    months: (now) => availability.months(now),
  };
  const { keeper, pass, world } = setUp(store, handTimers());
  await keeper.start();
  await pass(10);
  isFull = true;
  await pass(3);
  isFull = false;
  await pass(1);
  t.equal(world.errors.length, 3);
  t.match(keeper.months, [{ upSeconds: 660, degradedSeconds: 180, downSeconds: 0, offSeconds: 0 }]);
  await keeper.stop();
});
