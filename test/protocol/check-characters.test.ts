import fc from 'fast-check';
import t from 'tap';
import {
  checkCharacterMod37_36,
  checkCharactersMod1271_36,
  crockfordAlphabet,
  normaliseTyped,
} from '../../protocol/check-characters.js';
import { problemOf } from '../support/problem-of.js';

const alphabet36 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet36), minLength, maxLength });

t.test('[E6] mod 1271-36 gives the published example of ISO/IEC 7064', async (t) => {
  t.equal(checkCharactersMod1271_36('ISO79'), '3W');
});

t.test(
  '[E6] mod 37,36 gives published numbers: GRid (ISO/IEC 7064 in IFPI GRid) and ISAN (ISO 15706-1 annex C)',
  async (t) => {
    t.equal(checkCharacterMod37_36('A12425GABC1234002'), 'M');
    t.equal(checkCharacterMod37_36('00000000D07A0090'), 'Q');
    t.equal(checkCharacterMod37_36('00000000D07A009000000000'), 'X');
  },
);

t.test('[E6] one wrong character is always found', async (t) => {
  fc.assert(
    fc.property(codes(1, 20), fc.nat(), fc.constantFrom(...alphabet36), (text, place, wrong) => {
      const index = place % text.length;
      const typed = text.slice(0, index) + wrong + text.slice(index + 1);
      if (typed === text) return true;
      const oneFinds = checkCharacterMod37_36(typed) !== checkCharacterMod37_36(text);
      return oneFinds && checkCharactersMod1271_36(typed) !== checkCharactersMod1271_36(text);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

t.test(
  '[E6] two exchanged neighbours are found: always by two check characters, by one for 629 of 630 pairs',
  async (t) => {
    const pairs = alphabet36.flatMap((left) =>
      alphabet36.filter((right) => left < right).map((right) => [left, right]),
    );
    t.equal(pairs.length, 630);
    for (const [before, after] of [
      ['', ''],
      ['7KD0', '00'],
      ['ZQ', '3'],
      ['7KD', '4F2'],
    ] as const) {
      const missed = (check: (text: string) => string) =>
        pairs.filter(
          ([left, right]) => check(`${before}${left}${right}${after}`) === check(`${before}${right}${left}${after}`),
        );
      t.equal(missed(checkCharactersMod1271_36).length, 0);
      t.equal(missed(checkCharacterMod37_36).length, 1);
    }
  },
);

t.test('[E6] exchanging the last character with the check is found too', async (t) => {
  for (const text of ['7KD0A3F2', '7KD0A3F3', '1230000A', 'ZZZZZZZZ']) {
    const check = checkCharacterMod37_36(text);
    const exchanged = text.slice(0, -1) + check;
    if (check !== text.at(-1)) t.not(checkCharacterMod37_36(exchanged), text.at(-1), text);
  }
});

t.test('[E6] the check of every text is of the right alphabet', async (t) => {
  fc.assert(
    fc.property(codes(0, 20), (text) => {
      const one = /^[0-9A-Z]$/.test(checkCharacterMod37_36(text));
      return one && /^[0-9A-Z]{2}$/.test(checkCharactersMod1271_36(text));
    }),
  );
  t.pass();
});

t.test('[E6] text outside the alphabet is refused, not counted as something', async (t) => {
  for (const text of ['7KD?', 'abc', 'é', '7 KD', '*']) {
    t.equal(
      problemOf(() => checkCharacterMod37_36(text)),
      'identifier-malformed',
      text,
    );
    t.equal(
      problemOf(() => checkCharactersMod1271_36(text)),
      'identifier-malformed',
      text,
    );
  }
});

t.test('[E6] what people type is read forgivingly', async (t) => {
  t.equal(normaliseTyped(' 7kd-oa3f2 - iL '), '70A3F211'.replace('70', '7KD0'));
  t.equal(normaliseTyped('7KD\t0A3F2\n'), '7KD0A3F2');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...crockfordAlphabet), maxLength: 20 }), (text) => {
      const hurried = text.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').split('').join(' ');
      return normaliseTyped(hurried) === text && normaliseTyped(normaliseTyped(hurried)) === text;
    }),
  );
});
