import { Problem } from '../../protocol/problem.js';
import type { SiteNode } from '../node-folder.js';
import { askForCertificate } from './application.js';
import { becomeSite } from './become-site.js';
import { lookAtFolder } from './folder-standing.js';
import { deriveInviteSecret, type InviteSecret } from './invite-secret.js';
import { checkPlan, type JoinOptions, parseHubUrl } from './join-options.js';
import { type OneTimeCode, parseOneTimeCode } from './one-time-code.js';
import { JoiningFolder } from './pending-join.js';
import { meetHub } from './proven-hub.js';

/**
 * Makes this box a site: prove each other by the one-time code, get a certificate for a key that was made here, write
 * the folder (`node.json` last). Nothing is written when the code is wrong, used or expired (rule E6); after a lost
 * reply, the same call again goes on with the same key; on a box that joined with this code it changes nothing (rule E18).
 * @throws Problem `invite-…`, `hub-unproven`, `hub-unreachable`, `enrolment-cut`, `already-joined`, `already-exists`,
 *   `folder-in-use`, `usage-wrong`
 */
export async function join(options: JoinOptions): Promise<SiteNode> {
  const code = parseOneTimeCode(options.code);
  checkPlan(options);
  const secret = await deriveInviteSecret(code);
  options.onStep?.('code-read');
  const standing = lookAtFolder(options.dir, secret.inviteId, code.site);
  if (standing.kind === 'joined') {
    options.onStep?.('already-joined');
    return standing.node;
  }
  return joinOnline(options, code, secret);
}

async function joinOnline(options: JoinOptions, { site }: OneTimeCode, secret: InviteSecret): Promise<SiteNode> {
  const { dir, onStep } = options;
  const url = parseHubUrl(options.hubUrl);
  const proven = await meetHub(url, secret);
  onStep?.('hub-proven');
  const folder = new JoiningFolder(dir);
  try {
    // Another command may have been quicker.
    if (lookAtFolder(dir, secret.inviteId, site).kind === 'joined') throw new Problem('folder-in-use', dir);
    const { pending, isNew } = await folder.keep(secret.inviteId, site);
    onStep?.(isNew ? 'key-made' : 'key-kept');
    const enrolled = await askForCertificate({ url, site, secret, proven, pending, folder, plan: options });
    onStep?.('certificate-given');
    const node = becomeSite({ dir, plan: options, url, proven, pending, enrolled });
    folder.forget();
    onStep?.('written');
    return node;
  } finally {
    folder.close();
  }
}
