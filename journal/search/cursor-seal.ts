import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import { journalLimits } from '../limits.js';

/** Where a page ended: how it is ordered, what its last match is sorted by, and its key. */
export type Place = readonly (string | number)[];

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals the cursors of searches (rule F73): what a page ended with may be a name, and a link is no place for one. A cursor
 * opens only with what it was sealed about: the same question by the same person. The keys come from the database's, so
 * that links outlive a restart.
 */
export class CursorSeal {
  readonly #key: Uint8Array;
  readonly #nonceKey: Uint8Array;

  /** @param databaseKey 64 hexadecimal digits */
  constructor(databaseKey: string) {
    const derived = Buffer.from(hkdfSync('sha256', Buffer.from(databaseKey, 'hex'), '', 'carnet search cursor', 64));
    this.#key = derived.subarray(0, 32);
    this.#nonceKey = derived.subarray(32);
  }

  seal(about: string, place: Place): string {
    const text = JSON.stringify(place);
    // Made of what it is for: two places never share one, and nothing has to be random.
    const nonce = createHmac('sha256', this.#nonceKey).update(`${about}\0${text}`).digest().subarray(0, nonceBytes);
    const sealing = createCipheriv(cipher, this.#key, nonce).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
    return Buffer.concat([nonce, sealed, sealing.getAuthTag()]).toString('base64url');
  }

  /** @throws Problem `parameter-malformed`: not a cursor of this node, altered, or of another question or person */
  open(about: string, cursor: string): Place {
    try {
      if (cursor.length > journalLimits.searchCursorCharactersMax) throw new RangeError('too long');
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.toString('base64url') !== cursor) throw new RangeError('not base64url');
      const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      opening.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-tagBytes));
      const text = Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]);
      return JSON.parse(text.toString('utf8')) as Place;
    } catch {
      throw new Problem('parameter-malformed', 'page cursor');
    }
  }
}
