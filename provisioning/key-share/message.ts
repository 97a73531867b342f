import { Problem } from '../../protocol/problem.js';
import { parseRenewalBegin, type RenewalBegin } from '../renewal/message.js';

export const keyShareBeginPath = '/api/key-share/begin';
export const keyShareAskPath = '/api/key-share/ask';

/** `make` a share for a new slot, or `give` the one that there is. */
export type ShareWish = 'make' | 'give';

/** Second request, signed with the key of the site's certificate (rule K8). The first is that of a renewal: a nonce. */
export interface ShareAsk extends RenewalBegin {
  readonly hubNonce: string;
  /** The site's own, that may be over. */
  readonly certificatePem: string;
  /** The id of the slot, 16 hex digits. */
  readonly slot: string;
  readonly wish: ShareWish;
  /** Over all of it, and the hub's authority: RSA-SHA-256, hex. */
  readonly signature: string;
}

export interface ShareAnswer {
  /** 32 bytes, hex. */
  readonly share: string;
}

/** @throws Problem `body-malformed` */
export function parseShareAsk(body: unknown): ShareAsk {
  const begin = parseRenewalBegin(body);
  const fields = body as Readonly<Record<string, unknown>>;
  const wish = fields['wish'];
  if (wish !== 'make' && wish !== 'give') throw malformed();
  return {
    ...begin,
    hubNonce: text(fields['hubNonce'], /^.{1,200}$/),
    certificatePem: text(fields['certificatePem'], /^[\s\S]{1,16384}$/),
    slot: text(fields['slot'], /^[0-9a-f]{16}$/),
    wish,
    signature: text(fields['signature'], /^([0-9a-f]{2}){1,512}$/),
  };
}

/** @throws Problem `body-malformed` */
export function parseShareAnswer(body: unknown): Buffer {
  const share = typeof body === 'object' && body !== null && 'share' in body ? body.share : undefined;
  return Buffer.from(text(share, /^[0-9a-f]{64}$/), 'hex');
}

function text(value: unknown, pattern: RegExp): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw malformed();
  return value;
}

function malformed(): Problem {
  return new Problem('body-malformed', 'key share message');
}
