import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';

/** Who may sign releases for a box: the public half of an Ed25519 key (RFC 8032), and what people call it. */
export interface TrustedKey {
  /** The first 16 hexadecimal digits of the SHA-256 of the public half. */
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly name: string;
}

const keysMax = 32;

/**
 * Makes a key that signs releases, readable by its owner only.
 * @returns the line that names its public half to boxes
 * @throws Problem `already-exists`: a key is never written over
 */
export function makeReleaseKey(file: string, name: string): string {
  if (existsSync(file)) throw new Problem('already-exists', file);
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileAtomically(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return trustLine(privateKey, name);
}

/** @throws Problem `not-found`, `body-malformed` where it is no Ed25519 key */
export function readReleaseKey(file: string): KeyObject {
  const text = readTextIfThere(file);
  if (text === undefined) throw new Problem('not-found', file);
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new Problem('body-malformed', file, [], { cause });
  }
  throw new Problem('body-malformed', `${file}: not an Ed25519 key`);
}

/** `PUBLIC NAME`: the raw public half in base64url, as RFC 8037 has it. */
export function trustLine(key: KeyObject, name: string): string {
  return `${rawOf(createPublicKey(key))} ${name}`.trim();
}

export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256').update(rawOf(publicKey)).digest('hex').slice(0, 16);
}

/**
 * Reads the keys that a box trusts: one a line, `PUBLIC NAME`; what begins with `#` is a remark.
 * @throws Problem `not-found` where there is no such file, `body-malformed` with the line that is no key
 */
export function readTrustedKeys(file: string): readonly TrustedKey[] {
  const text = readTextIfThere(file);
  if (text === undefined) throw new Problem('not-found', file);
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const said = lines.filter(({ line }) => line !== '' && !line.startsWith('#')).slice(0, keysMax);
  return said.map(({ line, number }) => {
    const [raw = '', ...name] = line.split(/\s+/);
    const publicKey = publicOf(raw);
    if (publicKey === undefined) throw new Problem('body-malformed', `${file}, line ${number}`);
    return { id: keyIdOf(publicKey), publicKey, name: name.join(' ') };
  });
}

function publicOf(raw: string): KeyObject | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(raw)) return undefined;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function rawOf(publicKey: KeyObject): string {
  return String(publicKey.export({ format: 'jwk' }).x);
}
