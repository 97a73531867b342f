import fc from 'fast-check';
import t from 'tap';
import {
  boundStamp,
  boundStamps,
  clockOffset,
  clockZero,
  compareStamps,
  correctMark,
  observe,
  tick,
} from '../../protocol/clock.js';
import { limits } from '../../protocol/limits.js';
import { stamps } from '../support/protocol-arbitraries.js';

const times = fc.oneof(
  fc.integer({ min: -(2 ** 40), max: 2 ** 43 }),
  fc.double({ min: 0, max: 2 ** 43, noNaN: true }),
  fc.nat(10),
);

t.test('[T1] a tick is later than the clock, whatever the wall clock says', async (t) => {
  fc.assert(fc.property(stamps, times, (clock, now) => compareStamps(tick(clock, now), clock) > 0));
  t.same(tick(clockZero, 1000), { milliseconds: 1000, counter: 0 });
  t.same(tick({ milliseconds: 1000, counter: 5 }, 1000.9), { milliseconds: 1000, counter: 6 });
  t.same(tick({ milliseconds: 1000, counter: 0xffff }, 1), { milliseconds: 1001, counter: 0 });
});

t.test('[T1] a stamp is whole milliseconds and a counter of 16 bits', async (t) => {
  fc.assert(
    fc.property(stamps, times, (clock, now) => {
      const { milliseconds, counter } = tick(clock, now);
      return Number.isSafeInteger(milliseconds) && milliseconds >= 0 && counter >= 0 && counter <= 0xffff;
    }),
  );
  t.pass();
});

t.test('[M2] after observing its predecessors, the next stamp is later than each of them', async (t) => {
  fc.assert(
    fc.property(stamps, fc.array(stamps, { maxLength: 8 }), times, (clock, seen, now) => {
      const stamp = tick(seen.reduce(observe, clock), now);
      return [clock, ...seen].every((earlier) => compareStamps(stamp, earlier) > 0);
    }),
  );
  t.pass();
});

t.test('[T2] observing never moves the clock back', async (t) => {
  fc.assert(fc.property(stamps, stamps, (clock, remote) => compareStamps(observe(clock, remote), clock) >= 0));
  t.pass();
});

t.test('[T1] the order of stamps is total: by time, then by counter', async (t) => {
  fc.assert(
    fc.property(stamps, stamps, (left, right) => {
      const same = left.milliseconds === right.milliseconds && left.counter === right.counter;
      return (
        (compareStamps(left, right) === 0) === same &&
        Math.sign(compareStamps(left, right)) === -Math.sign(compareStamps(right, left))
      );
    }),
  );
  t.ok(compareStamps({ milliseconds: 1, counter: 9 }, { milliseconds: 2, counter: 0 }) < 0);
});

t.test('[T3] a remote stamp up to 2 min ahead is good, then told, beyond 15 min clamped', async (t) => {
  const now = 1_763_683_200_000;
  const at = (aheadMilliseconds: number) => ({ milliseconds: now + aheadMilliseconds, counter: 7 });
  const warn = limits.clockAheadWarnMillisecondsMax;
  const max = limits.clockAheadMillisecondsMax;
  t.same([warn, max], [120_000, 900_000]);
  t.same(boundStamp(at(warn), now), { stamp: at(warn), verdict: 'good' });
  t.same(boundStamp(at(warn + 1), now), { stamp: at(warn + 1), verdict: 'ahead' });
  t.same(boundStamp(at(max), now), { stamp: at(max), verdict: 'ahead' });
  t.same(boundStamp(at(max + 1), now), { stamp: { milliseconds: now, counter: 0 }, verdict: 'clamped' });
  t.same(boundStamp({ milliseconds: 0, counter: 0 }, now).verdict, 'good', 'a clock at 1970 is only early');
});

t.test('[T3] a clock at 2106 does not poison the receiver', async (t) => {
  const now = 1_763_683_200_000;
  const poisoned = { milliseconds: 4_294_967_296_000, counter: 65_535 };
  const clock = tick(observe(clockZero, boundStamp(poisoned, now).stamp), now);
  t.ok(clock.milliseconds <= now + 1);
});

t.test(
  '[T4][T5] stamps far ahead are replaced in order by ticks of the receiver, whose clock is given back',
  async (t) => {
    const now = 1_763_683_200_000;
    const far = { milliseconds: 4_294_967_296_000, counter: 3 };
    const near = { milliseconds: now + 60_000, counter: 0 };
    const bound = boundStamps(clockZero, [{ milliseconds: now, counter: 0 }, far, far, near, far], now);
    const after = { milliseconds: now + 60_000, counter: 1 };
    t.same(bound.mergeStamps, [
      ...[undefined, { milliseconds: now, counter: 1 }, { milliseconds: now, counter: 2 }],
      ...[undefined, after],
    ]);
    t.same(bound.clock, after);
    t.equal(bound.aheadMilliseconds, far.milliseconds - now);
    t.same(boundStamps(clockZero, [], now), { clock: clockZero, mergeStamps: [], aheadMilliseconds: 0 });
  },
);

t.test('[T6] the hub’s time sets a mark back that is far ahead, and lets one catch up that is behind', async (t) => {
  const hub = 1_763_683_200_000;
  const mark = (milliseconds: number) => ({ milliseconds, counter: 5 });
  t.same(correctMark(mark(4_294_967_296_000), hub), { milliseconds: hub, counter: 0 });
  t.same(correctMark(mark(hub + limits.clockAheadMillisecondsMax), hub), mark(hub + limits.clockAheadMillisecondsMax));
  t.same(correctMark(mark(0), hub), { milliseconds: hub, counter: 0 });
  t.equal(clockOffset(hub - limits.clockAheadMillisecondsMax, hub), 0);
  t.equal(clockOffset(0, hub), hub);
  t.equal(clockOffset(4_294_967_296_000, hub), hub - 4_294_967_296_000);
});
