import { Problem } from '../../protocol/problem.js';
import { holdsNode, readNode, type SiteNode } from '../node-folder.js';
import { askForCertificate } from './application.js';
import { becomeSite } from './become-site.js';
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
  const before = siteJoinedWith(options.dir, secret.inviteId);
  if (before !== undefined) {
    options.onStep?.('already-joined');
    return before;
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
    if (siteJoinedWith(dir, secret.inviteId) !== undefined) throw new Problem('folder-in-use', dir);
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

/**
 * The site that this folder became with this very code; `undefined` for a folder that holds no node.
 * @throws Problem `already-joined` when it was another code, `already-exists` for the folder of a hub
 */
function siteJoinedWith(dir: string, inviteId: string): SiteNode | undefined {
  if (!holdsNode(dir)) return undefined;
  const node = readNode(dir);
  if (node.kind !== 'site') throw new Problem('already-exists', `${dir} holds a hub`);
  if (node.joinedWith !== inviteId) throw new Problem('already-joined', `${dir}: site ${node.code}, ${node.name}`);
  return node;
}
