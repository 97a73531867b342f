import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import t from 'tap';
import { type CardKey, kidOf, newCardKey, publicHalfOf, readCardJwk } from '../../../record/card-keys/card-key.js';
import { signEs256 } from '../../../record/card-keys/es256.js';
import { signCard, verifyCard } from '../../../record/card-keys/sign-card.js';
import { canonicalJwk, thumbprintOf } from '../../../record/card-keys/thumbprint.js';

/** The example of RFC 7638 §3.1. */
const modulus =
  '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn' +
  'jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qM' +
  'QvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJz' +
  'KnqDKgw';

/** The key and a card of the issuer in the examples of the SMART Health Cards Framework. */
const exampleJwk = {
  ...{ kty: 'EC', kid: '3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s', use: 'sig', alg: 'ES256', crv: 'P-256' },
  x: '11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw',
  y: 'eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8',
};
const exampleCard =
  'eyJ6aXAiOiJERUYiLCJhbGciOiJFUzI1NiIsImtpZCI6IjNLZmRnLVh3UC03Z1h5eXd0VWZVQUR3QnVtRE9QS01ReC1pRUxMMTFXOXMifQ.' +
  '1ZJNT8JAEIb_y3gt_UoA25voRU8mohfDYbsd6JrtttmPBiT9784uGIhIPNvbtO88874z3YMwBkporO1NmSSmRx6blmnbIJO2iTnTtUlwy9peok' +
  'lI7VBDBKpaQ5nN8tt8VkyLWQQDh3IPdtcjlO8n3k_UzaGY-IIw13WSVRqNkxZWEXCNNSormHxx1Qdy62etG6HfUBvRKSiVkzIKrxZO1RJPZoB3' +
  'UlKLl0VAFL0jh9ROHa9akoDmdE5zLFMSfBceoFiLBy1rhaQ2uFPE1CagNmJA5cM-dY2vFzGsRjJbCYrywKyfnRXTbJJmk_wcvTz4emZWkB0Yx-' +
  'hXN9kPN8Yy60wI5I9h0S9wYJwLhfddHTS8q4XaBM9mZyy2x9vSihs5jzu9SfyOEiPqhA9bAvDQCXk6h3E1RtAfXRFM4xo1Kj_9fEck6jh3Onzy' +
  'OZeiPSDykDXNLrM-tq1T4pOFK1wLnP_TwHnxZ-DVheD4m470fAE.' +
  'EYlykJhkhPm0eQjmNYqTTkH9TheZ4bKdJS3nDP1jqty1FSV-py2KRRLhK1NOZdcH6WcllRp-RLhFxMhet_IIaQ';

const now = Date.parse('2026-11-21T09:00:00Z');
const seconds = now / 1000;
const payload = JSON.stringify({ iss: 'https://hub.example.cm', nbf: seconds, vc: { type: ['x'] } });

function known(key: Omit<CardKey, 'site'>, more: Partial<CardKey> = {}): CardKey {
  return { ...key, site: '7KD', ...more };
}

