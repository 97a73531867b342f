import { Problem } from './problem.js';

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Three characters of Crockford base 32 that name a node; given by the hub at `site add`, never reused. `000` is the hub. */
export type SiteCode = Brand<string, 'SiteCode'>;
/** A FHIR logical id: 1–64 of `A-Z a-z 0-9 - .` (FHIR R4 §2.24.0.1 `id`). UUIDv7 where Carnet makes it. */
export type ResourceId = Brand<string, 'ResourceId'>;
/** A FHIR resource type name, e.g. `Patient`. Unknown names are carried opaque (rule P2). */
export type ResourceType = Brand<string, 'ResourceType'>;
/** The id of one change, a UUIDv7, which is also the FHIR `versionId` of the version it makes (rule W2). */
export type ChangeId = Brand<string, 'ChangeId'>;
/** The name of a link of a site: 1–16 of `a-z 0-9 -`, e.g. `fibre`. */
export type LinkName = Brand<string, 'LinkName'>;

/** The code of the hub itself, which never names a site. */
export const hubCode = '000' as SiteCode;

const siteCodePattern = /^[0-9A-HJKMNP-TV-Z]{3}$/;
const resourceIdPattern = /^[A-Za-z0-9\-.]{1,64}$/;
const resourceTypePattern = /^[A-Z][A-Za-z]{0,63}$/;
const changeIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const linkNamePattern = /^[a-z0-9-]{1,16}$/;

function parseWith<T extends string>(pattern: RegExp, what: string) {
  return (text: string): T => {
    if (!pattern.test(text)) throw new Problem('identifier-malformed', `not a ${what}`);
    return text as T;
  };
}

/** @throws Problem `identifier-malformed` */
export const parseSiteCode = parseWith<SiteCode>(siteCodePattern, 'site code');
/** @throws Problem `identifier-malformed` */
export const parseResourceId = parseWith<ResourceId>(resourceIdPattern, 'FHIR id');
/** @throws Problem `identifier-malformed` */
export const parseResourceType = parseWith<ResourceType>(resourceTypePattern, 'FHIR resource type');
/** @throws Problem `identifier-malformed` */
export const parseChangeId = parseWith<ChangeId>(changeIdPattern, 'change id (UUIDv7)');
/** @throws Problem `identifier-malformed` */
export const parseLinkName = parseWith<LinkName>(linkNamePattern, 'link name');

/** Where a generator takes its time and its randomness from; parameters, so that tests repeat. */
export interface IdSource {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
  /** `length` random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
}

/** How long, and for how many ids, a generator keeps its random part. */
const randomPartMillisecondsMax = 10_000;
const randomPartIdsMax = 4096;

/**
 * Makes a generator of UUIDv7 (RFC 9562 §5.7) that never goes back: within one millisecond, and when the clock jumps
 * backwards, the 12 bits of `rand_a` count up (§6.2 method 1), then the millisecond is borrowed from the future. Ids that
 * are made shortly after one another share `rand_b`, so that they differ little and cost little on the wire (rule S19):
 * an id names a record, it is no secret and opens nothing.
 */
export function createUuidGenerator(source: IdSource): () => string {
  let lastMilliseconds = 0;
  let counter = 0;
  let random = new Uint8Array();
  let drawnMilliseconds = 0;
  let made = 0;
  return () => {
    const milliseconds = Math.max(0, Math.floor(source.now()));
    const age = milliseconds - drawnMilliseconds;
    const draws = made === 0 || made >= randomPartIdsMax || age < 0 || age > randomPartMillisecondsMax;
    if (draws) {
      random = Uint8Array.from(source.randomBytes(10));
      drawnMilliseconds = milliseconds;
      made = 0;
    }
    made += 1;
    if (milliseconds > lastMilliseconds) {
      lastMilliseconds = milliseconds;
      counter = draws ? (((random[8] ?? 0) << 8) | (random[9] ?? 0)) & 0x7ff : 0;
    } else if (counter === 0xfff) {
      lastMilliseconds += 1;
      counter = 0;
    } else {
      counter += 1;
    }
    return formatUuid(lastMilliseconds, counter, random);
  };
}

function formatUuid(milliseconds: number, counter: number, random: Uint8Array): string {
  const time = milliseconds.toString(16).padStart(12, '0').slice(-12);
  const randA = counter.toString(16).padStart(3, '0');
  const variant = (0x80 | ((random[0] ?? 0) & 0x3f)).toString(16).padStart(2, '0');
  let tail = '';
  for (let index = 1; index < 8; index += 1) tail += (random[index] ?? 0).toString(16).padStart(2, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randA}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

/** The generator of a running program, in Node and in the browser, with the system's randomness; without `now`, by the wall clock. */
export function createSystemUuidGenerator(now: () => number = Date.now): () => string {
  return createUuidGenerator({
    now,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
}
