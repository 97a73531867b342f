import fc from 'fast-check';
import t from 'tap';
import { HeadSet, type HeldVersion } from '../../../journal/digests/head-set.js';
import { equalDigests } from '../../../protocol/digest.js';

const idOf = (index: number) => Buffer.alloc(16, index + 1);

/** Versions of which each names some that came before it. */
const versions = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((lists): HeldVersion[] =>
    lists.map((list, index) => ({
      changeId: idOf(index),
      predecessors: Buffer.concat(index === 0 ? [] : list.map((number) => idOf(number % index))),
      type: 'Patient',
    })),
  );

function collect(list: readonly HeldVersion[]): HeadSet {
  const heads = new HeadSet();
  for (const version of list) heads.add(version);
  for (const _ of heads.sumUp(2));
  return heads;
}

t.test('[D1] the heads are those that none of the set names, in whatever order the set comes', async () => {
  fc.assert(
    fc.property(
      versions.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        const named = new Set(
          list.flatMap(({ predecessors }) => Buffer.from(predecessors).toString('hex').match(/.{32}/g) ?? []),
        );
        const expected = list.filter(({ changeId }) => !named.has(Buffer.from(changeId).toString('hex')));
        const [one, other] = [collect(list), collect(shuffled)];
        return equalDigests(one.total, other.total) && one.total.count === expected.length;
      },
    ),
  );
});

t.test('[D1] history that only one end has makes no difference', async () => {
  fc.assert(
    fc.property(versions, (list) => {
      const whole = collect(list);
      const heads = new Set(whole.idsOf(whole.months).map((id) => Buffer.from(id).toString('hex')));
      const only = collect(list.filter(({ changeId }) => heads.has(Buffer.from(changeId).toString('hex'))));
      return equalDigests(whole.total, only.total);
    }),
  );
});