t.test('[H1] the name of a key is its thumbprint: the examples of RFC 7638 and of SMART Health Cards', async (t) => {
  const ofRfc = { kty: 'RSA', n: modulus, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' };
  t.equal(thumbprintOf(canonicalJwk(ofRfc) ?? ''), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  t.equal(thumbprintOf(canonicalJwk(exampleJwk) ?? ''), exampleJwk.kid);
  t.equal(canonicalJwk({ kty: 'oct', k: 'AA' }), undefined);
  t.equal(canonicalJwk({ kty: 'EC', crv: 'P-256', x: 'AA' }), undefined);
});

t.test('[H1] a new key is on P-256, holds its private half apart, and its public half reads back', async (t) => {
  const key = newCardKey(now + 0.5);
  const half = createPublicKey(key.privateKeyPem).export({ format: 'jwk' });
  t.match(key.jwk, half);
  t.equal(key.kid, kidOf(key.jwk));
  t.same(readCardJwk(canonicalJwk(key.jwk) ?? ''), key.jwk);
  t.equal(key.sinceMilliseconds, now);
  t.notMatch(JSON.stringify(key.jwk), /"d"/);
});

t.test('[H9] a card as SMART Health Cards publishes it verifies', async (t) => {
  const jwk = readCardJwk(canonicalJwk(exampleJwk) ?? '');
  if (jwk === undefined) throw new Error('not read');
  const key = { kid: kidOf(jwk), jwk, site: '7KD', sinceMilliseconds: 0, untilMilliseconds: now };
  const verified = verifyCard(exampleCard, [key]);
  t.match(verified, { kind: 'valid', payload: { iss: /^https:/ } });
});

t.test('[H9] what was signed verifies; altered, under another name or another key it does not', async (t) => {
  const [key, other] = [newCardKey(now), newCardKey(now)];
  const card = signCard(key, payload);
  t.match(verifyCard(card, [known(other), known(key)]), {
    kind: 'valid',
    key: { kid: key.kid },
    payload: { nbf: seconds },
  });
  const [head = '', body = '', signature = ''] = card.split('.');
  const altered = deflateRawSync(payload.replace('"x"', '"y"')).toString('base64url');
  const headOf = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
  const otherHead = headOf({ alg: 'ES256', zip: 'DEF', kid: other.kid });
  const cases: readonly (readonly [string, string])[] = [
    [`${head}.${altered}.${signature}`, 'signature'],
    [`${otherHead}.${body}.${signature}`, 'signature'],
    [`${head}.${body}.${Buffer.alloc(64).toString('base64url')}`, 'signature'],
    [`${head}.${body}.AA`, 'signature'],
    [`${headOf({ alg: 'ES256', kid: 'nobody' })}.${body}.${signature}`, 'key-unknown'],
    [`${headOf({ alg: 'none', kid: key.kid })}.${body}.${signature}`, 'algorithm'],
    [`${headOf({ alg: 'ES256', kid: key.kid, crit: ['b64'] })}.${body}.${signature}`, 'algorithm'],
    [`${headOf([])}.${body}.${signature}`, 'malformed'],
    [`${head}.${body}`, 'malformed'],
    ['', 'malformed'],
    [`${card}${'A'.repeat(70_000)}`, 'malformed'],
  ];
  for (const [text, reason] of cases) {
    t.same(verifyCard(text, [known(key), known(other)]), { kind: 'refused', reason }, text.slice(0, 60));
  }
  t.same(verifyCard(card, [known(other)]), { kind: 'refused', reason: 'key-unknown' });
});

t.test('[H9] another curve neither signs nor verifies', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  t.throws(() => signCard({ kid: 'x', privateKeyPem }, payload));
  t.throws(() => publicHalfOf(privateKeyPem));
  const half = createPublicKey(privateKey).export({ format: 'jwk' });
  t.equal(readCardJwk(canonicalJwk(half) ?? ''), undefined);
  t.equal(readCardJwk('null'), undefined);
  t.equal(readCardJwk('{"crv":"P-256","kty":"EC","x":"AA","y":"AA"}'), undefined);
  t.equal(readCardJwk(canonicalJwk({ kty: 'RSA', n: modulus, e: 'AQAB' }) ?? ''), undefined);
});

t.test('[H9] a signature counts for JSON with a time, in a size that is bounded', async (t) => {
  const key = newCardKey(now);
  const cardOf = (body: Buffer, zip?: string) => {
    const header = JSON.stringify({ alg: 'ES256', kid: key.kid, ...(zip !== undefined && { zip }) });
    const covered = `${Buffer.from(header).toString('base64url')}.${body.toString('base64url')}`;
    return `${covered}.${signEs256(key.privateKeyPem, covered)}`;
  };
  const malformed = { kind: 'refused', reason: 'malformed' };
  const verify = (card: string) => verifyCard(card, [known(key)]);
  t.match(verify(cardOf(Buffer.from(payload))), { kind: 'valid' });
  t.same(verify(cardOf(Buffer.from(payload), 'GZIP')), malformed);
  t.same(verify(cardOf(Buffer.from(payload), 'DEF')), malformed, 'not deflated');
  t.same(verify(cardOf(Buffer.from('{"nbf":"1"}'))), malformed);
  t.same(verify(cardOf(Buffer.from('[]'))), malformed);
  const bomb = deflateRawSync(Buffer.alloc(4 * 1024 * 1024, 0x20));
  t.ok(bomb.length < 20_000);
  t.same(verify(cardOf(bomb, 'DEF')), malformed);
});

t.test('[H8] of a key that was ended, what it signed before stays good', async (t) => {
  const key = newCardKey(now);
  const card = signCard(key, payload);
  t.match(verifyCard(card, [known(key, { endedMilliseconds: now + 1 })]), { kind: 'valid' });
  const over = { kind: 'refused', reason: 'key-over' };
  t.same(verifyCard(card, [known(key, { endedMilliseconds: now })]), over);
  t.same(verifyCard(card, [known(key, { untilMilliseconds: now })]), over);
});
