import { existsSync } from 'node:fs';
import { type AuditCheck, type AuditLook, checkAudit } from '../../journal/check/check-audit.js';
import { defaultCipher, parseCipher } from '../../journal/sqlite/key.js';
import { Problem } from '../../protocol/problem.js';
import { lockFolder, lockHolder } from '../folder/lock.js';
import { nodePaths, readNode } from '../node-folder.js';
import { receiptsIn } from './receipt-file.js';

/** The audit of a node, and what the hub had confirmed of it. */
export interface AuditVerdict extends AuditCheck {
  /** Entries that the newest receipt covers; 0 without any. */
  readonly confirmed: number;
  /** When that was, by the site's clock; `null` without any. */
  readonly confirmedAt: number | null;
}

/**
 * Verifies the audit of a folder against the hub's receipts beside it, whether its program runs or not (rule R11).
 * @param key the data key
 * @param onWalked without, only the receipts are compared, which takes no time
 * @throws Problem `not-found` there is no database yet; `database-…`, `folder-in-use`
 */
export async function verifyAudit(dir: string, key: string, onWalked?: AuditLook['onWalked']): Promise<AuditVerdict> {
  const file = nodePaths(dir).journal;
  if (!existsSync(file)) throw new Problem('not-found', file);
  const { kind, code } = readNode(dir);
  const receipts = kind === 'hub' ? [] : receiptsIn(dir, code).read();
  const isHeld = lockHolder(dir) !== undefined;
  // No program may start on the files while what SQLite made beside them is taken away again.
  const lock = isHeld ? undefined : lockFolder(dir);
  try {
    const keyed = { file, key, cipher: parseCipher(defaultCipher) };
    const check = await checkAudit(keyed, { isHeld, anchors: receipts, ...(onWalked && { onWalked }) });
    const newest = receipts.at(-1);
    const isConfirmed = newest !== undefined && newest.count > 0;
    return { ...check, confirmed: newest?.count ?? 0, confirmedAt: isConfirmed ? newest.milliseconds : null };
  } finally {
    lock?.release();
  }
}
