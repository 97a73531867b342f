import { sign, verify, X509Certificate } from 'node:crypto';
import type { CopyFacts } from '../../journal/backup/backup-store.js';
import { parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isIssuedFor } from '../certificates/inspect.js';
import { siteServerName } from '../certificates/profile.js';
import type { Identity } from '../node-folder.js';

/** What stands beside a backup (rules B1, B6): what it is, and the word of its node for it. */
export interface BackupManifest extends CopyFacts {
  /** The name of the copy in the same folder. */
  readonly file: string;
  /** The file with the contents of attachments in the same folder, and how many it held then. */
  readonly attachments?: { readonly file: string; readonly contents: number; readonly bytes: number };
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** PEM: of the key that signed, under the hub's authority. */
  readonly certificate: string;
  /** RSA-SHA256 (PKCS #1 v1.5) over all the rest, see {@link signedText}; base64. */
  readonly signature: string;
}

export function signManifest(
  unsigned: Omit<BackupManifest, 'certificate' | 'signature'>,
  identity: Pick<Identity, 'keyPem' | 'certificatePem'>,
) {
  const manifest = { ...unsigned, certificate: identity.certificatePem };
  const signature = sign('sha256', signedText(manifest), identity.keyPem).toString('base64');
  return { ...manifest, signature } satisfies BackupManifest;
}

/**
 * Reads a manifest and proves that the node that it names stands behind it, under this authority. A certificate that has
 * ended since signed well when it did.
 * @param node whose backup it has to be
 * @throws Problem `backup-altered` the manifest was changed; `backup-foreign` it is of another hospital; `backup-refused`
 *   it was signed under another authority, or is no manifest
 */
export function readManifest(text: string, authorityPem: string, node: SiteCode): BackupManifest {
  const manifest = parseManifest(text);
  const { signature, ...signed } = manifest;
  const { publicKey } = new X509Certificate(manifest.certificate);
  if (!verify('sha256', signedText(signed), publicKey, Buffer.from(signature, 'base64'))) {
    throw new Problem('backup-altered', 'the signature of the manifest');
  }
  const isOurs = isIssuedFor(authorityPem, manifest.certificate, siteServerName(manifest.site));
  if (!isOurs) throw new Problem('backup-refused', 'signed under another authority');
  if (manifest.site !== node) throw new Problem('backup-foreign', manifest.site);
  return manifest;
}

function parseManifest(text: string): BackupManifest {
  try {
    const manifest = JSON.parse(text) as BackupManifest;
    parseSiteCode(manifest.site);
    if (!new X509Certificate(manifest.certificate) || typeof manifest.signature !== 'string') throw new Error('fields');
    if (!/^[0-9a-f]{64}$/.test(manifest.sha256) || !Number.isSafeInteger(manifest.bytes)) throw new Error('fields');
    return manifest;
  } catch (cause) {
    throw new Problem('backup-refused', 'the manifest cannot be read', [], { cause });
  }
}

/** The members in the order of their names, without white space. */
function signedText(manifest: object): Buffer {
  const members = Object.entries(manifest).sort(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.from(`carnet-backup-1\n${JSON.stringify(members)}`);
}
