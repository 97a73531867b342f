import { asObject } from '../elements.js';
import { siteSystem } from '../interest.js';
import type { FhirObject } from '../resource.js';
import { type CardKey, canonicalOf, kidOf, type OwnCardKey, readCardJwk } from './card-key.js';
import { isSignedEs256, signEs256 } from './es256.js';

/** The type of what tells of a key: reference data, which travels to every site and which no role may write. */
export const cardKeyType = 'Endpoint';
/** Who writes it: the programs, nobody else. */
export const cardKeyAuthor = 'carnet:card-keys';

const kidSystem = 'urn:carnet:card-key';
const kindSystem = 'urn:carnet:endpoint';
const jwkUrl = 'urn:carnet:card-key:jwk';
const proofUrl = 'urn:carnet:card-key:proof';
const issuerKind = 'health-card-issuer';
const endKind = 'health-card-issuer-end';

/** `_` stands in thumbprints, and not in ids. */
const idPart = (kid: string) => kid.replaceAll('_', '.');

export function cardKeyId(kid: string): string {
  return `card-key-${idPart(kid)}`;
}

/** What a site tells of a key of its own; the proof shows that it holds the private half. */
export function cardKeyResource(site: string, key: OwnCardKey, issuer: string): FhirObject {
  return {
    ...endpointOf(key.kid, 'active', issuerKind),
    id: cardKeyId(key.kid),
    extension: [
      { url: jwkUrl, valueString: canonicalOf(key.jwk) },
      { url: proofUrl, valueString: signEs256(key.privateKeyPem, provedBy(site, key.kid)) },
    ],
    managingOrganization: { identifier: { system: siteSystem, value: site } },
    address: `${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`,
    period: { start: instantOf(key.sinceMilliseconds), end: instantOf(key.untilMilliseconds) },
  };
}

/** What the hub tells of a key that is over before its time. */
export function cardKeyEndResource(kid: string, endedMilliseconds: number): FhirObject {
  return {
    ...endpointOf(kid, 'off', endKind),
    id: `card-key-end-${idPart(kid)}`,
    address: `urn:carnet:card-key:${kid}`,
    period: { end: instantOf(endedMilliseconds) },
  };
}

/** The key that a resource tells of; `undefined` for every other resource, also for one that only looks like it. */
export function readCardKey(value: FhirObject): CardKey | undefined {
  const jwk = readCardJwk(extensionOf(value, jwkUrl) ?? '');
  const site = asObject(asObject(value['managingOrganization'])?.['identifier']);
  const { start, end } = periodOf(value);
  if (kindOf(value) !== issuerKind || jwk === undefined || site?.['system'] !== siteSystem) return undefined;
  const key = { kid: kidOf(jwk), jwk, site: String(site['value']) };
  if (start === undefined || end === undefined || value.id !== cardKeyId(key.kid)) return undefined;
  if (!isSignedEs256(jwk, provedBy(key.site, key.kid), extensionOf(value, proofUrl) ?? '')) return undefined;
  return { ...key, sinceMilliseconds: start, untilMilliseconds: end };
}

/** Which key a resource says is over, and from when on. */
export function readCardKeyEnd(value: FhirObject): (Pick<CardKey, 'kid'> & { readonly at: number }) | undefined {
  const { end } = periodOf(value);
  const [first] = Array.isArray(value['identifier']) ? value['identifier'] : [];
  const identifier = asObject(first);
  if (kindOf(value) !== endKind || end === undefined || identifier?.['system'] !== kidSystem) return undefined;
  return { kid: String(identifier['value']), at: end };
}

function endpointOf(kid: string, status: 'active' | 'off', kind: string) {
  return {
    resourceType: cardKeyType,
    identifier: [{ system: kidSystem, value: kid }],
    status,
    connectionType: { system: kindSystem, code: kind },
    payloadType: [{ text: 'https://smarthealth.cards#health-card' }],
  };
}

function provedBy(site: string, kid: string): string {
  return `carnet card key\n${site}\n${kid}`;
}

function kindOf(value: FhirObject): unknown {
  const type = value.resourceType === cardKeyType ? asObject(value['connectionType']) : undefined;
  return type?.['system'] === kindSystem ? type['code'] : undefined;
}

function extensionOf(value: FhirObject, url: string): string | undefined {
  const list = Array.isArray(value['extension']) ? value['extension'] : [];
  const found = list.map((item) => asObject(item)).find((extension) => extension?.['url'] === url);
  const text = found?.['valueString'];
  return typeof text === 'string' ? text : undefined;
}

function periodOf(value: FhirObject): { readonly start: number | undefined; readonly end: number | undefined } {
  const period = asObject(value['period']);
  return { start: momentOf(period?.['start']), end: momentOf(period?.['end']) };
}

function momentOf(text: unknown): number | undefined {
  const milliseconds = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
