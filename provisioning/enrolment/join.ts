import { Problem } from '../../protocol/problem.js';
import type { SiteNode } from '../node-folder.js';
import { askForCertificate } from './application.js';
import { becomeSite } from './become-site.js';
import { type FolderStanding, lookAtFolder } from './folder-standing.js';
import { deriveInviteSecret, type InviteSecret } from './invite-secret.js';
import { checkPlan, type JoinOptions, parseHubUrl } from './join-options.js';
import { type OneTimeCode, parseOneTimeCode } from './one-time-code.js';
import { JoiningFolder, readPending } from './pending-join.js';
import { meetHub } from './proven-hub.js';
import { beginProvisional } from './provisional/begin-provisional.js';

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
  try {
    return await joinOnline(options, code, secret, standing);
  } catch (cause) {
    const { provisionalBy } = options;
    if (provisionalBy === undefined || !isNotReached(cause)) throw cause;
    return beginProvisional(options, code, secret, provisionalBy);
  }
}

function isNotReached(cause: unknown): boolean {
  return cause instanceof Problem && (cause.code === 'hub-unreachable' || cause.code === 'enrolment-cut');
}

async function joinOnline(
  options: JoinOptions,
  code: OneTimeCode,
  secret: InviteSecret,
  standing: FolderStanding,
): Promise<SiteNode> {
  const { dir, onStep } = options;
  const { site } = code;
  const url = parseHubUrl(options.hubUrl);
  const proven = await meetHub(url, secret);
  onStep?.('hub-proven');
  const folder = new JoiningFolder(dir, options.makeKeyPair);
  try {
    // Another command may have been quicker.
    if (lookAtFolder(dir, secret.inviteId, site).kind === 'joined') throw new Problem('folder-in-use', dir);
    // A box that works provisionally goes on asking with the code that it has, when another one is refused.
    const before = standing.kind === 'provisional' ? readPending(dir) : undefined;
    const { pending, isNew } = await (standing.kind === 'provisional'
      ? folder.keepForLater(secret, code, options)
      : folder.keep(secret.inviteId, code));
    onStep?.(isNew ? 'key-made' : 'key-kept');
    const onRefused = () => folder.putBack(before);
    const enrolled = await askForCertificate({ url, site, secret, proven, pending, plan: options, onRefused });
    onStep?.('certificate-given');
    // Where a box serves that works already is its own affair.
    const plan = standing.kind === 'provisional' ? servingAs(standing.node, options) : options;
    const node = becomeSite({ dir, plan, url, proven, pending, enrolled });
    folder.forget();
    onStep?.('written');
    return node;
  } finally {
    folder.close();
  }
}

function servingAs({ https, http }: SiteNode, options: JoinOptions): JoinOptions {
  return { ...options, https, ...(http !== undefined && { http }) };
}
