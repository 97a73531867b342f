import { sign, verify, X509Certificate } from 'node:crypto';
import type { CopyFacts } from '../../journal/backup/backup-store.js';
import { Problem } from '../../protocol/problem.js';
import { isIssuedFor } from '../certificates/inspect.js';
import { hubServerName } from '../certificates/profile.js';
import type { Identity } from '../node-folder.js';

/** What stands beside a backup (rule B1): what it is, and the hub's word for it. */
export interface BackupManifest extends CopyFacts {
  /** The name of the copy in the same folder. */
  readonly file: string;
  /** The file with the contents of attachments in the same folder, and how many it held then. */
  readonly attachments?: { readonly file: string; readonly contents: number; readonly bytes: number };
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** PEM: of the key that signed, under the authority of the hub. */
  readonly certificate: string;
  /** RSA-SHA256 (PKCS #1 v1.5) over all the rest, see {@link signedText}; base64. */
  readonly signature: string;
}

export function signManifest(unsigned: Omit<BackupManifest, 'certificate' | 'signature'>, identity: Identity) {
  const manifest = { ...unsigned, certificate: identity.certificatePem };
  const signature = sign('sha256', signedText(manifest), identity.keyPem).toString('base64');
  return { ...manifest, signature } satisfies BackupManifest;
}

/**
 * Reads a manifest and proves that this hub's authority stands behind it. A certificate that has ended since signed well
 * when it did.
 * @throws Problem `backup-refused`
 */
export function readManifest(text: string, authorityPem: string): BackupManifest {
  try {
    const { signature, ...manifest } = JSON.parse(text) as BackupManifest;
    const issued = isIssuedFor(authorityPem, manifest.certificate, hubServerName);
    const { publicKey } = new X509Certificate(manifest.certificate);
    const signed = verify('sha256', signedText(manifest), publicKey, Buffer.from(signature, 'base64'));
    if (issued && signed && manifest.role === 'hub') return { ...manifest, signature };
  } catch (cause) {
    throw new Problem('backup-refused', 'the manifest cannot be read', [], { cause });
  }
  throw new Problem('backup-refused', 'the signature of the manifest');
}

/** The members in the order of their names, without white space. */
function signedText(manifest: object): Buffer {
  const members = Object.entries(manifest).sort(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.from(`carnet-backup-1\n${JSON.stringify(members)}`);
}
