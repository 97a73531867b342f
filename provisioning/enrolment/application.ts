import { createPrivateKey } from 'node:crypto';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { fitsKey, isIssuedFor } from '../certificates/inspect.js';
import { siteServerName } from '../certificates/profile.js';
import { askHub, type HubReply } from './hub-client.js';
import type { InviteSecret } from './invite-secret.js';
import type { JoinPlan } from './join-options.js';
import { type Enrolled, finishPath, parseFinishAnswer } from './message.js';
import type { PendingJoin } from './pending-join.js';
import { type ProvenHub, readProvable } from './proven-hub.js';
import { type Asking, answerProof, isSameProof, siteProof } from './transcript.js';

/** A box that asks a proven hub for its certificate. */
export interface Application {
  readonly url: URL;
  readonly site: SiteCode;
  readonly secret: InviteSecret;
  readonly proven: ProvenHub;
  readonly pending: PendingJoin;
  /** The proven hub will never take this request. */
  readonly onRefused: () => void;
  readonly plan: Pick<JoinPlan, 'extraHosts'>;
}

/**
 * Sends the request over a connection that OpenSSL verified against the proven authority, and checks the answer.
 * @throws Problem `enrolment-cut` where the answer was lost, `hub-unproven`, or the code that the hub answered
 */
export async function askForCertificate(application: Application): Promise<Enrolled> {
  const { site, secret, proven, pending, plan } = application;
  const asking: Asking = {
    ...{ ...proven.greeting, requestPem: pending.requestPem, extraHosts: plan.extraHosts },
    ...(proven.hasTunnels && { tunnelKeys: pending.tunnelPairs.map(({ publicKey }) => publicKey) }),
  };
  const reply = await sendRequest(application, asking);
  const { answer, answerProof: proof } = readProvable(() => parseFinishAnswer(reply.body));
  if (!isSameProof(proof, answerProof(secret.proofKey, asking, answer))) throw new Problem('hub-unproven');
  const enrolled = readProvable(() => JSON.parse(answer) as Enrolled);
  if (!isForThisBox(enrolled, { site, authorityPem: proven.authorityPem, pending })) {
    throw new Problem('hub-unproven', 'the certificate is not for this box');
  }
  return enrolled;
}

/** Whether an answer, whose proof holds, gives this site a certificate of this key. */
export function isForThisBox(
  enrolled: Enrolled,
  box: { readonly site: SiteCode; readonly authorityPem: string; readonly pending: Pick<PendingJoin, 'pair'> },
): boolean {
  const { site, authorityPem, pending } = box;
  const { certificatePem } = enrolled;
  if (enrolled.site !== site) return false;
  const isIssued = readProvable(() => isIssuedFor(authorityPem, certificatePem, siteServerName(site)));
  return isIssued && fitsKey(certificatePem, createPrivateKey(pending.pair.privateKeyPem));
}

async function sendRequest({ url, secret, proven, onRefused }: Application, asking: Asking): Promise<HubReply> {
  const { authorityFingerprint: _, ...said } = asking;
  const message = { ...said, siteProof: siteProof(secret.proofKey, asking) };
  try {
    const { authorityPem, hubMilliseconds } = proven;
    const moment = { floorMilliseconds: hubMilliseconds, state: 'sure' } as const;
    return await askHub(url, finishPath, message, { authorityPem, moment });
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    // Only the proven hub's own "no" forgets the key: any other failure may be a lost reply.
    if (isRefusedForGood(cause)) onRefused();
    if (cause.code === 'hub-unreachable') throw new Problem('enrolment-cut', cause.detail, [], { cause });
    throw cause;
  }
}

/** Whether the same request will never pass at this hub. */
export function isRefusedForGood(problem: Problem): boolean {
  const codes = [
    'invite-unknown',
    'invite-used',
    'invite-expired',
    'certificate-refused',
    'request-other-name',
    'tunnel-key-taken',
  ];
  return [...codes, 'body-malformed'].includes(problem.code);
}
