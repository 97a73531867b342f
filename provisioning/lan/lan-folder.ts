import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { hasSigned } from '../certificates/chain.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { fitsKey, inspectCertificate } from '../certificates/inspect.js';
import { certificatesIn, pemOf, privateKeyIn } from '../certificates/pem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import { certifyLanServer, createLanAuthority, type LanAuthority, type ServerPair } from './lan-authority.js';
import { lanDomainsOf } from './lan-names.js';
import { isServerDue, type LanMoment, planServerDates } from './server-dates.js';

/** What a site shows its LAN. */
export interface LanServer extends ServerPair {
  /** Names and addresses in the certificate, the one to tell people first. */
  readonly hosts: readonly string[];
}

/** What the certificate is to be for. */
export interface LanWish extends LanMoment {
  readonly code: SiteCode;
  /** IPv4 addresses of this machine. */
  readonly addresses: readonly string[];
}

/**
 * The authority of the folder's site; `undefined` where none was made yet.
 * @throws Problem `identity-mismatch` where its parts do not belong together or are another site's, `permission-denied`
 */
export function readLanAuthority(dir: string, code: SiteCode): LanAuthority | undefined {
  const path = nodePaths(dir).lanAuthority;
  const text = readTextIfThere(path);
  if (text === undefined) return undefined;
  const authority = parseAuthority(text, code);
  if (authority === undefined) throw new Problem('identity-mismatch', path);
  return authority;
}

/**
 * What the site shows its LAN, made or renewed where it is due: once for good the authority, and below it a certificate (rules T40, T42). Each
 * file is whole or not there, and a certificate that fits nothing any more is made again, so that it may be cut off anywhere.
 * @returns what is to be shown, and whether it is another one than before
 * @throws Problem `identity-mismatch`, `disk-full`, `permission-denied`
 */
export function settleLanServer(dir: string, wish: LanWish): { readonly server: LanServer; readonly isNew: boolean } {
  const { code } = wish;
  const authority = readLanAuthority(dir, code) ?? makeAuthority(dir, wish);
  const path = nodePaths(dir).lanServer;
  const held = readLanServer(dir, code);
  const end = inspectCertificate(authority.certificatePem).notAfterMilliseconds;
  const dates = planServerDates(wish, end);
  if (held !== undefined && isGoodFor(held, authority, wish.addresses)) {
    if (!isServerDue(inspectCertificate(held.certificatePem), dates)) return { server: held, isNew: false };
  }
  const key = held === undefined ? {} : { keyPem: held.keyPem };
  const pair = certifyLanServer(authority, { code, addresses: wish.addresses, dates, ...key });
  writeFileAtomically(path, `${pair.keyPem}${pair.certificatePem}`);
  return { server: { ...pair, hosts: [...lanDomainsOf(code), ...wish.addresses] }, isNew: true };
}

/** The certificate of the folder, and its key; `undefined` where there is none or they do not fit each other. */
export function readLanServer(dir: string, code: SiteCode): LanServer | undefined {
  try {
    const text = readTextIfThere(nodePaths(dir).lanServer) ?? '';
    const keyPem = privateKeyIn(text) ?? '';
    const certificatePem = text.slice(keyPem.length);
    const hosts = hostsOf(new X509Certificate(certificatePem));
    const isWhole = fitsKey(certificatePem, createPrivateKey(keyPem));
    return isWhole && hosts[0] === lanDomainsOf(code)[0] ? { keyPem, certificatePem, hosts } : undefined;
  } catch {
    // OpenSSL cannot read one of them.
    return undefined;
  }
}

/** Whether what a listener has shown is the certificate that the folder has for its LAN. */
export function isLanServer(dir: string, code: SiteCode, shown: X509Certificate): boolean {
  const held = readLanServer(dir, code);
  return held !== undefined && certificateFingerprintOf(held.certificatePem) === certificateFingerprintOf(shown);
}

function makeAuthority(dir: string, { code, floorMilliseconds }: LanWish): LanAuthority {
  const authority = createLanAuthority(code, floorMilliseconds);
  const { keyPem, certificatePem, rootPem } = authority;
  writeFileAtomically(nodePaths(dir).lanAuthority, `${keyPem}${certificatePem}${rootPem}`);
  return authority;
}

function parseAuthority(text: string, code: SiteCode): LanAuthority | undefined {
  try {
    const keyPem = privateKeyIn(text) ?? '';
    const [issuing, root, ...others] = certificatesIn(text);
    if (root === undefined || others.length > 0 || !hasSigned(root, root) || !hasSigned(root, issuing))
      return undefined;
    const certificatePem = pemOf(issuing);
    const isOwn = root.subject.startsWith(`CN=Carnet ${code} LAN root `);
    if (!isOwn || !fitsKey(certificatePem, createPrivateKey(keyPem))) return undefined;
    return { keyPem, certificatePem, rootPem: pemOf(root) };
  } catch {
    // OpenSSL cannot read one of them.
    return undefined;
  }
}

function isGoodFor({ certificatePem, hosts }: LanServer, authority: LanAuthority, addresses: readonly string[]) {
  const [leaf] = certificatesIn(certificatePem);
  const [issuing] = certificatesIn(authority.certificatePem);
  return hasSigned(issuing, leaf) && addresses.every((address) => hosts.includes(address));
}

/** `DNS:carnet-7kd.local, IP Address:192.168.1.10`, as OpenSSL tells it. */
function hostsOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
}
