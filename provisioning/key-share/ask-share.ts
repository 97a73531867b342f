import { createPrivateKey, randomBytes } from 'node:crypto';
import { releaseMilliseconds } from '../../protocol/clock-floor.js';
import { Problem } from '../../protocol/problem.js';
import { ClockFile } from '../clock/clock-file.js';
import { askHub } from '../enrolment/hub-client.js';
import { readProvable, rootFingerprintOf } from '../enrolment/proven-hub.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import { nodePaths, readIdentity, readNode, type SiteNode } from '../node-folder.js';
import { parseRenewalNonce } from '../renewal/message.js';
import { followingTrust } from '../trust/ask-trust.js';
import { keyShareAskPath, keyShareBeginPath, parseShareAnswer, type ShareWish } from './message.js';
import { signAsking } from './share-proof.js';

/**
 * Asks the hub for the share of a key slot, over HTTPS, signed with the key of this site's certificate (rule K8). A hub
 * that was put back to an earlier day may know only the certificate before.
 * @returns 32 bytes
 * @throws Problem `key-share-refused`, `hub-unreachable`, `hub-unproven`, `time-out`, `folder-incomplete`; `usage-wrong`
 *   at a hub
 */
export async function askForShare(dir: string, slot: string, wish: ShareWish): Promise<Buffer> {
  const node = readNode(dir);
  if (node.kind !== 'site') throw new Problem('usage-wrong', 'a hub has no hub above it');
  const { authorityPem, ...own } = readIdentity(dir);
  const pairs = [own, ...pairBefore(dir)];
  // A box that was dark may have missed an exchange of the root, and does not start without the share.
  return followingTrust(node.hub.url, authorityPem, (trustPem) => askUnder(trustPem, { dir, node, pairs, slot, wish }));
}

interface ShareQuestion {
  readonly dir: string;
  readonly node: SiteNode;
  /** Key and certificate, the present ones first. */
  readonly pairs: readonly { readonly keyPem: string; readonly certificatePem: string }[];
  readonly slot: string;
  readonly wish: ShareWish;
}

async function askUnder(authorityPem: string, { dir, node, pairs, slot, wish }: ShareQuestion): Promise<Buffer> {
  const url = new URL(node.hub.url);
  // It cannot be earlier than this; what the box's own clock says besides is not asked (rule T22).
  const floorMilliseconds = Math.max(releaseMilliseconds, new ClockFile(nodePaths(dir).clock).read() ?? 0);
  const trust = { authorityPem, moment: { floorMilliseconds, state: 'sure' } as const };
  let refused: unknown;
  for (const { keyPem, certificatePem } of pairs) {
    const siteNonce = randomBytes(32).toString('hex');
    const begun = await askHub(url, keyShareBeginPath, { site: node.code, siteNonce }, trust);
    const { hubNonce } = readProvable(() => parseRenewalNonce(begun.body));
    const said = { site: node.code, siteNonce, hubNonce, certificatePem, slot, wish };
    const asking = { ...said, authorityFingerprint: rootFingerprintOf(authorityPem, begun) };
    const signature = signAsking(createPrivateKey(keyPem), asking);
    try {
      const answered = await askHub(url, keyShareAskPath, { ...said, signature }, trust);
      return readProvable(() => parseShareAnswer(answered.body));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'key-share-refused') throw error;
      refused = error;
    }
  }
  throw refused;
}

function pairBefore(dir: string): { readonly keyPem: string; readonly certificatePem: string }[] {
  const { beforeKey, beforeCertificate } = nodePaths(dir);
  const keyPem = readTextIfThere(beforeKey);
  const certificatePem = readTextIfThere(beforeCertificate);
  return keyPem === undefined || certificatePem === undefined ? [] : [{ keyPem, certificatePem }];
}
