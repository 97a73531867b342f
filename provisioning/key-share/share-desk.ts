import { X509Certificate } from 'node:crypto';
import type { CertificateStore } from '../../journal/certificates/certificate-store.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { KeyShareStore } from '../../journal/key-shares/key-share-store.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type Authority, trustOf } from '../certificates/authority.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { inspectCertificate, showsSite } from '../certificates/inspect.js';
import { certificatesIn } from '../certificates/pem.js';
import { HubNonces } from '../enrolment/hub-nonce.js';
import { refusalOfRenewal } from '../renewal/judge-renewal.js';
import type { RenewalBegin, RenewalNonce } from '../renewal/message.js';
import type { ShareAnswer, ShareAsk } from './message.js';
import { isAskingSigned } from './share-proof.js';

export interface ShareDeskOptions {
  readonly fleet: Pick<FleetStore, 'findSite'>;
  readonly certificates: Pick<CertificateStore, 'find'>;
  readonly shares: KeyShareStore;
  readonly authority: Authority;
  /** All roots that were ever trusted: the register knows each certificate that they stand behind (rule E37). */
  readonly everTrusted?: () => string;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

const shareBytes = 32;
const sharesOfSiteMax = 8;

/**
 * The hub's side of key shares, without HTTP: what a certificate may not renew any more opens nothing any more (rule K8).
 */
export class ShareDesk {
  readonly #options: ShareDeskOptions;
  readonly #nonces: HubNonces;

  constructor(options: ShareDeskOptions) {
    this.#options = options;
    this.#nonces = new HubNonces(options.authority.keyPem, options.randomBytes);
  }

  /** Says nothing about whether the site is known. */
  begin({ site, siteNonce }: RenewalBegin): RenewalNonce {
    return { hubNonce: this.#nonces.make(`key-share ${site}`, siteNonce, this.#options.now()) };
  }

  /** @throws Problem `key-share-refused` also where there is no such share, `time-out`, `identifier-malformed` */
  async ask(asked: ShareAsk): Promise<ShareAnswer> {
    const { fleet, certificates, shares, now, randomBytes } = this.#options;
    const nowMilliseconds = now();
    const code = parseSiteCode(asked.site);
    if (!this.#nonces.knows(asked.hubNonce, `key-share ${code}`, asked.siteNonce, nowMilliseconds)) {
      throw new Problem('time-out', 'it took too long; start again');
    }
    const notAfterMilliseconds = this.#proven(asked);
    const claim = {
      site: await fleet.findSite(code),
      entry: await certificates.find(certificateFingerprintOf(asked.certificatePem)),
      notAfterMilliseconds,
    };
    if (refusalOfRenewal(claim, nowMilliseconds) !== undefined) throw new Problem('key-share-refused');
    const share =
      asked.wish === 'give'
        ? await shares.find(code, asked.slot)
        : await shares.make(
            { site: code, slot: asked.slot, share: randomBytes(shareBytes) },
            nowMilliseconds,
            sharesOfSiteMax,
          );
    if (share === undefined) throw new Problem('key-share-refused', 'the hub holds no such share');
    return { share: Buffer.from(share).toString('hex') };
  }

  /** The end of the certificate, if this hub's authority signed it for a site and its key signed the request. */
  #proven({ signature, ...said }: ShareAsk): number {
    try {
      const certificate = new X509Certificate(said.certificatePem);
      const { authority, everTrusted } = this.#options;
      const trustPem = trustOf(authority);
      const isSigned = certificatesIn(trustPem).some((root) =>
        isAskingSigned(
          certificate.publicKey,
          { ...said, authorityFingerprint: certificateFingerprintOf(root) },
          signature,
        ),
      );
      if (isSigned && showsSite(everTrusted?.() ?? trustPem, said.certificatePem))
        return inspectCertificate(said.certificatePem).notAfterMilliseconds;
    } catch {
      // What cannot be read proves nothing either.
    }
    throw new Problem('key-share-refused');
  }
}
