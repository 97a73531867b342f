import { createPrivateKey, randomBytes } from 'node:crypto';
import type { KnownMoment } from '../../protocol/clock-floor.js';
import type { SiteCode } from '../../protocol/ids.js';
import { askHub } from '../enrolment/hub-client.js';
import { readProvable, rootFingerprintOf } from '../enrolment/proven-hub.js';
import { parseRenewalAnswer, parseRenewalNonce, renewalBeginPath, renewalFinishPath } from './message.js';
import { signRenewal } from './renewal-proof.js';
import type { OwnPair } from './site-identity.js';

export interface RenewalQuestion {
  readonly site: SiteCode;
  /** `https://HOST:PORT` of the hub; what leads there need not be trusted. */
  readonly hubUrl: string;
  readonly authorityPem: string;
  readonly moment: KnownMoment;
  /** The pair that is renewed; it may be over. */
  readonly signer: OwnPair;
  readonly requestPem: string;
}

/**
 * Asks the hub for the next certificate over HTTPS, without a certificate of one's own: the old key signs (rule T25).
 * @returns the certificate, PEM, for the caller to judge
 * @throws Problem `hub-unreachable`, `hub-unproven`, `time-out`, or the code that the hub answered
 */
export async function askRenewal(question: RenewalQuestion): Promise<string> {
  const { site, authorityPem, moment, signer, requestPem } = question;
  const url = new URL(question.hubUrl);
  const trust = { authorityPem, moment };
  const siteNonce = randomBytes(32).toString('hex');
  const begun = await askHub(url, renewalBeginPath, { site, siteNonce }, trust);
  const { hubNonce } = readProvable(() => parseRenewalNonce(begun.body));
  const said = { site, siteNonce, hubNonce, certificatePem: signer.certificatePem, requestPem };
  const authorityFingerprint = rootFingerprintOf(authorityPem, begun);
  const signature = signRenewal(createPrivateKey(signer.keyPem), { ...said, authorityFingerprint });
  const answered = await askHub(url, renewalFinishPath, { ...said, signature }, trust);
  return readProvable(() => parseRenewalAnswer(answered.body)).certificatePem;
}
