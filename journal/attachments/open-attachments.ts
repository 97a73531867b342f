import type { AttachmentStore } from '../attachment-store.js';
import { journalLimits } from '../limits.js';
import { migrate } from '../schema/migrations.js';
import { attachmentSql } from '../sql/attachments.js';
import { defaultCipher, parseCipher } from '../sqlite/key.js';
import { openDatabase } from '../sqlite/open-database.js';
import { probeFile } from '../sqlite/probe-file.js';
import { transaction } from '../sqlite/transaction.js';
import { dropBlob } from './chunk-rows.js';
import { attachmentMigrations } from './migrations.js';
import { type AttachmentLimits, SqliteAttachmentStore } from './sqlite-attachment-store.js';

export interface AttachmentsOptions extends AttachmentLimits {
  /** Made if missing, mode 0600. */
  readonly file: string;
  /** The database key of the node, 64 hexadecimal digits. */
  readonly key: string;
  readonly now?: () => number;
  readonly cipher?: string;
}

/**
 * Whether this program could open a node's attachments; nothing is changed.
 * @throws Problem `database-key-wrong`, `database-corrupt`, `database-version`, `permission-denied`
 */
export function probeAttachments(file: string, key: string): void {
  probeFile({ file, key, cipher: defaultCipher, migrationMax: attachmentMigrations.length });
}

/**
 * Opens a node's attachments; what was being taken in when the program ended is dropped.
 * @throws Problem `database-key-wrong`, `database-corrupt`, `database-version`, `permission-denied`
 */
export function openAttachments(options: AttachmentsOptions): AttachmentStore {
  const { file, key } = options;
  const now = options.now ?? Date.now;
  const cipher = parseCipher(options.cipher ?? 'aegis');
  const settings = { pageCacheBytesMax: journalLimits.sidePageCacheBytesMax, isEachCommitSynced: false };
  const migrationMax = attachmentMigrations.length;
  const connection = openDatabase({ ...settings, file, key, cipher, migrationMax });
  try {
    migrate(connection, now(), attachmentMigrations);
    transaction(connection, () => {
      for (const { id } of connection.all(attachmentSql.unfinished)) dropBlob(connection, id);
    });
    return new SqliteAttachmentStore(connection, { file, key, cipher }, options, now);
  } catch (error) {
    connection.close();
    throw error;
  }
}
