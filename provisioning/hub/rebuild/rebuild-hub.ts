import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../../journal/open.js';
import { hubCode } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { certificateFingerprintOf } from '../../certificates/fingerprint.js';
import type { AuthorityPair } from '../../certificates/issuing-authority.js';
import { type MakeKeyPair, newKeyPair } from '../../certificates/key-pair.js';
import { isWholeIdentity } from '../../certificates/own-identity.js';
import { hubServerName } from '../../certificates/profile.js';
import { unlockDataKey } from '../../custody/key-slots.js';
import { makePrivateFolder, syncPath, writeFileAtomically } from '../../folder/atomic-file.js';
import {
  type HubNode,
  holdsNode,
  nodePaths,
  readIdentity,
  readNode,
  writeIdentity,
  writeNode,
} from '../../node-folder.js';
import { readBundle, writeBundle } from '../../trust/bundle.js';
import { keptBundles, replaceBundle, writeKeptBundles } from '../../trust/kept-bundles.js';
import { putBackHubTunnelKey } from '../../tunnel/tunnel-keys.js';
import { makeHubIdentity } from '../create-hub.js';
import { refuseEnded } from '../trust/next-issuing.js';
import { type FolderCopy, readFolderCopy } from './folder-copy.js';

export interface RebuildPlan {
  readonly dir: string;
  readonly root: AuthorityPair;
  readonly nowMilliseconds: number;
  readonly makeKeyPair?: MakeKeyPair;
}

export interface RebuildReport {
  /** Fingerprints of the issuing authority that signs now, and of the one that is lost where it is known. */
  readonly fingerprint: string;
  readonly before: string | null;
  /** Of the bundle that the nodes will hear of. */
  readonly version: number;
  /** Where what was left of the folder `identity` is kept; `null` where nothing was. */
  readonly kept: string | null;
}

/**
 * Versions that a rebuilt hub passes over: bundles that its database has not heard of may have reached sites, and an earlier
 * version, or another one of the same, would be refused there (rule E35).
 */
const versionsPassedOver = 16;

/** Whether a hub's folder has all that the hub proves itself and signs with. */
export function hasWholeIdentity(dir: string): boolean {
  try {
    const identity = readIdentity(dir);
    return identity.authorityKeyPem !== undefined && isWholeIdentity(identity, hubServerName);
  } catch (cause) {
    if (cause instanceof Problem && ['folder-incomplete', 'body-malformed'].includes(cause.code)) return false;
    throw cause;
  }
}

/**
 * Makes the folder `identity` of a hub anew that has lost it, and `node.json` where that is gone, too, from what the
 * database holds and the root (rule E42). It is made aside and takes its place in one rename: cut off before, nothing has
 * happened, and after it the same command is refused. Whoever calls holds the folder's lock.
 * @throws Problem `already-exists` where nothing is lost, `root-foreign`, `issuing-refused` for a root that has ended,
 *   `folder-incomplete` without the database or its key, `folder-not-initialised` where a database of an earlier program
 *   does not know what the hub was
 */
export async function rebuildHub(plan: RebuildPlan): Promise<RebuildReport> {
  const { dir, root, nowMilliseconds, makeKeyPair = newKeyPair } = plan;
  if (holdsNode(dir) && hasWholeIdentity(dir)) throw new Problem('already-exists', nodePaths(dir).identity);
  refuseEnded(root.certificatePem, nowMilliseconds);
  const copy = await copyInDatabase(dir);
  const node = nodeOf(dir, copy);
  const bundles = copy?.bundles ?? keptBundles(dir, root.certificatePem);
  const held = bundles.at(-1) ?? root.certificatePem;
  const next = nextBundle(held, root);
  const aside = join(dir, 'identity-rebuilding');
  try {
    rmSync(aside, { recursive: true, force: true });
    writeIdentity(
      aside,
      await makeHubIdentity({ root, trustPem: held, hosts: node.hosts, nowMilliseconds, makeKeyPair }),
    );
    writeKeptBundles(aside, bundles);
    replaceBundle(aside, next);
    if (copy !== undefined) putBack(dir, aside, copy);
    const kept = exchangeIdentity(dir, nodePaths(aside).identity, nowMilliseconds);
    if (!holdsNode(dir)) writeNode(dir, node);
    const fingerprint = certificateFingerprintOf(readIdentity(dir).issuingPem ?? '');
    const before = copy?.issuingPem === undefined ? null : certificateFingerprintOf(copy.issuingPem);
    return { fingerprint, before, version: readBundle(next).version, kept };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * The bundle of the rebuilt hub: roots that came after the one at hand were announced only, and what was to sign below them
 * is lost with the folder.
 */
function nextBundle(heldText: string, root: AuthorityPair): string {
  const { version, roots, distrusted } = readBundle(heldText);
  const fingerprint = certificateFingerprintOf(root.certificatePem);
  const place = roots.findIndex((each) => certificateFingerprintOf(each) === fingerprint);
  if (place < 0) throw new Problem('root-foreign');
  return writeBundle({ version: version + versionsPassedOver, roots: roots.slice(0, place + 1), distrusted }, root);
}

function nodeOf(dir: string, copy: FolderCopy | undefined): HubNode {
  if (!holdsNode(dir)) {
    if (copy === undefined) throw new Problem('folder-not-initialised', dir);
    return copy.node;
  }
  const node = readNode(dir);
  if (node.kind !== 'hub') throw new Problem('usage-wrong', `${dir} is the folder of a site`);
  return node;
}

async function copyInDatabase(dir: string): Promise<FolderCopy | undefined> {
  const file = nodePaths(dir).journal;
  if (!existsSync(file)) throw new Problem('folder-incomplete', file);
  const key = await unlockDataKey(dir);
  const journal = openJournal({ file, key, role: 'hub', site: hubCode, epoch: 1 });
  try {
    return await readFolderCopy(journal.backups);
  } finally {
    journal.close();
  }
}

/** What nobody can make anew; what the folder still has of it counts. */
function putBack(dir: string, aside: string, { feedSealKey, tunnelKey, settings }: FolderCopy): void {
  writeFileAtomically(nodePaths(aside).feedSealKey, `${feedSealKey}\n`);
  if (tunnelKey !== undefined) putBackHubTunnelKey(dir, tunnelKey);
  const { settings: settingsFile } = nodePaths(dir);
  if (settings !== undefined && !existsSync(settingsFile)) writeFileAtomically(settingsFile, settings);
}

/** What is left of the folder is kept beside: nobody knows yet what was lost. */
function exchangeIdentity(dir: string, made: string, nowMilliseconds: number): string | null {
  const { identity } = nodePaths(dir);
  const time = new Date(nowMilliseconds).toISOString().replaceAll(/[-:.]/g, '');
  const kept = existsSync(identity) ? `${identity}-before-${time}` : null;
  makePrivateFolder(dir);
  if (kept !== null) renameSync(identity, kept);
  renameSync(made, identity);
  syncPath(dir);
  return kept;
}
