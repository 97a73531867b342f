import { Problem } from '../../../protocol/problem.js';
import { holdsNode, readNode, type SiteNode } from '../../node-folder.js';
import { bundleFingerprintOf } from '../../trust/bundle.js';
import { isForThisBox } from '../application.js';
import { becomeSite } from '../become-site.js';
import { lookAtFolder } from '../folder-standing.js';
import { millisecondsOfNonce } from '../hub-nonce.js';
import { parseHubUrl } from '../join-options.js';
import type { JoinStep } from '../join-step.js';
import { JoiningFolder, type KeptPending, planOf, readPending } from '../pending-join.js';
import { isSameProof, kitAnswerProof } from '../transcript.js';
import { type KitBundle, type KitEnrolled, readKitBundle } from './kit-message.js';
import { kitAskingOf } from './request-by-kit.js';

/**
 * Makes this box the site that a bundle makes of it: the bundle must answer the very request that was written here, and
 * be by who knows the code (rule E21).
 * @param text of the bundle
 * @throws Problem `kit-truncated`, `kit-altered`, `kit-other-box`, `kit-unproven`, `folder-in-use`, `disk-full`, …
 */
export function joinByBundle(dir: string, text: string, onStep?: (step: JoinStep) => void): SiteNode {
  const bundle = readKitBundle(text);
  const joined = siteJoinedBy(dir, bundle);
  if (joined !== undefined) {
    onStep?.('already-joined');
    return joined;
  }
  const asked = requestOf(dir, bundle);
  const enrolled = openBundle(bundle, asked);
  onStep?.('bundle-proven');
  const folder = new JoiningFolder(dir);
  try {
    const hubMilliseconds = millisecondsOfNonce(bundle.hubNonce) ?? 0;
    const proven = { authorityPem: bundle.authorityPem, hubMilliseconds };
    const plan = planOf(asked.later);
    const node = becomeSite({ dir, plan, url: parseHubUrl(enrolled.hubUrl), proven, pending: asked, enrolled });
    folder.forget();
    onStep?.('written');
    return node;
  } finally {
    folder.close();
  }
}

function siteJoinedBy(dir: string, { inviteId }: KitBundle): SiteNode | undefined {
  if (!holdsNode(dir)) return undefined;
  const standing = lookAtFolder(dir, inviteId, readNode(dir).code);
  return standing.kind === 'joined' ? standing.node : undefined;
}

/** The request of this box that the bundle answers. @throws Problem `kit-other-box` */
function requestOf(dir: string, bundle: KitBundle): KeptPending {
  const pending = readPending(dir);
  const later = pending?.later;
  const isAnswered = pending?.inviteId === bundle.inviteId && later?.siteNonce === bundle.siteNonce;
  if (pending === undefined || later === undefined || !isAnswered) throw new Problem('kit-other-box');
  return { ...pending, later };
}

/** @throws Problem `kit-unproven` unless who wrote it knows the code, and gives this box's key this site's name */
function openBundle(bundle: KitBundle, asked: KeptPending): KitEnrolled {
  const { authorityPem, hubNonce, answer } = bundle;
  try {
    const asking = { ...kitAskingOf(asked), hubNonce, authorityFingerprint: bundleFingerprintOf(authorityPem) };
    const proof = kitAnswerProof(asked.later.proofKey, asking, answer);
    const enrolled = JSON.parse(answer) as KitEnrolled;
    const box = { site: asked.later.site, authorityPem, pending: asked };
    if (isSameProof(bundle.answerProof, proof) && isForThisBox(enrolled, box)) return enrolled;
  } catch (cause) {
    throw new Problem('kit-unproven', '', [], { cause });
  }
  throw new Problem('kit-unproven');
}
