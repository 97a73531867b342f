import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { hubCode } from '../../../protocol/ids.js';
import { mayDo } from '../../../record/access.js';
import { cardKeyMilliseconds, newCardKey, type OwnCardKey } from '../../../record/card-keys/card-key.js';
import {
  cardKeyAuthor,
  cardKeyEndResource,
  cardKeyId,
  cardKeyResource,
  cardKeyType,
  readCardKey,
} from '../../../record/card-keys/card-key-resource.js';
import { type CardKeyVersion, cardKeysOf, jwkSetOf } from '../../../record/card-keys/card-key-set.js';
import { signEs256 } from '../../../record/card-keys/es256.js';
import { canonicalJwk, thumbprintOf } from '../../../record/card-keys/thumbprint.js';
import { fileResource } from '../../../record/filing.js';
import { parseResource } from '../../../record/parse.js';
import type { FhirObject } from '../../../record/resource.js';
import { roles } from '../../../record/role.js';

const now = Date.parse('2026-11-21T09:00:00Z');
const issuer = 'https://hub.example.cm/';
const [first, second] = [newCardKey(now), newCardKey(now + 1)];

function told(site: string, key: OwnCardKey, more: Partial<CardKeyVersion> = {}): CardKeyVersion {
  return versionOf(cardKeyResource(site, key, issuer), { origin: site, ...more });
}

function versionOf(value: FhirObject, more: Partial<CardKeyVersion>): CardKeyVersion {
  return { origin: 'A11', author: cardKeyAuthor, body: JSON.stringify(value), ...more };
}

function ended(key: OwnCardKey, at: number, more: Partial<CardKeyVersion> = {}): CardKeyVersion {
  return versionOf(cardKeyEndResource(key.kid, at), { origin: hubCode, ...more });
}

const kidsOf = (versions: readonly CardKeyVersion[]) => cardKeysOf(versions).map(({ kid }) => kid);

t.test('[H2] what tells of a key is valid FHIR, reference data without a patient, and reads back', async (t) => {
  for (const value of [cardKeyResource('A11', first, issuer), cardKeyEndResource(first.kid, now)]) {
    const { filing, id } = parseResource(JSON.stringify(value));
    t.equal(filing.patient, undefined);
    t.match(id, /^card-key-/);
    t.same(fileResource(value).interestedSites, []);
  }
  const { kid, jwk, sinceMilliseconds, untilMilliseconds } = first;
  const value = cardKeyResource('A11', first, issuer);
  t.same(readCardKey(value), { site: 'A11', kid, jwk, sinceMilliseconds, untilMilliseconds });
  t.equal(value['address'], 'https://hub.example.cm/.well-known/jwks.json');
  t.notMatch(JSON.stringify(value), /PRIVATE|"d"/);
});

t.test('[H4] no role may write what tells of a key', async (t) => {
  for (const role of roles) {
    for (const action of ['create', 'update', 'delete'] as const)
      t.equal(mayDo(role, cardKeyType, action), false, role);
  }
});

t.test(
  '[H3] a key counts from the site that it names, in the name of the program, with a proof of its holder',
  async (t) => {
    t.same(kidsOf([told('A11', first)]), [first.kid]);
    t.same(kidsOf([told('A11', first, { origin: 'B22' })]), [], 'another site');
    t.same(kidsOf([told('A11', first, { origin: hubCode })]), [], 'not even the hub');
    t.same(kidsOf([told('A11', first, { author: 'Practitioner/p1' })]), [], 'a person');
    t.same(kidsOf([told('A11', first, { author: 'carnet:import' })]), [], 'an import');
    t.same(kidsOf([told('A11', first, { author: 'carnet:merge' })]), [], 'a merge');
    t.same(kidsOf([told('A11', first, { body: '' })]), [], 'a deletion');
    // Another site's public half under its own name: the proof is over the name.
    const own = cardKeyResource('A11', first, issuer);
    const managingOrganization = { identifier: { system: 'urn:carnet:site', value: 'B22' } };
    t.same(kidsOf([versionOf({ ...own, managingOrganization }, { origin: 'B22' })]), []);
  },
);

