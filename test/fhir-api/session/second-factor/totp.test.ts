import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { newRecoveryCodes, recoveryCodeIn } from '../../../../fhir-api/session/second-factor/recovery-codes.js';
import { base32Of, codeOfStep, stepAt, stepOfCode, totpUri } from '../../../../fhir-api/session/second-factor/totp.js';

const secret = Buffer.from('12345678901234567890');

t.test('[N2] codes are those of RFC 6238, appendix B, and of RFC 4226, appendix D', async (t) => {
  const ofTime: Readonly<Record<number, string>> = {
    59: '287082',
    1111111109: '081804',
    1111111111: '050471',
    1234567890: '005924',
    2000000000: '279037',
    20000000000: '353130',
  };
  for (const [seconds, code] of Object.entries(ofTime)) {
    t.equal(codeOfStep(secret, stepAt(Number(seconds) * 1000)), code, seconds);
  }
  const ofCount = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  t.strictSame(
    ofCount.map((_, count) => codeOfStep(secret, count)),
    ofCount,
  );
});

t.test('[N2] a code is good two steps before and after its own, once, and none that is earlier after it', async (t) => {
  const now = 1_700_000_000_000;
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.integer({ min: -6, max: 6 }), (bytes, apart) => {
      const step = stepAt(now) + apart;
      const found = stepOfCode(bytes, codeOfStep(bytes, step), now, -1);
      const isNear = Math.abs(apart) <= 2;
      // Codes of two steps may be the same by chance, one time in a million.
      const twin = [-2, -1, 0, 1, 2]
        .map((each) => stepAt(now) + each)
        .find((each) => codeOfStep(bytes, each) === codeOfStep(bytes, step));
      return found === twin && (!isNear || found !== undefined);
    }),
    { seed: 61, numRuns: 500 },
  );
  const step = stepAt(now);
  t.equal(stepOfCode(secret, codeOfStep(secret, step), now, step - 1), step);
  t.equal(stepOfCode(secret, codeOfStep(secret, step), now, step), undefined, 'it was taken');
  t.equal(stepOfCode(secret, codeOfStep(secret, step - 1), now, step), undefined, 'a later one was taken');
  for (const wrong of ['', '12345', 'abcdef', '0'.repeat(400)]) t.equal(stepOfCode(secret, wrong, now, -1), undefined);
});

t.test('[N2] a secret is shown in base 32, as RFC 4648 has it', async (t) => {
  const vectors = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  };
  for (const [text, encoded] of Object.entries(vectors)) t.equal(base32Of(Buffer.from(text)), encoded);
  const uri = new URL(totpUri(secret, 'Carnet Hôpital de Garoua', 'a.bello'));
  t.equal(uri.protocol, 'otpauth:');
  t.equal(decodeURIComponent(uri.pathname), '/Carnet Hôpital de Garoua:a.bello');
  t.equal(uri.searchParams.get('secret'), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  t.equal(uri.searchParams.get('issuer'), 'Carnet Hôpital de Garoua');
});

t.test('[N4] a recovery code is read as people type it', async (t) => {
  const codes = newRecoveryCodes(randomBytes);
  t.equal(new Set(codes).size, 10);
  for (const code of codes) {
    t.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    const plain = code.replaceAll('-', '');
    t.equal(recoveryCodeIn(` ${code.toLowerCase().replaceAll('-', ' ')}`), plain);
  }
  t.equal(recoveryCodeIn('OOOO-IIII-LLLL-0000'), '0000111111110000');
  for (const wrong of ['', '123456', 'UUUU-UUUU-UUUU-UUUU', `${codes[0]}0`]) t.equal(recoveryCodeIn(wrong), undefined);
});
