import { type RestoreOptions, type RestoreReport, restoreBackup } from '../../backup/restore-backup.js';
import type { AuthorityPair } from '../../certificates/issuing-authority.js';
import { holdsNode } from '../../node-folder.js';
import { hasWholeIdentity, type RebuildReport, rebuildHub } from './rebuild-hub.js';

/** What a hub's restore came to; `rebuilt` where its folder was lost, too. */
export type HubRestoreReport = RestoreReport & { readonly rebuilt: RebuildReport | null };

/**
 * Puts a backup in the place of a hub's database and, with the root at hand, makes anew what is lost of its folder
 * (rules B4, E42). Cut off at any moment, the same command goes on.
 * @throws Problem of {@link restoreBackup}, and of `rebuildHub`
 */
export async function restoreHub(
  options: Omit<RestoreOptions, 'kind' | 'lost'>,
  root: AuthorityPair | undefined,
): Promise<HubRestoreReport> {
  const { dir, now } = options;
  if (root === undefined || (holdsNode(dir) && hasWholeIdentity(dir))) {
    return { ...(await restoreBackup({ ...options, kind: 'hub' })), rebuilt: null };
  }
  let rebuilt: RebuildReport | null = null;
  const rebuild = async () => {
    rebuilt = await rebuildHub({ dir, root, nowMilliseconds: now() });
  };
  const report = await restoreBackup({ ...options, kind: 'hub', lost: { trustPem: root.certificatePem, rebuild } });
  return { ...report, rebuilt };
}