t.test('[H3] what only looks like a key is none', async (t) => {
  const own = cardKeyResource('A11', first, issuer);
  const others: readonly object[] = [
    { resourceType: 'Basic' },
    { id: 'another' },
    { connectionType: { system: 'urn:other', code: 'health-card-issuer' } },
    { managingOrganization: undefined },
    { managingOrganization: { identifier: { system: 'urn:other', value: 'A11' } } },
    { period: { start: 'soon', end: 'later' } },
    { period: undefined },
    { extension: undefined },
    { extension: [{ url: 'urn:carnet:card-key:jwk', valueInteger: 1 }] },
    { extension: [{ url: 'urn:carnet:card-key:jwk', valueString: '{"kty":"EC"}' }] },
    { extension: (own['extension'] as readonly unknown[]).slice(0, 1) },
    { id: cardKeyId(second.kid) },
  ];
  for (const other of others) t.same(kidsOf([versionOf({ ...own, ...other }, {})]), [], JSON.stringify(other));
});

t.test('[H3] a key of another curve, or a point that is on none, is none', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const own = cardKeyResource('A11', first, issuer);
  const withKey = (canonical: string) => {
    const kid = thumbprintOf(canonical);
    const proof = signEs256(first.privateKeyPem, `carnet card key\nA11\n${kid}`);
    const extension = [
      { url: 'urn:carnet:card-key:jwk', valueString: canonical },
      { url: 'urn:carnet:card-key:proof', valueString: proof },
    ];
    return versionOf({ ...own, id: cardKeyId(kid), extension }, {});
  };
  t.same(kidsOf([withKey(canonicalJwk(first.jwk) ?? '')]), [first.kid], 'the frame itself is right');
  t.same(kidsOf([withKey(canonicalJwk(publicKey.export({ format: 'jwk' })) ?? '')]), []);
  t.same(kidsOf([withKey(canonicalJwk({ ...first.jwk, y: 'A'.repeat(43) }) ?? '')]), []);
  t.throws(() => signEs256(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), ''));
});

t.test('[H8] the hub ends a key, nobody else does, and the first end stands', async (t) => {
  const at = (versions: readonly CardKeyVersion[]) => cardKeysOf(versions)[0]?.endedMilliseconds;
  t.equal(at([told('A11', first), ended(first, now + 5), ended(first, now + 9)]), now + 5);
  t.equal(at([told('A11', first), ended(first, now + 5, { origin: 'B22' })]), undefined);
  t.equal(at([told('A11', first), ended(first, now + 5, { author: 'Practitioner/p1' })]), undefined);
  t.equal(at([told('A11', first), ended(second, now + 5)]), undefined);
  const [key] = jwkSetOf(cardKeysOf([told('A11', first), ended(first, now + 5_000)]), now).keys;
  t.same(key, {
    ...first.jwk,
    kid: first.kid,
    use: 'sig',
    alg: 'ES256',
    revoked: { revoked_at: (now + 5_000) / 1000 },
  });
});

t.test('[H6] the set holds each key until its time, and nothing private', async (t) => {
  const keys = cardKeysOf([told('A11', first), told('B22', second)]);
  t.equal(jwkSetOf(keys, now).keys.length, 2);
  t.same(
    jwkSetOf(keys, now + cardKeyMilliseconds).keys.map(({ kid }) => kid),
    [second.kid],
  );
  t.notMatch(JSON.stringify(jwkSetOf(keys, now)), /"d"|PRIVATE|A11|B22/);
});

t.test(
  '[H5] the set is the same for the same versions, in any order and repeated; one more takes no key away',
  async (t) => {
    const narrower = { ...first, untilMilliseconds: first.untilMilliseconds - 1, sinceMilliseconds: now + 3 };
    const versions = [
      ...[told('A11', first), told('A11', narrower), told('B22', second), told('B22', first), told('A11', second)],
      ...[told('A11', first, { origin: 'B22' }), told('B22', second, { author: 'Practitioner/p1' })],
      ...[ended(first, now + 5), ended(first, now + 9), ended(second, now + 7, { origin: 'A11' })],
      versionOf({ resourceType: 'Endpoint', id: 'x' }, {}),
      told('A11', first, { body: '' }),
    ];
    const draw = fc.array(fc.constantFrom(...versions), { maxLength: 20 });
    const outcome = fc.check(
      fc.property(draw, fc.infiniteStream(fc.nat()), fc.constantFrom(...versions), (drawn, chance, another) => {
        const order = drawn.map((version) => ({ version, place: chance.next().value }));
        const shuffled = order.sort((left, right) => left.place - right.place).map(({ version }) => version);
        const set = JSON.stringify(cardKeysOf(drawn));
        if (JSON.stringify(cardKeysOf([...drawn, ...shuffled])) !== set) return false;
        const more = new Set(kidsOf([...drawn, another]));
        return kidsOf(drawn).every((kid) => more.has(kid));
      }),
      { numRuns: 100 },
    );
    t.notOk(outcome.failed, fc.defaultReportMessage(outcome) ?? 'holds');
  },
);
