import { X509Certificate } from 'node:crypto';
import type { CertificateStore } from '../../journal/certificates/certificate-store.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Authority, issueCertificate, trustOf } from '../certificates/authority.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { inspectCertificate, showsSite } from '../certificates/inspect.js';
import { certificatesIn } from '../certificates/pem.js';
import { isGrantableHost } from '../certificates/profile.js';
import { readRequest } from '../certificates/request.js';
import { HubNonces } from '../enrolment/hub-nonce.js';
import { refusalOfRenewal } from './judge-renewal.js';
import type { RenewalAnswer, RenewalBegin, RenewalFinish, RenewalNonce } from './message.js';
import { isRenewalSigned } from './renewal-proof.js';

export interface RenewalDeskOptions {
  readonly fleet: Pick<FleetStore, 'findSite'>;
  readonly certificates: CertificateStore;
  readonly authority: Authority;
  /** All roots that were ever trusted: the register knows each certificate that they stand behind (rule E37). */
  readonly everTrusted?: () => string;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

/**
 * The hub's side of renewal, without HTTP. A certificate that is over proves nothing in a handshake any more; here it names
 * the key that signs, and whether it may is judged by the register and the hub's own clock (rules T25, T26).
 */
export class RenewalDesk {
  readonly #options: RenewalDeskOptions;
  readonly #nonces: HubNonces;

  constructor(options: RenewalDeskOptions) {
    this.#options = options;
    this.#nonces = new HubNonces(options.authority.keyPem, options.randomBytes);
  }

  /** Says nothing about whether the site is known. */
  begin({ site, siteNonce }: RenewalBegin): RenewalNonce {
    return { hubNonce: this.#nonces.make(`renewal ${site}`, siteNonce, this.#options.now()) };
  }

  /** @throws Problem `certificate-refused`, `certificate-over`, `request-other-name`, `body-malformed`, `time-out` */
  async finish(request: RenewalFinish): Promise<RenewalAnswer> {
    const { fleet, certificates, authority, now } = this.#options;
    const nowMilliseconds = now();
    const code = parseSiteCode(request.site);
    if (!this.#nonces.knows(request.hubNonce, `renewal ${code}`, request.siteNonce, nowMilliseconds)) {
      throw new Problem('time-out', 'renewal took too long; start again');
    }
    const old = this.#proven(request);
    const refusal = refusalOfRenewal(
      {
        site: await fleet.findSite(code),
        entry: await certificates.find(certificateFingerprintOf(request.certificatePem)),
        notAfterMilliseconds: inspectCertificate(request.certificatePem).notAfterMilliseconds,
      },
      nowMilliseconds,
    );
    if (refusal !== undefined) throw new Problem(refusal);
    const { publicKeyPem, keyFingerprint } = readRequest(request.requestPem, code);
    const certificatePem = issueCertificate(authority, {
      code,
      publicKeyPem,
      extraHosts: hostsOf(old),
      nowMilliseconds,
    });
    const held = await certificates.renew({
      ...{ site: code, keyFingerprint, certificatePem, atMilliseconds: nowMilliseconds },
      certificateFingerprint: certificateFingerprintOf(certificatePem),
      expiresMilliseconds: inspectCertificate(certificatePem).notAfterMilliseconds,
    });
    return { certificatePem: held };
  }

  /** The old certificate, if this hub's authority signed it for a site and its key signed the request. */
  #proven({ signature, ...said }: RenewalFinish): X509Certificate {
    const { authority, everTrusted } = this.#options;
    const trustPem = trustOf(authority);
    const old = readCertificate(said.certificatePem);
    // The site names the root that it has met this hub under; which that was, it alone knows.
    const isSigned = certificatesIn(trustPem).some((root) =>
      isRenewalSigned(old.publicKey, { ...said, authorityFingerprint: certificateFingerprintOf(root) }, signature),
    );
    if (!isSigned || !showsSite(everTrusted?.() ?? trustPem, said.certificatePem))
      throw new Problem('certificate-refused');
    return old;
  }
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new Problem('body-malformed', 'certificate', [], { cause });
  }
}

/** The names that the certificate had beside those that every site has. */
function hostsOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  const hosts = subjectAltName.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return hosts.filter((host) => isGrantableHost(host));
}
