import { createPrivateKey, randomBytes } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { fitsKey } from '../certificates/inspect.js';
import type { AuthorityPair } from '../certificates/issuing-authority.js';
import { passphraseCost, type ScryptCost, wrappingKeyOfPassphrase } from '../custody/key-wrapping.js';
import { formatRecoveryCode, newRecoveryCode, parseRecoveryCode } from '../custody/recovery-code.js';
import { openSealed, pairOfSecret, type SealedKey, sealKey } from '../custody/slot-sealing.js';
import { readTextIfThere } from '../folder/atomic-file.js';

/** The file of a root, that is carried away from the hub (rule E36): its key is sealed, its certificate is not secret. */
interface RootFile {
  readonly carnet: 'root 1';
  readonly certificate: string;
  /** Of what opens it, X25519, base64url. */
  readonly publicKey: string;
  /** Where a passphrase opens it; else the code that was printed once. */
  readonly passphrase?: { readonly salt: string; readonly cost: ScryptCost };
  readonly sealed: SealedKey;
}

export interface SealedRoot {
  readonly text: string;
  /** As it is printed, once; absent where a passphrase was given. */
  readonly code?: string;
}

const slotKind = 'root';
const fileCharactersMax = 64 * 1024;

/** Seals the key of a root, under a passphrase or under a new code. */
export async function sealRoot(root: AuthorityPair, passphrase?: string): Promise<SealedRoot> {
  if (passphrase === undefined) {
    const code = newRecoveryCode(randomBytes);
    return { text: writeRootFile(root, Buffer.from(code, 'ascii'), undefined), code: formatRecoveryCode(code) };
  }
  const salt = randomBytes(16);
  const secret = await wrappingKeyOfPassphrase(passphrase, salt, passphraseCost);
  return { text: writeRootFile(root, secret, { salt: salt.toString('base64url'), cost: passphraseCost }) };
}

/**
 * Opens the file of a root with what a person typed.
 * @throws Problem `not-found`, `root-altered`, `root-closed`, `recovery-code-malformed` for a typing error in a code
 */
export async function openRoot(path: string, typed: string): Promise<AuthorityPair> {
  const file = readRootFile(path);
  const secret = await secretOf(file, typed);
  const pair = pairOfSecret(secret, slotKind);
  if (pair.publicKey !== file.publicKey) throw new Problem('root-closed');
  const key = openSealed(pair, file.sealed, contextOf(file.certificate));
  if (key === undefined) throw new Problem('root-altered', path);
  const keyPem = createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' });
  return { certificatePem: file.certificate, keyPem: keyPem.toString() };
}

/** The certificate of a root's file; nobody has to type anything for it. @throws Problem `not-found`, `root-altered` */
export function rootCertificateIn(path: string): string {
  return readRootFile(path).certificate;
}

function readRootFile(path: string): RootFile {
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('not-found', path);
  try {
    if (text.length > fileCharactersMax) throw new Error('too long');
    const file = JSON.parse(text) as RootFile;
    const parts = [file.certificate, file.publicKey, file.sealed.ephemeral, file.sealed.wrapped];
    if (file.carnet !== 'root 1' || parts.some((part) => typeof part !== 'string')) throw new Error('fields');
    certificateFingerprintOf(file.certificate);
    return file;
  } catch (cause) {
    throw new Problem('root-altered', path, [], { cause });
  }
}

async function secretOf({ passphrase }: RootFile, typed: string): Promise<Uint8Array> {
  if (passphrase === undefined) return Buffer.from(parseRecoveryCode(typed), 'ascii');
  const { salt, cost } = passphrase;
  // Whoever changed the file does not say how much memory is taken.
  if (cost.N > passphraseCost.N || cost.r > passphraseCost.r || cost.p > passphraseCost.p) {
    throw new Problem('root-altered');
  }
  return wrappingKeyOfPassphrase(typed, Buffer.from(salt, 'base64url'), cost);
}

function writeRootFile(
  { certificatePem, keyPem }: AuthorityPair,
  secret: Uint8Array,
  passphrase: RootFile['passphrase'],
): string {
  if (!fitsKey(certificatePem, createPrivateKey(keyPem))) throw new Problem('internal', 'another key');
  const { publicKey } = pairOfSecret(secret, slotKind);
  const key = createPrivateKey(keyPem).export({ format: 'der', type: 'pkcs8' });
  const file: RootFile = {
    ...{ carnet: 'root 1', certificate: certificatePem, publicKey },
    ...(passphrase && { passphrase }),
    sealed: sealKey(publicKey, key, contextOf(certificatePem)),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function contextOf(certificatePem: string): string {
  return `carnet root 1 ${certificateFingerprintOf(certificatePem)}`;
}
