import { existsSync } from 'node:fs';
import { openJournal } from '../../journal/open.js';
import { type NodeDescription, nodePaths } from '../node-folder.js';
import type { BackupManifest } from './manifest.js';

/**
 * How many changes of a site's own log stand in its database only: the hub has not receipted them, and the backup that is
 * to take its place does not hold them. 0 where the database does not open: then nothing of it can be sent any more.
 */
export async function countUnsent(
  dir: string,
  { code: site, epoch }: NodeDescription,
  key: string,
  manifest: BackupManifest,
  now: () => number,
): Promise<number> {
  const file = nodePaths(dir).journal;
  if (!existsSync(file)) return 0;
  let journal: ReturnType<typeof openJournal>;
  try {
    journal = openJournal({ file, key, role: 'site', site, epoch, now });
  } catch {
    return 0;
  }
  try {
    const { epoch: current } = await journal.sync.identity();
    const held = manifest.streams.filter((each) => each.direction === 'up' && each.epoch === current);
    const lanes = await journal.sync.acknowledged({ direction: 'up', site, epoch: current });
    return lanes.reduce((sum, { lane, pending, durable }) => {
      const inBackup = held.find((each) => each.lane === lane)?.seq ?? 0;
      return sum + Math.max(0, durable.seq + pending - Math.max(durable.seq, inBackup));
    }, 0);
  } finally {
    journal.close();
  }
}
