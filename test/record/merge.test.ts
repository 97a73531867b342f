import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type ClockStamp, tick } from '../../protocol/clock.js';
import type { ChangeId } from '../../protocol/ids.js';
import { isConcurrent, type VersionParents, type VersionStamp, wins } from '../../record/merge.js';

const changeId = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}` as ChangeId;
const version: fc.Arbitrary<VersionStamp> = fc
  .tuple(fc.nat(3), fc.nat(2), fc.nat(50))
  .map(([milliseconds, counter, id]) => ({ stamp: { milliseconds, counter }, changeId: changeId(id) }));

t.test('[M1] replicas that saw the same versions end at the same one, in whatever order they came', async () => {
  const versions = fc.uniqueArray(version, { selector: (item) => item.changeId, minLength: 1, maxLength: 8 });
  const shuffled = versions.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      assert.equal(currentOf(one).changeId, currentOf(other).changeId);
    }),
  );
});

t.test('[M1] of two versions exactly one wins', async () => {
  fc.assert(
    fc.property(version, version, (left, right) => {
      assert.equal(wins(left, right) !== wins(right, left), left.changeId !== right.changeId || !same(left, right));
    }),
  );
});

t.test('[M2] a version never loses to one that its author had seen, however wrong the clocks are', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 }), (clocks) => {
      let stamp: ClockStamp = { milliseconds: 0, counter: 0 };
      const chain = clocks.map((now, index) => {
        stamp = tick(stamp, now);
        return { stamp, changeId: changeId(1000 - index) };
      });
      for (const [index, later] of chain.entries()) {
        for (const earlier of chain.slice(0, index)) assert.ok(wins(later, earlier));
      }
    }),
  );
});

t.test('[M3] two versions are concurrent when neither descends from the other', async (t) => {
  const make = (id: number, ...predecessors: number[]): VersionParents => ({
    stamp: { milliseconds: id, counter: 0 },
    changeId: changeId(id),
    predecessors: predecessors.map(changeId),
  });
  const [first, left, right, merged] = [make(1), make(2, 1), make(3, 1), make(4, 2, 3)];
  const known = new Map([first, left, right, merged].map((item) => [item.changeId, item.predecessors]));
  const predecessorsOf = (id: ChangeId) => known.get(id) ?? [];
  t.equal(isConcurrent(left, right, predecessorsOf), true);
  t.equal(isConcurrent(right, left, predecessorsOf), true);
  t.equal(isConcurrent(first, left, predecessorsOf), false);
  t.equal(isConcurrent(merged, first, predecessorsOf), false);
  t.equal(isConcurrent(left, left, predecessorsOf), false);
  t.equal(isConcurrent(merged, right), false);
});

function currentOf(versions: readonly VersionStamp[]): VersionStamp {
  return versions.reduce((current, incoming) => (wins(incoming, current) ? incoming : current));
}

function same(left: VersionStamp, right: VersionStamp): boolean {
  return left.stamp.milliseconds === right.stamp.milliseconds && left.stamp.counter === right.stamp.counter;
}
