import t from 'tap';
import type { SweptKind } from '../../../journal/retention/retention-store.js';
import { NodeClock } from '../../../provisioning/clock/node-clock.js';
import { RetentionSweeper } from '../../../provisioning/retention/retention-sweeper.js';
import { sweptKinds } from '../../../record/privacy/retention.js';
import { type HandTimers, handTimers } from '../../support/hand-timers.js';

const kept = Date.UTC(2026, 10, 24);
const day = 24 * 3_600_000;

/** A store that has so many rows of each kind, and notes by which time it was swept. */
function sweptStore(rows: Partial<Record<SweptKind, number>> = {}) {
  const left = new Map(Object.entries(rows));
  const moments: { readonly kind: SweptKind; readonly at: number; readonly rows: number }[] = [];
  const sweep = async (kind: SweptKind, at: number) => {
    const gone = Math.min(500, left.get(kind) ?? 0);
    left.set(kind, (left.get(kind) ?? 0) - gone);
    moments.push({ kind, at, rows: gone });
    return gone;
  };
  return { store: { sweep }, moments };
}

async function pass(timers: HandTimers, milliseconds: number, step = 50): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    timers.pass(step);
    for (let turns = 0; turns < 10; turns += 1) await timers.turn();
  }
}

t.test('[R45] each kind is swept once a day, in rounds until nothing is left, with rests between', async (t) => {
  const timers = handTimers();
  const { store, moments } = sweptStore({ 'sign-ins': 1_200 });
  const clock = { floorMilliseconds: kept };
  const logged: unknown[] = [];
  const logger = { info: (fields: unknown) => void logged.push(fields) } as never;
  const sweeper = new RetentionSweeper({ store, clock, timers, logger, onError: (error) => t.fail(String(error)) });
  sweeper.start({ add: () => {} });
  await pass(timers, 4_900);
  t.strictSame(moments, [], 'the program serves first');
  await pass(timers, 1_000);
  t.strictSame(
    moments.map(({ kind, rows }) => `${kind} ${rows}`),
    [...['sign-ins 500', 'sign-ins 500', 'sign-ins 200'], ...['habits 0', 'account-changes 0', 'mended-changes 0']],
  );
  t.strictSame(logged, [{ kind: 'sign-ins', rows: 1_200 }]);
  timers.pass(day);
  await pass(timers, 1_000);
  t.equal(moments.length, 6 + sweptKinds.length, 'and again the next day');
  await sweeper.stop();
  timers.pass(3 * day);
  t.equal(moments.length, 6 + sweptKinds.length, 'not after its end');
});

t.test(
  '[R45] a clock that runs 80 years ahead deletes nothing: what is over is judged by what is surely reached',
  async (t) => {
    const timers = handTimers();
    const wall = Date.UTC(2106, 0, 1);
    const clock = new NodeClock({
      wall: () => wall,
      timers,
      store: { read: () => kept, keep: () => {} },
      onError: () => {},
    });
    t.equal(clock.now(), wall, 'which the box believes');
    const { store, moments } = sweptStore();
    const logger = { info: () => {} } as never;
    await new RetentionSweeper({ store, clock, timers, logger, onError: () => {} }).sweep();
    t.ok(moments.length > 0 && moments.every(({ at }) => at === kept));
  },
);
