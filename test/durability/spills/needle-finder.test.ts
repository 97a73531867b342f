import fc from 'fast-check';
import t from 'tap';
import { canaries, canaryNeedles, searchable, secretNeedles } from './canaries.js';
import { NeedleFinder } from './needle-finder.js';

const needles = [...canaryNeedles(), ...secretNeedles('the key', 'a1'.repeat(32))];
const finder = new NeedleFinder();
finder.add(needles);

t.test('every needle is found wherever it stands, and what is not there is not', async (t) => {
  const one = fc.constantFrom(...needles);
  const noise = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(noise, one, fc.boolean(), noise, (before, { bytes }, isWhole, after) => {
      const text = Buffer.from(isWhole ? bytes : bytes.slice(0, -1), 'latin1');
      const all = Buffer.concat([before, text, after]);
      // As it was searched before: each needle by itself.
      const wanted = new Set(needles.filter((each) => searchable(all).includes(each.bytes)).map(({ name }) => name));
      return [...finder.namesIn(all)].toSorted().join() === [...wanted].toSorted().join();
    }),
    { numRuns: 2_000 },
  );
  t.strictSame(finder.namesIn(Buffer.from(canaries.note.toUpperCase(), 'latin1')), new Set(['note']));
  t.strictSame(finder.namesIn(Buffer.alloc(0)), new Set());
  t.equal(finder.lengthMax, Math.max(...needles.map(({ bytes }) => bytes.length)));
  t.throws(() => finder.add([{ name: 'short', bytes: 'a' }]), /too short/);
});
