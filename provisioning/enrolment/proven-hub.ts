import { randomBytes } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import { pathOf } from '../certificates/chain.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { showsHub } from '../certificates/inspect.js';
import { hubServerName } from '../certificates/profile.js';
import { bundleFingerprintOf } from '../trust/bundle.js';
import { askHub, type HubReply } from './hub-client.js';
import { millisecondsOfNonce } from './hub-nonce.js';
import type { InviteSecret } from './invite-secret.js';
import { beginPath, parseBeginAnswer } from './message.js';
import { type Greeting, hubProof, isSameProof } from './transcript.js';

/** A hub that has proven that it knows the code. */
export interface ProvenHub {
  readonly authorityPem: string;
  readonly greeting: Greeting;
  /** The time that it said, under the same proof. */
  readonly hubMilliseconds: number;
  readonly hasTunnels: boolean;
}

/**
 * Learns the hub's authority, and believes it only by the code's proof and the certificate that the server showed.
 * @throws Problem `hub-unreachable`, `hub-unproven`, `time-out`, or the code that the hub answered
 */
export async function meetHub(url: URL, secret: InviteSecret): Promise<ProvenHub> {
  const { inviteId, proofKey } = secret;
  const siteNonce = randomBytes(32).toString('hex');
  const reply = await askHub(url, beginPath, { inviteId, siteNonce });
  const answer = readProvable(() => parseBeginAnswer(reply.body));
  const { authorityPem, hubNonce, hubProof: proof } = answer;
  const authorityFingerprint = readProvable(() => bundleFingerprintOf(authorityPem));
  const greeting: Greeting = { inviteId, siteNonce, hubNonce, authorityFingerprint };
  if (!isSameProof(proof, hubProof(proofKey, greeting))) throw new Problem('hub-unproven');
  const hubMilliseconds = millisecondsOfNonce(hubNonce) ?? 0;
  checkShownCertificate(reply, { authorityPem, hubMilliseconds });
  return { authorityPem, greeting, hubMilliseconds, hasTunnels: answer.tunnels === true };
}

/**
 * A relay in the middle can pass on the proof of the real hub, but not its key. The certificate must hold at the time that
 * the hub has proven, whatever this box's clock says (rule T22).
 */
function checkShownCertificate(
  { peerCertificate }: HubReply,
  { authorityPem, hubMilliseconds }: Pick<ProvenHub, 'authorityPem' | 'hubMilliseconds'>,
): void {
  const moment = { floorMilliseconds: hubMilliseconds, state: 'sure' } as const;
  if (!readProvable(() => showsHub({ authorityPem, hubName: hubServerName }, peerCertificate, moment))) {
    throw new Problem('hub-unproven', 'the certificate of the server is not the hub’s');
  }
}

/** The root that a hub was met under: what is signed for it names that one, and counts at no other hub (rule E33). */
export function rootFingerprintOf(authorityPem: string, { peerCertificate }: HubReply): string {
  const path = peerCertificate && pathOf(authorityPem, peerCertificate);
  if (path === undefined) throw new Problem('hub-unproven');
  return certificateFingerprintOf(path.root);
}

/** What a server that has proven nothing sends may be anything; it proves nothing either. */
export function readProvable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Problem('hub-unproven', 'the answer is not a hub’s', [], { cause });
  }
}
