import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { inspectCertificate } from '../certificates/inspect.js';
import { makePrivateFolder, writeFileAtomically } from '../folder/atomic-file.js';
import { readLanAuthority, readLanServer } from '../lan/lan-folder.js';
import { lanDomainsOf, lanNameOf } from '../lan/lan-names.js';
import { readNode } from '../node-folder.js';
import { mobileProfileOf } from './mobile-profile.js';
import { pkcs12Of } from './pkcs12.js';

/** Of the PKCS#12 file, in which nothing is secret. */
export const packagePassword = 'carnet';

/** What workstations need to trust a site; public, all of it. */
export interface WorkstationTrust {
  readonly site: string;
  /** The hospital's. */
  readonly name: string;
  /** Where workstations go, the first one first. */
  readonly urls: readonly string[];
  /** PEM. */
  readonly rootPem: string;
  /** Of the root, over its DER: pairs of capital hexadecimal digits with colons between, as systems show them. */
  readonly sha256: string;
  /** What Windows calls the thumbprint. */
  readonly sha1: string;
  readonly notAfterMilliseconds: number;
}

/** @throws Problem `usage-wrong` for a hub, `not-found` before the site was started once, `identity-mismatch` */
export function readWorkstationTrust(dir: string): WorkstationTrust {
  const node = readNode(dir);
  if (node.kind !== 'site') throw new Problem('usage-wrong', `${dir} is the folder of a hub`);
  const authority = readLanAuthority(dir, node.code);
  if (authority === undefined) throw new Problem('not-found', 'the authority of the LAN');
  const { rootPem } = authority;
  const hosts = readLanServer(dir, node.code)?.hosts ?? lanDomainsOf(node.code);
  const { notAfterMilliseconds } = inspectCertificate(rootPem);
  return {
    ...{ site: node.code, name: node.name, rootPem, notAfterMilliseconds },
    urls: hosts.map((host) => `https://${host}:${node.https.port}`),
    sha256: inPairs(certificateFingerprintOf(rootPem)),
    sha1: inPairs(createHash('sha1').update(new X509Certificate(rootPem).raw).digest('hex')),
  };
}

/** A file of the package. */
export interface PackageFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** The root as systems want it, by the name that they know it by. @param guide a page for people */
export function packageFiles(trust: WorkstationTrust, guide: string): readonly PackageFile[] {
  const label = lanNameOf(trust.site as Parameters<typeof lanNameOf>[0]).replace('.local', '');
  const { raw } = new X509Certificate(trust.rootPem);
  const shown = `Carnet ${trust.site}`;
  const fingerprint = certificateFingerprintOf(trust.rootPem);
  return [
    { name: `${label}.pem`, content: trust.rootPem },
    { name: `${label}.crt`, content: raw },
    { name: `${label}.p12`, content: pkcs12Of(raw, shown, packagePassword) },
    { name: `${label}.mobileconfig`, content: mobileProfileOf({ name: shown, label, certificate: raw, fingerprint }) },
    { name: 'guide.html', content: guide },
  ];
}

/**
 * Writes the package, readable by everybody. Nothing is written where one of its files is there already.
 * @returns their paths
 * @throws Problem `already-exists`, `permission-denied`, `disk-full`
 */
export function writePackage(folder: string, files: readonly PackageFile[]): readonly string[] {
  makePrivateFolder(folder);
  const paths = files.map(({ name }) => join(folder, name));
  const there = paths.find((path) => existsSync(path));
  if (there !== undefined) throw new Problem('already-exists', there);
  for (const [at, { content }] of files.entries()) writeFileAtomically(paths[at] ?? '', content, 0o644);
  return paths;
}

function inPairs(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(':');
}
