import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSiteCode } from '../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import { newKeyPair } from '../../provisioning/certificates/key-pair.js';
import { leafKeyBits } from '../../provisioning/certificates/profile.js';

/** How the peer runs. */
export interface PeerForm {
  /** Documents it sends in one request. */
  readonly batch: number;
  /** Mutual TLS, and its hub waits for the disk before it confirms, as ours does; else as it is shipped: neither. */
  readonly secured: boolean;
}

/** PouchDB's own default, and the batch that was fastest for it; as it is shipped, and under the promises that ours keeps. */
export const peerForms: readonly PeerForm[] = [
  { batch: 100, secured: false },
  { batch: 500, secured: false },
  { batch: 100, secured: true },
  { batch: 500, secured: true },
];

/** The conditions of a figure beside which the peer ran. */
export function conditionsOf({ batch, secured }: PeerForm) {
  return { peerBatch: batch, peerEncrypted: false, peerTls: secured, peerFsync: secured };
}

/** What the peer's programs are given in place of a folder of certificates. */
export const noCertificates = '-';

/** @returns the folder with what both ends of a secured peer show and trust, with keys as long as ours */
export async function writeCertificates(dir: string): Promise<string> {
  const nowMilliseconds = Date.now();
  const authority = await createAuthority('Bench', nowMilliseconds);
  const { privateKeyPem, publicKeyPem } = await newKeyPair(leafKeyBits);
  const request = { code: parseSiteCode('ABC'), publicKeyPem, extraHosts: [], nowMilliseconds };
  const certificate = issueCertificate(authority, request);
  const folder = join(dir, 'certificates');
  mkdirSync(folder);
  for (const [name, pem] of Object.entries({ authority: authority.certificatePem, certificate, key: privateKeyPem }))
    writeFileSync(join(folder, `${name}.pem`), pem);
  return folder;
}
