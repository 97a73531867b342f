import { createHash } from 'node:crypto';
import { tokenBytes } from '../../protocol/control/hello.js';
import { readTextIfThere, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';

interface LeaseText {
  /** The token that the hub expects, hex. */
  readonly confirmed: string;
  /** The one that it was told of for the time after; absent once it has confirmed it. */
  readonly next?: string;
}

/** What a run presents in each of its hellos (rule E12). */
export interface RunTokens {
  readonly token: Uint8Array;
  readonly nextHash: Uint8Array;
}

/**
 * The single-use tokens of this folder: each run of the program trades one in. The next one is made here and on disk
 * before the hub hears of it, so that no crash leaves the hub expecting a token that nobody has.
 */
export class LeaseFile {
  readonly #path: string;
  readonly #randomBytes: (length: number) => Uint8Array;
  #next: string | undefined;

  constructor(path: string, randomBytes: (length: number) => Uint8Array) {
    this.#path = path;
    this.#randomBytes = randomBytes;
  }

  /** Begins a run: what it presents, which is on disk when this returns. */
  begin(): RunTokens {
    const kept = parseLease(readTextIfThere(this.#path));
    const confirmed = kept?.confirmed ?? this.#newToken();
    // One that was not confirmed stays: the hub may have heard of it, and it names this copy while it is refused.
    const next = kept?.next ?? this.#newToken();
    this.#write({ confirmed, next });
    this.#next = next;
    return { token: Buffer.from(confirmed, 'hex'), nextHash: hashOf(next) };
  }

  /** The hub has welcomed this run: from now on it expects the next token. */
  confirm(): void {
    if (this.#next === undefined) return;
    this.#write({ confirmed: this.#next });
    this.#next = undefined;
  }

  #newToken(): string {
    return Buffer.from(this.#randomBytes(tokenBytes)).toString('hex');
  }

  #write(lease: LeaseText): void {
    writeFileAtomically(this.#path, `${JSON.stringify(lease)}\n`);
  }
}

function hashOf(token: string): Uint8Array {
  return createHash('sha256').update(Buffer.from(token, 'hex')).digest();
}

const tokenPattern = new RegExp(`^[0-9a-f]{${tokenBytes * 2}}$`);

/** A damaged file is none: the site then comes as an earlier state of itself, and takes a new epoch. */
function parseLease(text: string | undefined): LeaseText | undefined {
  try {
    const lease = JSON.parse(text ?? '') as LeaseText;
    const { confirmed, next } = lease;
    const isToken = (token: unknown) => typeof token === 'string' && tokenPattern.test(token);
    return isToken(confirmed) && (next === undefined || isToken(next)) ? lease : undefined;
  } catch {
    return undefined;
  }
}
