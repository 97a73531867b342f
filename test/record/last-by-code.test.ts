import fc from 'fast-check';
import t from 'tap';
import { type Coded, lastByCode } from '../../record/last-by-code.js';

const newestFirst = (codes: readonly (readonly string[])[]): Coded<number>[] =>
  codes.map((each, key) => ({ key, atMilliseconds: 100 - key, codes: each }));

t.test('[F99] Observation-lastn: the table of groups in the specification', async (t) => {
  t.strictSame(lastByCode(newestFirst([['a'], ['b'], ['c']]), 1), [0, 1, 2]);
  t.strictSame(lastByCode(newestFirst([['a'], ['b'], ['a', 'c']]), 1), [0, 1]);
  t.strictSame(lastByCode(newestFirst([['a'], ['b'], ['a', 'b']]), 1), [0]);
  t.strictSame(lastByCode(newestFirst([['textM'], ['Text'], ['t e x t']]), 1), [0, 1, 2]);
  t.strictSame(lastByCode(newestFirst([['a'], ['b'], ['b', 'c'], ['d', 'c'], ['d', 'a']]), 2), [0, 1]);
});

t.test('[F99] Observation-lastn: as many as are asked for, and those at the same time as the last', async (t) => {
  const at = (...times: (number | undefined)[]) =>
    times.map((time, key) => ({ key, codes: ['a'], ...(time !== undefined && { atMilliseconds: time }) }));
  t.strictSame(lastByCode(at(9, 8, 8, 8, 7), 2), [0, 1, 2, 3]);
  t.strictSame(lastByCode(at(9, 9, 8), 3), [0, 1, 2]);
  t.strictSame(lastByCode(at(9, undefined, undefined), 2), [0, 1], 'without a time none is at the same one');
  t.strictSame(lastByCode([], 1), []);
});

t.test('[F99] groups are those of a plain closure, whatever the order of translations', async (t) => {
  const codes = fc.array(fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { minLength: 1, maxLength: 3 }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(codes, fc.integer({ min: 1, max: 3 }), (all, countMax) => {
      const found = new Set(lastByCode(newestFirst(all), countMax));
      for (const [key, own] of all.entries()) {
        // Everything that own leads to, step by step.
        const reached = new Set(own);
        for (let size = 0; size < reached.size; ) {
          size = reached.size;
          for (const other of all)
            if (other.some((code) => reached.has(code))) for (const code of other) reached.add(code);
        }
        const before = all.slice(0, key).filter((other) => other.some((code) => reached.has(code))).length;
        if (found.has(key) !== before < countMax) return false;
      }
      return true;
    }),
  );
  t.pass('by the definition');
});
