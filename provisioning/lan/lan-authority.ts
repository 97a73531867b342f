import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { releaseMilliseconds } from '../../protocol/clock-floor.js';
import type { SiteCode } from '../../protocol/ids.js';
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  commonNameDer,
  keyUsage,
  nameConstraints,
  serverAuthOnly,
  subjectKeyIdentifier,
  writeCertificate,
} from '../certificates/certificate-writing.js';
import { certificatesIn } from '../certificates/pem.js';
import { backdatedMilliseconds, leafKeyBits } from '../certificates/profile.js';
import { subjectOf } from '../certificates/subject.js';
import { lanDomainsOf, lanNameOf, permittedNamesOf } from './lan-names.js';
import type { ServerDates } from './server-dates.js';

/** What signs a site's LAN certificates, all PEM. */
export interface LanAuthority {
  /** What workstations trust. Its key is nowhere (rule T41). */
  readonly rootPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A key and the certificates that are shown with it, both PEM. */
export interface ServerPair {
  readonly keyPem: string;
  readonly certificatePem: string;
}

const lifetimeMilliseconds = 20 * 365 * 24 * 60 * 60 * 1000;

/**
 * Makes the authority of a site's LAN, on the box and for good: a root that workstations trust, and below it the one authority
 * that it ever signs. The root's key is forgotten here: what could be stolen is constrained by name from above, which every
 * client heeds, while some take a root's own constraints for advice (RFC 5280 §6.1.1).
 * @param floorMilliseconds the earliest that it can be
 */
export function createLanAuthority(code: SiteCode, floorMilliseconds: number): LanAuthority {
  const [root, issuing] = [newKeys(), newKeys()];
  const mark = randomBytes(4).toString('hex');
  const rootName = commonNameDer(`Carnet ${code} LAN root ${mark}`);
  const shared = {
    issuer: rootName,
    // No node and no workstation that works with it can be earlier (rule T20).
    notBeforeMilliseconds: releaseMilliseconds - backdatedMilliseconds,
    notAfterMilliseconds: floorMilliseconds + lifetimeMilliseconds,
  };
  const constrained = [keyUsage('authority'), serverAuthOnly(), nameConstraints(permittedNamesOf(code))];
  const rootPlan = {
    ...{ ...shared, subject: rootName, publicKey: root.publicKey },
    extensions: [basicConstraints(1), ...constrained, subjectKeyIdentifier(root.publicKey)],
  };
  const issuingPlan = {
    ...{ ...shared, subject: commonNameDer(`Carnet ${code} LAN ${mark}`), publicKey: issuing.publicKey },
    extensions: [
      ...[basicConstraints(0), ...constrained],
      ...[subjectKeyIdentifier(issuing.publicKey), authorityKeyIdentifier(root.publicKey)],
    ],
  };
  return {
    rootPem: writeCertificate(rootPlan, root.privateKey),
    certificatePem: writeCertificate(issuingPlan, root.privateKey),
    keyPem: keyPemOf(issuing.privateKey),
  };
}

export interface LanServerPlan {
  readonly code: SiteCode;
  /** IPv4, of the LAN. */
  readonly addresses: readonly string[];
  readonly dates: ServerDates;
  /** PKCS#8 PEM, RSA; a new one when left out. */
  readonly keyPem?: string;
}

/**
 * Signs a certificate of the server. Its key is made once: it lies beside the authority's, so that who has the one has the other. It
 * is RSA as the node's own, because Node's TLS, asked for another name, shows another certificate of the same kind only.
 */
export function certifyLanServer(authority: LanAuthority, plan: LanServerPlan): ServerPair {
  const { code, addresses, dates, keyPem = keyPemOf(newServerKey()) } = plan;
  const publicKey = createPublicKey(keyPem);
  const [issuer] = certificatesIn(authority.certificatePem);
  const certificate = writeCertificate(
    {
      ...{ ...dates, subject: commonNameDer(lanNameOf(code)), issuer: subjectOf(issuer.raw), publicKey },
      extensions: [
        ...[basicConstraints(undefined), keyUsage('leaf'), serverAuthOnly()],
        alternativeNames([...lanDomainsOf(code), ...addresses]),
        ...[subjectKeyIdentifier(publicKey), authorityKeyIdentifier(createPublicKey(authority.keyPem))],
      ],
    },
    createPrivateKey(authority.keyPem),
  );
  return { keyPem, certificatePem: `${certificate}${authority.certificatePem}` };
}

function newServerKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: leafKeyBits, publicExponent: 0x10001 }).privateKey;
}

/** Made in a millisecond. */
function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function keyPemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
