import type { BackupStore } from '../../../journal/backup/backup-store.js';
import { readTextIfThere } from '../../folder/atomic-file.js';
import { type HubNode, nodePaths, readIdentity, readNode } from '../../node-folder.js';
import { keptBundles } from '../../trust/kept-bundles.js';
import { heldHubTunnelKey, type TunnelKeyPair } from '../../tunnel/tunnel-keys.js';
import { readFeedSealKey } from '../feed-seal-key.js';

/** What of a hub's folder its database holds, too (rule B19): all that nobody can make anew, and no key that signs for a node. */
export interface FolderCopy {
  readonly format: 1;
  readonly node: HubNode;
  /** Each bundle of roots that was trusted, the earliest first; the last is the one that is trusted. */
  readonly bundles: readonly string[];
  /** The certificate of the issuing authority; absent at a hub of before. */
  readonly issuingPem?: string;
  /** Of the seals on feeds that are out (rule E16), hex. */
  readonly feedSealKey: string;
  /** The hub's end of its tunnels. */
  readonly tunnelKey?: TunnelKeyPair;
  /** `settings.json` as it stands. */
  readonly settings?: string;
}

/** Brings what the database holds of the folder in line with it. */
export async function keepFolderCopy(dir: string, store: Pick<BackupStore, 'folderCopy' | 'keepFolderCopy'>) {
  const text = JSON.stringify(copyOf(dir));
  if ((await store.folderCopy()) !== text) await store.keepFolderCopy(text);
}

/** As the database held it when a backup was made; `undefined` in one of an earlier program. */
export async function readFolderCopy(store: Pick<BackupStore, 'folderCopy'>): Promise<FolderCopy | undefined> {
  const text = await store.folderCopy();
  return text === undefined ? undefined : (JSON.parse(text) as FolderCopy);
}

function copyOf(dir: string): FolderCopy {
  const node = readNode(dir);
  const { authorityPem, authorityKeyPem = '', issuingPem } = readIdentity(dir);
  if (node.kind !== 'hub') throw new Error('a site has no such copy');
  const tunnelKey = heldHubTunnelKey(dir);
  const settings = readTextIfThere(nodePaths(dir).settings);
  return {
    ...{ format: 1, node, bundles: keptBundles(dir, authorityPem) },
    ...(issuingPem !== undefined && { issuingPem }),
    feedSealKey: Buffer.from(readFeedSealKey(dir, authorityKeyPem)).toString('hex'),
    ...(tunnelKey && { tunnelKey }),
    ...(settings !== undefined && { settings }),
  };
}
