import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { probeAttachments } from '../../journal/attachments/open-attachments.js';
import { copyAside } from '../../journal/backup/copy-aside.js';
import { openJournal } from '../../journal/open.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { Problem } from '../../protocol/problem.js';
import { unlockDataKey } from '../custody/key-slots.js';
import { requireRoom } from '../folder/require-room.js';
import { nodePaths, readNode } from '../node-folder.js';

/** What a release found when it looked at a site. */
export interface PreflightReport {
  readonly bytes: number;
  /** Milliseconds that the copy and its migration took. */
  readonly milliseconds: number;
}

/** Two copies lie beside the database for a moment: this one, and a backup. */
const copies = 2.2;

/**
 * What this release's own code makes of a site before it gets it: folder and slots are read, and a copy of the database,
 * taken beside the program that runs, is migrated and read whole. Nothing of the site is changed (rule U7).
 * @param readSettings throws where this release does not know a setting
 * @throws Problem `usage-wrong`, `key-slot-closed`, `disk-full`, `database-…`
 */
export async function preflight(dir: string, readSettings: () => unknown, now: () => number): Promise<PreflightReport> {
  const node = readNode(dir);
  if (node.kind !== 'site') throw new Problem('usage-wrong', `${dir} is the folder of a hub`);
  readSettings();
  const { journal, attachments } = nodePaths(dir);
  // Nobody types anything at night: it must open by itself.
  const key = await unlockDataKey(dir);
  probeAttachments(attachments, key);
  // A box that was enrolled and never ran.
  if (!existsSync(journal)) return { bytes: 0, milliseconds: 0 };
  const bytes = statSync(journal).size;
  requireRoom(dir, bytes * copies);
  const trial = join(dir, 'upgrade-trial.db');
  const began = now();
  removeTrial(trial);
  try {
    await copyAside({ source: { file: journal, key, cipher: defaultCipher }, target: trial });
    const migrated = openJournal({ file: trial, key, role: 'site', site: node.code, epoch: node.epoch, now });
    try {
      const { pages, audit } = migrated.verify();
      if (!pages || !audit) throw new Problem('database-corrupt', 'after its migration');
    } finally {
      migrated.close();
    }
  } finally {
    removeTrial(trial);
  }
  return { bytes, milliseconds: now() - began };
}

function removeTrial(trial: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${trial}${end}`, { force: true });
}
