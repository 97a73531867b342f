import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { KeyCreation, KeyRequest } from '../../protocol/security-key-messages.js';

/** How a key behaves; like one on sale, where nothing else is said. */
export interface SoftKeyManners {
  readonly origin: string;
  /** Whether it asks who holds it. */
  readonly verifies?: boolean;
  /** Whether it counts. */
  readonly counts?: boolean;
}

/** A security key without a case: answers as WebAuthn level 2 says, with ECDSA over P-256. */
export class SoftKey {
  readonly id = randomBytes(32).toString('base64url');
  readonly origin: string;
  verifies: boolean;
  signCount = 0;
  readonly #counts: boolean;
  readonly #publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  constructor({ origin, verifies = true, counts = true }: SoftKeyManners) {
    this.origin = origin;
    this.verifies = verifies;
    this.#counts = counts;
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#publicKey = pair.publicKey;
    this.#privateKey = pair.privateKey;
  }

  /** What a browser says of a new key (§7.1), attestation `none`. */
  make({ challenge, rp }: KeyCreation, origin = this.origin) {
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 255]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.#coseKey()]);
    const authenticatorData = Buffer.concat([this.#header(rp.id, true), attested]);
    const attestation = map([
      [text('fmt'), text('none')],
      [text('attStmt'), map([])],
      [text('authData'), bytes(authenticatorData)],
    ]);
    return {
      id: this.id,
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, origin),
        attestationObject: attestation.toString('base64url'),
        transports: ['usb', 'telepathy'],
      },
    };
  }

  /** What it says of one that is shown (§7.2). */
  show({ challenge, rpId }: Pick<KeyRequest, 'challenge' | 'rpId'>, origin = this.origin) {
    if (this.#counts) this.signCount += 1;
    const authenticatorData = this.#header(rpId, false);
    const data = clientData('webauthn.get', challenge, origin);
    const hashed = createHash('sha256').update(Buffer.from(data, 'base64url')).digest();
    const signature = sign('sha256', Buffer.concat([authenticatorData, hashed]), this.#privateKey);
    return {
      id: this.id,
      response: {
        clientDataJSON: data,
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    };
  }

  /** §6.1: hash of the name, flags, count. */
  #header(host: string, isNew: boolean): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.signCount);
    const flags = 0x01 | (this.verifies ? 0x04 : 0) | (isNew ? 0x40 : 0);
    return Buffer.concat([createHash('sha256').update(host).digest(), Buffer.from([flags]), count]);
  }

  /** RFC 9053 §7.1.1: key type EC2, algorithm ES256, curve P-256, x, y. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    return map([
      [integer(1), integer(2)],
      [integer(3), integer(-7)],
      [integer(-1), integer(1)],
      [integer(-2), bytes(Buffer.from(x, 'base64url'))],
      [integer(-3), bytes(Buffer.from(y, 'base64url'))],
    ]);
  }
}

function clientData(type: string, challenge: string, origin: string): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');
}

/** RFC 8949 §3: the head of an item of a major type. */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

function integer(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([head(2, value.length), value]);
}

function text(value: string): Buffer {
  return Buffer.concat([head(3, value.length), Buffer.from(value)]);
}

function map(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, entries.length), ...entries.flat()]);
}
