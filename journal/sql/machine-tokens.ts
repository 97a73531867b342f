import { sql } from '../sqlite/named-sql.js';

export interface MachineTokenRow {
  readonly name: string;
  readonly author: string;
  readonly scopes: string;
  readonly patient: string | null;
  readonly createdMilliseconds: number;
  readonly expiresMilliseconds: number;
  readonly usedMilliseconds: number | null;
  readonly revokedMilliseconds: number | null;
}

const columns = `name, author, scopes, patient, created_milliseconds AS createdMilliseconds,
  expires_milliseconds AS expiresMilliseconds, used_milliseconds AS usedMilliseconds,
  revoked_milliseconds AS revokedMilliseconds`;

export const machineTokenSql = {
  add: sql(`INSERT INTO machine_token (name, hash, author, scopes, patient, created_milliseconds, expires_milliseconds)
    VALUES (?, ?, ?, ?, ?, ?, ?)`),
  find: sql<MachineTokenRow>(
    `SELECT ${columns} FROM machine_token WHERE hash = ? AND expires_milliseconds > ? AND revoked_milliseconds IS NULL`,
  ),
  findNamed: sql<MachineTokenRow>(`SELECT ${columns} FROM machine_token WHERE name = ?`),
  list: sql<MachineTokenRow>(`SELECT ${columns} FROM machine_token WHERE name > '' ORDER BY name`),
  revoke: sql('UPDATE machine_token SET revoked_milliseconds = ? WHERE name = ? AND revoked_milliseconds IS NULL'),
  noteUse: sql('UPDATE machine_token SET used_milliseconds = ? WHERE name = ?'),
  /** What was made since a moment also expires after it. */
  move: sql(`UPDATE machine_token SET created_milliseconds = created_milliseconds + ?,
    expires_milliseconds = expires_milliseconds + ? WHERE name > '' AND created_milliseconds >= ?`),
};
