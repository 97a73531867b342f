import { hubCode } from '../../protocol/ids.js';
import type { FhirObject } from '../resource.js';
import type { CardJwk, CardKey } from './card-key.js';
import { cardKeyAuthor, readCardKey, readCardKeyEnd } from './card-key-resource.js';

/** A version of reference data, with who wrote it. */
export interface CardKeyVersion {
  /** The site whose log it comes from, which sync has proved (rule S12); the hub's own code for the hub. */
  readonly origin: string;
  readonly author: string;
  /** JSON; empty for a deletion. */
  readonly body: string;
}

/** A JSON Web Key Set (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly (CardJwk & {
    readonly kid: string;
    readonly use: 'sig';
    readonly alg: 'ES256';
    /** Seconds since 1970; of a key that is over before its time. */
    readonly revoked?: { readonly revoked_at: number };
  })[];
}

/**
 * The keys that versions come to, by their kid. The same for the same versions in any order, repeated or not; one more
 * version takes no key away (rules H3, H5, H6).
 */
export function cardKeysOf(versions: Iterable<CardKeyVersion>): readonly CardKey[] {
  const keys = new Map<string, CardKey>();
  const ends = new Map<string, number>();
  for (const { origin, author, body } of versions) {
    if (author !== cardKeyAuthor || body === '') continue;
    const value = JSON.parse(body) as FhirObject;
    const end = origin === hubCode ? readCardKeyEnd(value) : undefined;
    if (end !== undefined) ends.set(end.kid, Math.min(end.at, ends.get(end.kid) ?? end.at));
    const key = readCardKey(value);
    if (key !== undefined && key.site === origin) keys.set(key.kid, joined(key, keys.get(key.kid)));
  }
  return [...keys.values()]
    .sort((left, right) => (left.kid < right.kid ? -1 : 1))
    .map((key) => withEnd(key, ends.get(key.kid)));
}

/** The public set at a moment: what everybody who is shown a card needs. */
export function jwkSetOf(keys: readonly CardKey[], nowMilliseconds: number): JwkSet {
  return {
    keys: keys
      .filter(({ untilMilliseconds }) => nowMilliseconds < untilMilliseconds)
      .map(({ kid, jwk, endedMilliseconds: ended }) => ({
        ...{ ...jwk, kid, use: 'sig', alg: 'ES256' },
        ...(ended !== undefined && { revoked: { revoked_at: Math.floor(ended / 1000) } }),
      })),
  };
}

/** Told twice, by its site or by another that holds it too: the narrower word counts, whichever came first. */
function joined(key: CardKey, known: CardKey = key): CardKey {
  return {
    ...key,
    site: key.site < known.site ? key.site : known.site,
    sinceMilliseconds: Math.max(key.sinceMilliseconds, known.sinceMilliseconds),
    untilMilliseconds: Math.min(key.untilMilliseconds, known.untilMilliseconds),
  };
}

function withEnd(key: CardKey, end: number | undefined): CardKey {
  return end === undefined ? key : { ...key, endedMilliseconds: end };
}
