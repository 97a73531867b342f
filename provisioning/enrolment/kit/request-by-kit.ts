import { writeFileAtomically } from '../../folder/atomic-file.js';
import type { SiteNode } from '../../node-folder.js';
import { lookAtFolder } from '../folder-standing.js';
import { deriveInviteSecret, type InviteSecret } from '../invite-secret.js';
import { checkPlan, type JoinOptions } from '../join-options.js';
import { type OneTimeCode, parseOneTimeCode } from '../one-time-code.js';
import { JoiningFolder, type KeptPending, readPending } from '../pending-join.js';
import { type Asking, kitRequestProof } from '../transcript.js';
import { writeKitRequest } from './kit-message.js';

/**
 * Writes the request of a box without a network (rule E20). The key is made and kept here; the code is not. Asked again
 * with the same code it writes the same request, whether or not a program runs on the folder.
 * @returns the site, where this box joined with this code before; nothing is written then
 * @throws Problem `invite-malformed`, `already-joined`, `folder-in-use`, `disk-full`, `permission-denied`, …
 */
export async function requestByKit(options: JoinOptions, file: string): Promise<SiteNode | undefined> {
  const { dir, onStep } = options;
  const code = parseOneTimeCode(options.code);
  checkPlan(options);
  const secret = await deriveInviteSecret(code);
  onStep?.('code-read');
  const standing = lookAtFolder(dir, secret.inviteId, code.site);
  if (standing.kind === 'joined') {
    onStep?.('already-joined');
    return standing.node;
  }
  const known = readPending(dir);
  if (known?.inviteId === secret.inviteId && known.later !== undefined) {
    onStep?.('key-kept');
    writeRequestFile(file, { ...known, later: known.later });
  } else {
    await makeRequest(options, code, secret, file);
  }
  onStep?.('request-written');
  return undefined;
}

async function makeRequest(options: JoinOptions, code: OneTimeCode, secret: InviteSecret, file: string): Promise<void> {
  const folder = new JoiningFolder(options.dir);
  try {
    const { pending, isNew } = await folder.keepForLater(secret, code, options);
    options.onStep?.(isNew ? 'key-made' : 'key-kept');
    try {
      writeRequestFile(file, pending);
    } catch (cause) {
      // Nobody has heard of the key.
      if (isNew) folder.forget();
      throw cause;
    }
  } finally {
    folder.close();
  }
}

function writeRequestFile(file: string, pending: KeptPending): void {
  const asking = kitAskingOf(pending);
  const siteProof = kitRequestProof(pending.later.proofKey, asking);
  const { authorityFingerprint: _, hubNonce: __, tunnelKeys = [], ...said } = asking;
  writeFileAtomically(file, writeKitRequest({ ...said, tunnelKeys, siteProof }));
}

/** What this box asks for, without what only the hub can say. */
export function kitAskingOf({ inviteId, requestPem, tunnelPairs, later }: KeptPending): Asking {
  const tunnelKeys = tunnelPairs.map(({ publicKey }) => publicKey);
  const { siteNonce, plan } = later;
  const { extraHosts } = plan;
  return { inviteId, siteNonce, hubNonce: '', authorityFingerprint: '', requestPem, extraHosts, tunnelKeys };
}
