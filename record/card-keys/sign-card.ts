import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { asObject, type Elements } from '../elements.js';
import type { CardKey, OwnCardKey } from './card-key.js';
import { isSignedEs256, signEs256 } from './es256.js';

/** What a signed card may weigh, as it is shown and unpacked. */
const cardCharactersMax = 64 * 1024;
const payloadBytesMax = 1024 * 1024;

const cardPattern = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

export type CardRefusal =
  /** Not a JWS in compact form, or not of JSON. */
  | 'malformed'
  /** Another algorithm than ES256. */
  | 'algorithm'
  /** No key of that name is in the set. */
  | 'key-unknown'
  | 'signature'
  /** Signed, by its own word, when the key did not hold any more. */
  | 'key-over';

export type VerifiedCard =
  | { readonly kind: 'valid'; readonly key: CardKey; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly reason: CardRefusal };

/**
 * A payload signed as SMART Health Cards are: JWS in compact form, ES256, raw deflate, `kid` (SMART Health Cards
 * Framework, "Signing Health Cards").
 * @param payload JSON; carries `nbf`, seconds since 1970
 */
export function signCard(key: Pick<OwnCardKey, 'kid' | 'privateKeyPem'>, payload: string): string {
  const header = JSON.stringify({ alg: 'ES256', zip: 'DEF', kid: key.kid });
  const body = deflateRawSync(payload, { level: 9 });
  const covered = `${Buffer.from(header).toString('base64url')}.${body.toString('base64url')}`;
  return `${covered}.${signEs256(key.privateKeyPem, covered)}`;
}

/** Whether a card was signed by a key of the set while that key held. Needs nothing but its arguments; never throws. */
export function verifyCard(card: string, keys: readonly CardKey[]): VerifiedCard {
  const [, head = '', body = '', signature = ''] = (card.length <= cardCharactersMax && cardPattern.exec(card)) || [];
  const header = readJson(Buffer.from(head, 'base64url').toString());
  if (header === undefined) return refused('malformed');
  if (header['alg'] !== 'ES256' || header['crit'] !== undefined) return refused('algorithm');
  const key = keys.find(({ kid }) => kid === header['kid']);
  if (key === undefined) return refused('key-unknown');
  if (!isSignedEs256(key.jwk, `${head}.${body}`, signature)) return refused('signature');
  const payload = readPayload(body, header['zip']);
  const notBefore = payload?.['nbf'];
  if (payload === undefined || typeof notBefore !== 'number') return refused('malformed');
  const holdsUntil = Math.min(key.untilMilliseconds, key.endedMilliseconds ?? key.untilMilliseconds);
  return notBefore * 1000 < holdsUntil ? { kind: 'valid', key, payload } : refused('key-over');
}

function refused(reason: CardRefusal): VerifiedCard {
  return { kind: 'refused', reason };
}

function readPayload(body: string, zip: unknown): Readonly<Record<string, unknown>> | undefined {
  const bytes = Buffer.from(body, 'base64url');
  if (zip === undefined) return readJson(bytes.toString());
  if (zip !== 'DEF') return undefined;
  try {
    return readJson(inflateRawSync(bytes, { maxOutputLength: payloadBytesMax }).toString());
  } catch {
    return undefined;
  }
}

function readJson(text: string): Elements | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
