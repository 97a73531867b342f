import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import {
  checkCharacterMod37_36,
  checkCharactersMod1271_36,
  crockfordAlphabet,
} from '../../../protocol/check-characters.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { deriveInviteSecret } from '../../../provisioning/enrolment/invite-secret.js';
import { formatOneTimeCode, newOneTimeCode, parseOneTimeCode } from '../../../provisioning/enrolment/one-time-code.js';
import { problemOf } from '../../support/problem-of.js';

const garoua = parseSiteCode('7KD');
const codes = fc
  .uint8Array({ minLength: 13 * 64, maxLength: 13 * 64 })
  .filter((bytes) => new Set(bytes).size > 32)
  .map((bytes) => {
    let offset = 0;
    return newOneTimeCode(garoua, 1, (length) => {
      offset += length;
      return Uint8Array.from({ length }, (_, index) => (bytes[(offset + index) % bytes.length] ?? 0) + offset);
    });
  });

t.test('the check characters are those of ISO/IEC 7064: its own examples', async (t) => {
  t.equal(checkCharactersMod1271_36('ISO79'), '3W', 'ISO/IEC 7064:2003, MOD 1271-36');
  t.equal(checkCharacterMod37_36('A12425GABC1234002'), 'M', 'GRid standard, MOD 37,36');
});

t.test('a code stands on paper as 7KD-XXXXX-XXXXX-XXXCC and reads back however it is typed', async (t) => {
  fc.assert(
    fc.property(codes, (code) => {
      const paper = formatOneTimeCode(code);
      if (!/^7KD-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(paper)) return false;
      const sloppy = paper.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
      return parseOneTimeCode(paper).text === code.text && parseOneTimeCode(` ${sloppy} `).text === code.text;
    }),
  );
  t.match(newOneTimeCode(garoua, 1, randomBytes).text, /^7KD1/);
});

t.test('[E30] a code says the number of its box', async (t) => {
  for (const number of [0, 1, 17, 31]) {
    const code = newOneTimeCode(garoua, number, randomBytes);
    t.equal(parseOneTimeCode(formatOneTimeCode(code)).boxNumber, number);
  }
});

t.test('[E6] every single wrong character and every swap of neighbours is found', async (t) => {
  fc.assert(
    fc.property(codes, ({ text }) => {
      for (let place = 0; place < text.length; place += 1) {
        for (const character of `${crockfordAlphabet}U#`) {
          if (character === text[place]) continue;
          const typed = text.slice(0, place) + character + text.slice(place + 1);
          if (problemOf(() => parseOneTimeCode(typed)) !== 'invite-malformed') return false;
        }
        const [left, right] = [text[place], text[place + 1]];
        if (right === undefined || left === right) continue;
        const swapped = `${text.slice(0, place)}${right}${left}${text.slice(place + 2)}`;
        if (problemOf(() => parseOneTimeCode(swapped)) !== 'invite-malformed') return false;
      }
      return true;
    }),
    { numRuns: 50 },
  );
  for (const typed of ['', '7KD', '7KD-00000-00000-00000-0']) {
    t.equal(
      problemOf(() => parseOneTimeCode(typed)),
      'invite-malformed',
      typed,
    );
  }
});

t.test('[E2] id and key come from the code, say nothing about it, and differ', async (t) => {
  const code = newOneTimeCode(garoua, 1, randomBytes);
  const secret = await deriveInviteSecret(code);
  t.strictSame(await deriveInviteSecret(parseOneTimeCode(formatOneTimeCode(code))), secret, 'both ends agree');
  t.match(secret.inviteId, /^[0-9a-f]{64}$/);
  t.match(secret.proofKey, /^[0-9a-f]{64}$/);
  t.not(secret.inviteId, secret.proofKey);
  t.not((await deriveInviteSecret(newOneTimeCode(garoua, 1, randomBytes))).inviteId, secret.inviteId);
});
