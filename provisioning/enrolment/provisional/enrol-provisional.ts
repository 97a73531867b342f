import { Problem } from '../../../protocol/problem.js';
import { readNode, type SiteNode } from '../../node-folder.js';
import { askForCertificate } from '../application.js';
import { becomeSite } from '../become-site.js';
import { parseHubUrl } from '../join-options.js';
import { forgetPending, planOf, readPending } from '../pending-join.js';
import { meetHub } from '../proven-hub.js';

/**
 * Enrols a box that works provisionally, with what was kept of its code; for the program that holds its folder (rule
 * E23). The node in `node.json` is another one afterwards. Whatever fails, it works on as it was.
 * @throws Problem `hub-unreachable`, `enrolment-cut`, `hub-unproven`, `invite-…`, `folder-incomplete`, `disk-full`, …
 */
export async function enrolProvisional(dir: string): Promise<SiteNode> {
  const node = readNode(dir);
  const pending = readPending(dir);
  if (node.kind !== 'site' || pending?.later === undefined) throw new Problem('folder-incomplete', 'join-pending.json');
  const { proofKey, site } = pending.later;
  const secret = { inviteId: pending.inviteId, proofKey };
  // Where it serves its workstations may have been changed since.
  const { https, http } = node;
  const plan = { ...planOf(pending.later), https, ...(http !== undefined && { http }) };
  const url = parseHubUrl(plan.hubUrl);
  const proven = await meetHub(url, secret);
  // Also where the hub refuses the code for good, the key stays: it is what this box serves with.
  const application = { url, site, secret, proven, pending, plan, onRefused: () => {} };
  const enrolled = await askForCertificate(application);
  const enrolledNode = becomeSite({ dir, plan, url, proven, pending, enrolled });
  forgetPending(dir);
  return enrolledNode;
}
