import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { canonicalJwk, thumbprintOf } from './thumbprint.js';

/** The public half of a key on P-256 (RFC 7518 §6.2.1). */
export interface CardJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  /** 32 bytes each, base64url. */
  readonly x: string;
  readonly y: string;
}

/** A key of a site for verifiable health cards, as everybody may know it. */
export interface CardKey {
  /** Thumbprint of the public half (RFC 7638). */
  readonly kid: string;
  /** The code of the site that signs with it. */
  readonly site: string;
  readonly jwk: CardJwk;
  readonly sinceMilliseconds: number;
  /** How long cards under it are valid at most, and how long it stays in the set. */
  readonly untilMilliseconds: number;
  /** From when on nothing that it signed counts; absent while it holds. */
  readonly endedMilliseconds?: number;
}

/** A key with its private half, which never leaves the box. */
export interface OwnCardKey extends Omit<CardKey, 'site' | 'endedMilliseconds'> {
  /** PKCS #8. */
  readonly privateKeyPem: string;
}

/** Public halves stay this long after a key was made: cards are kept for years. */
export const cardKeyMilliseconds = 11 * 365 * 86_400_000;

const coordinatePattern = /^[A-Za-z0-9_-]{43}$/;

/** A new key, from the system's own source of chance. */
export function newCardKey(nowMilliseconds: number): OwnCardKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sinceMilliseconds = Math.floor(nowMilliseconds);
  const untilMilliseconds = sinceMilliseconds + cardKeyMilliseconds;
  return { ...publicHalfOf(privateKeyPem), privateKeyPem, sinceMilliseconds, untilMilliseconds };
}

/** @throws Error for a key of another curve or kind */
export function publicHalfOf(privateKeyPem: string): Pick<CardKey, 'kid' | 'jwk'> {
  const half = createPublicKey(createPrivateKey(privateKeyPem)).export({ format: 'jwk' });
  const jwk = readCardJwk(canonicalJwk(half) ?? '');
  if (jwk === undefined) throw new Error('not a key on P-256');
  return { kid: kidOf(jwk), jwk };
}

/** Reads the canonical text of a public half; `undefined` for any other text, and for every other curve. */
export function readCardJwk(canonical: string): CardJwk | undefined {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = JSON.parse(canonical) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  if (value === null || typeof value !== 'object' || canonicalJwk(value) !== canonical) return undefined;
  const { kty, crv, x, y } = value as { readonly [member: string]: string };
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) return undefined;
  return coordinatePattern.test(x) && coordinatePattern.test(y) ? { kty, crv, x, y } : undefined;
}

export function canonicalOf(jwk: CardJwk): string {
  return canonicalJwk(jwk) ?? '';
}

export function kidOf(jwk: CardJwk): string {
  return thumbprintOf(canonicalOf(jwk));
}
