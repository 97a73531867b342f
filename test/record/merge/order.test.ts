import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type ClockStamp, tick } from '../../../protocol/clock.js';
import type { ChangeId } from '../../../protocol/ids.js';
import { Ancestry, type Descent } from '../../../record/merge/ancestry.js';
import { type VersionStamp, wins } from '../../../record/merge/version-order.js';

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

const make = (id: number, ...predecessors: number[]): Descent => ({
  id: `${id}`,
  predecessors: predecessors.map(String),
});

t.test('[M3] two versions are concurrent when neither descends from the other', async (t) => {
  const ancestry = new Ancestry([make(1), make(2, 1), make(3, 1), make(4, 2, 3)]);
  t.equal(ancestry.areConcurrent('2', '3'), true);
  t.equal(ancestry.areConcurrent('3', '2'), true);
  t.equal(ancestry.areConcurrent('1', '2'), false);
  t.equal(ancestry.areConcurrent('4', '1'), false);
  t.equal(ancestry.areConcurrent('2', '2'), false);
  t.same(ancestry.heads(), ['4']);
});

t.test('[M3][M4] heads and common ancestors, whatever was merged before and whatever is missing', async (t) => {
  const crossed = new Ancestry([make(1), make(2, 1), make(3, 1), make(4, 2, 3), make(5, 3, 2), make(6, 2)]);
  t.same([...crossed.heads()].sort(), ['4', '5', '6']);
  t.same(crossed.basesOf('4', '5'), ['2', '3'], 'two nodes merged the same versions');
  t.same(crossed.basesOf('4', '6'), ['2']);
  t.equal(crossed.isIncomplete(['4', '5', '6']), false);
  const torn = new Ancestry([make(4, 2, 3), make(3, 1), make(7)]);
  t.same(torn.basesOf('4', '7'), []);
  t.equal(torn.isIncomplete(['4', '7']), true);
  t.equal(torn.isIncomplete(['7']), false);
});

function currentOf(versions: readonly VersionStamp[]): VersionStamp {
  return versions.reduce((current, incoming) => (wins(incoming, current) ? incoming : current));
}

function same(left: VersionStamp, right: VersionStamp): boolean {
  return left.stamp.milliseconds === right.stamp.milliseconds && left.stamp.counter === right.stamp.counter;
}
