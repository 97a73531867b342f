import fc from 'fast-check';
import t from 'tap';
import { addToDigest, emptyDigest, equalDigests, monthOf, sumOfDigests } from '../../protocol/digest.js';

const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
const digestOf = (ids: readonly Uint8Array[]) => ids.reduce(addToDigest, emptyDigest);

t.test('[D1] a digest does not depend on the order, and adds up from its parts', async () => {
  fc.assert(
    fc.property(fc.array(id), fc.nat(), (ids, cut) => {
      const at = ids.length === 0 ? 0 : cut % ids.length;
      const whole = digestOf(ids);
      const parts = sumOfDigests([digestOf(ids.slice(at)), digestOf(ids.slice(0, at))]);
      return equalDigests(whole, parts) && equalDigests(whole, digestOf(ids.toReversed())) && whole.sum < 2n ** 128n;
    }),
  );
});

t.test('[D1] one id more, less or other is another digest', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 2, selector: String }), ([one, ...others]) => {
      if (one === undefined) return true;
      const [first, ...rest] = others;
      const without = digestOf(others);
      return (
        !equalDigests(without, digestOf([one, ...others])) &&
        !equalDigests(without, digestOf([one, ...rest])) &&
        first !== one
      );
    }),
  );
});

t.test('[D1] the month is that of the time in the change id', async (t) => {
  const at = (time: string) => {
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(Date.parse(time), 0, 6);
    return monthOf(bytes);
  };
  t.equal(at('2026-11-30T23:59:59.999Z'), 2026 * 12 + 10);
  t.equal(at('2026-12-01T00:00:00Z'), 2026 * 12 + 11);
  t.equal(at('1970-01-01T00:00:00Z'), 1970 * 12, 'a dead battery');
});
