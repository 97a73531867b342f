import { createHash, createPrivateKey, sign, verify, type X509Certificate } from 'node:crypto';
import { ByteWriter } from '../../protocol/bytes.js';
import { Problem } from '../../protocol/problem.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { certificatesIn, pemOf } from '../certificates/pem.js';

/**
 * What the nodes of one hub trust (rule E34): root certificates in PEM, behind lines that OpenSSL passes over. Without
 * those lines it is the first one of a hub, version 1, and whoever gives it must have been proven.
 */
export interface TrustBundle {
  /** Counts up from 1; a lower one never takes the place of a higher one. */
  readonly version: number;
  /** At least one. */
  readonly roots: readonly X509Certificate[];
  /** Fingerprints of issuing certificates that count for nothing any more. */
  readonly distrusted: readonly string[];
}

/** What a bundle says of who stands behind it. */
interface BundleSignature {
  /** Fingerprint of the root whose key signed. */
  readonly by: string;
  /** RSA-SHA-256, base64url. */
  readonly signature: string;
}

export const bundleCharactersMax = 32 * 1024;
const rootsMax = 4;
const distrustedMax = 64;
const heading = /^carnet trust (\d{1,6})$/m;
const distrustedLine = /^distrusted ([0-9a-f]{64})$/gm;
const signedLine = /^signed ([0-9a-f]{64}) ([\w-]+)$/m;

/** @throws Problem `trust-unproven` when it is no bundle */
export function readBundle(text: string): TrustBundle {
  try {
    if (text.length > bundleCharactersMax) throw new Error('too long');
    const roots = certificatesIn(text);
    const distrusted = distrustedIn(text);
    const version = Number(heading.exec(headOf(text))?.[1] ?? 1);
    if (version < 1 || roots.length > rootsMax || distrusted.length > distrustedMax) throw new Error('bounds');
    return { version, roots, distrusted };
  } catch (cause) {
    throw new Problem('trust-unproven', 'the bundle cannot be read', [], { cause });
  }
}

/** Fingerprints of issuing certificates that a bundle tells not to trust. */
export function distrustedIn(text: string): readonly string[] {
  return [...headOf(text).matchAll(distrustedLine)].map(([, fingerprint]) => fingerprint ?? '');
}

/** Names a bundle in what a hub and a site prove to each other: of one certificate alone, that one's fingerprint. */
export function bundleFingerprintOf(text: string): string {
  const { version, roots, distrusted } = readBundle(text);
  const [first] = roots;
  if (version === 1 && roots.length === 1 && distrusted.length === 0 && first !== undefined) {
    return certificateFingerprintOf(first);
  }
  return createHash('sha256').update(text).digest('hex');
}

/** Writes a bundle, signed with the key of a root. @param signer a root of the bundle that this one follows */
export function writeBundle(
  bundle: TrustBundle,
  signer: { readonly certificatePem: string; readonly keyPem: string },
): string {
  const signature = sign('sha256', signedBytes(bundle), createPrivateKey(signer.keyPem)).toString('base64url');
  return [
    `carnet trust ${bundle.version}`,
    ...bundle.distrusted.map((fingerprint) => `distrusted ${fingerprint}`),
    `signed ${certificateFingerprintOf(signer.certificatePem)} ${signature}`,
    bundle.roots.map(pemOf).join(''),
  ].join('\n');
}

/**
 * What is trusted once a bundle has come (rules E34, E35): it takes the place of the one that is held when it is the later
 * one and a root of the held one stands behind it. What comes twice changes nothing.
 * @throws Problem `trust-older`, `trust-unproven`
 */
export function succeed(heldText: string, givenText: string): string {
  const held = readBundle(heldText);
  const given = readBundle(givenText);
  if (bundleFingerprintOf(heldText) === bundleFingerprintOf(givenText)) return heldText;
  if (given.version <= held.version) {
    throw new Problem('trust-older', `${given.version} ≤ ${held.version}`);
  }
  if (!isSignedBy(held, given, givenText)) throw new Problem('trust-unproven');
  return givenText;
}

function isSignedBy(held: TrustBundle, given: TrustBundle, givenText: string): boolean {
  const said = signatureIn(givenText);
  const root = held.roots.find((each) => certificateFingerprintOf(each) === said?.by);
  if (said === undefined || root === undefined) return false;
  return verify('sha256', signedBytes(given), root.publicKey, Buffer.from(said.signature, 'base64url'));
}

function signatureIn(text: string): BundleSignature | undefined {
  const [, by, signature] = signedLine.exec(headOf(text)) ?? [];
  return by === undefined || signature === undefined ? undefined : { by, signature };
}

/** The lines before the first certificate: what stands between and behind the certificates means nothing. */
function headOf(text: string): string {
  return text.split('-----BEGIN', 1)[0] ?? '';
}

/** Every field is written with its length, so no two bundles have the same bytes. */
function signedBytes({ version, roots, distrusted }: TrustBundle): Uint8Array {
  const writer = new ByteWriter().text('carnet trust bundle 1').integer(version).integer(roots.length);
  for (const root of roots) writer.text(certificateFingerprintOf(root));
  writer.integer(distrusted.length);
  for (const fingerprint of distrusted) writer.text(fingerprint);
  return writer.finish();
}
