import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { crockfordAlphabet } from '../../../protocol/check-characters.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { boxNumberMax } from '../../../record/identity/box-number.js';
import { isBoxNumberSound, isSiteCodeSafe, nextHealthId, readHealthId } from '../../../record/identity/health-id.js';

const site = fc
  .array(fc.constantFrom(...crockfordAlphabet), { minLength: 3, maxLength: 3 })
  .map((characters) => parseSiteCode(characters.join('')))
  .filter(isSiteCodeSafe);
const boxNumber = fc.nat(boxNumberMax);
/** The last thirty thousand serials of a box can all be such that none of them is given. */
const countMax = 32 ** 4 - 4 * 32 ** 3;
const healthId = fc
  .tuple(site, boxNumber, fc.nat(countMax))
  .filter(([code, box]) => isBoxNumberSound(code, box))
  .map(([code, box, count]) => nextHealthId(code, box * 32 ** 4 + count, box).healthId);

t.test('an identifier reads back, in whatever way it is typed', async () => {
  fc.assert(
    fc.property(healthId, (id) => {
      assert.match(id.text, /^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]$/);
      assert.deepEqual(readHealthId(id.text), id);
      const typed = ` ${id.text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
      assert.deepEqual(readHealthId(typed), id);
    }),
  );
});

t.test('every single wrong character and every exchange of neighbours is refused', async () => {
  fc.assert(
    fc.property(healthId, fc.nat(8), fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'), (id, place, wrong) => {
      const compact = id.text.replaceAll('-', '');
      const read = wrong === 'O' ? '0' : wrong === 'I' || wrong === 'L' ? '1' : wrong;
      const changed = compact.slice(0, place) + wrong + compact.slice(place + 1);
      if (read !== compact[place]) assert.equal(readHealthId(changed), undefined);
      const next = compact[place + 1];
      if (next === undefined || next === compact[place]) return;
      const exchanged = compact.slice(0, place) + next + compact[place] + compact.slice(place + 2);
      assert.equal(readHealthId(exchanged), undefined);
    }),
    { numRuns: 5000 },
  );
});

t.test('a site never gives the same identifier twice', async (t) => {
  const code = parseSiteCode('7KD');
  const given = new Set<string>();
  let counter = 0;
  for (let count = 0; count < 5000; count += 1) {
    const next = nextHealthId(code, counter);
    counter = next.counter;
    given.add(next.healthId.text);
  }
  t.equal(given.size, 5000);
  for (const first of crockfordAlphabet) {
    const startMilliseconds = performance.now();
    nextHealthId(parseSiteCode(`00${first}`), 0);
    t.ok(performance.now() - startMilliseconds < 100, 'a whole branch of serials is jumped over, not walked through');
  }
  t.throws(() => nextHealthId(code, 32 ** 4 - 1), { code: 'internal' });
  t.throws(() => nextHealthId(code, 3 * 32 ** 4 - 1, 2), { code: 'internal' });
});

t.test('[E30] no box of a site gives what another gives, wherever its counter stood', async (t) => {
  const code = parseSiteCode('7KD');
  const sound = Array.from({ length: boxNumberMax + 1 }, (_, box) => box).filter((box) => isBoxNumberSound(code, box));
  t.ok(sound.length > 20);
  const given = new Set<string>();
  for (const box of sound) {
    // It begins where another box left off, as a copy of its folder would.
    let counter = (box * 7 + 5) % 32 ** 4;
    for (let count = 0; count < 300; count += 1) {
      const next = nextHealthId(code, counter, box);
      counter = next.counter;
      t.equal(next.healthId.serial[0], crockfordAlphabet[box]);
      given.add(next.healthId.text);
    }
  }
  t.equal(given.size, sound.length * 300);
});

t.test('what is no health identifier is refused', async (t) => {
  for (const text of ['', '7KD', '7KD-0A3F2', '7KD-0A3F2-U', '7KD-0A3F2-QQ', 'é'])
    t.equal(readHealthId(text), undefined);
});

t.test('almost every site code is safe against an exchange within it', async (t) => {
  const codes = [...crockfordAlphabet].flatMap((a) =>
    [...crockfordAlphabet].flatMap((b) => [...crockfordAlphabet].map((c) => parseSiteCode(a + b + c))),
  );
  const unsafe = codes.filter((code) => !isSiteCodeSafe(code));
  t.ok(unsafe.length > 0 && unsafe.length < codes.length / 500, String(unsafe.length));
});
