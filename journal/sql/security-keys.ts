import { sql } from '../sqlite/named-sql.js';

export interface SecurityKeyRow {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly publicKey: Buffer;
  readonly host: string;
  readonly signCount: number;
  readonly transports: string;
  readonly verifies: number;
  readonly addedMilliseconds: number;
  readonly usedMilliseconds: number | null;
  readonly copiedMilliseconds: number | null;
}

const columns = `id, user, name, public_key AS publicKey, host, sign_count AS signCount, transports, verifies,
  added_milliseconds AS addedMilliseconds, used_milliseconds AS usedMilliseconds, copied_milliseconds AS copiedMilliseconds`;

export const securityKeySql = {
  find: sql<SecurityKeyRow>(`SELECT ${columns} FROM security_key WHERE id = ?`),
  listOf: sql<SecurityKeyRow>(`SELECT ${columns} FROM security_key WHERE user = ? ORDER BY added_milliseconds`),
  list: sql<SecurityKeyRow>(`SELECT ${columns} FROM security_key WHERE user > '' ORDER BY user, added_milliseconds`),
  add: sql(`INSERT INTO security_key (id, user, name, public_key, host, sign_count, transports, verifies,
    added_milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  /** A key that counts has to count on; one that shows 0 each time counts nothing (WebAuthn level 2, §6.1.1). */
  use: sql(`UPDATE security_key SET sign_count = ?, used_milliseconds = ? WHERE id = ? AND copied_milliseconds IS NULL
    AND (sign_count < ? OR (sign_count = 0 AND ? = 0))`),
  markCopied: sql('UPDATE security_key SET copied_milliseconds = ? WHERE id = ? AND copied_milliseconds IS NULL'),
  remove: sql('DELETE FROM security_key WHERE id = ? AND user = ?'),
  removeAllOf: sql('DELETE FROM security_key WHERE user = ?'),
};
