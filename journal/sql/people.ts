import { sql } from '../sqlite/named-sql.js';

export interface UserRow {
  readonly name: string;
  readonly displayName: string;
  readonly role: string;
  readonly passwordHash: string;
  readonly author: string;
  readonly disabled: number;
  /** NULL where the password is their own. */
  readonly givenMilliseconds: number | null;
}

export interface CredentialRow extends UserRow {
  readonly hash: string;
  readonly kind: 'session' | 'token';
  readonly user: string;
  readonly createdMilliseconds: number;
  readonly expiresMilliseconds: number;
  readonly usedMilliseconds: number;
  readonly provedMilliseconds: number;
  readonly pinMisses: number;
}

export interface OpenSessionRow {
  readonly hash: string;
  readonly createdMilliseconds: number;
  readonly usedMilliseconds: number;
  readonly address: string;
  readonly device: string;
}

const userColumns = `name, display_name AS displayName, role, password_hash AS passwordHash, author, disabled,
  CASE WHEN given_hash = password_hash THEN given_milliseconds END AS givenMilliseconds`;

/** A credential with whose it is, in one look: it is asked for with each request. Whoever is shut out has none. */
const foundCredentials = `SELECT hash, kind, user, created_milliseconds AS createdMilliseconds,
  expires_milliseconds AS expiresMilliseconds, used_milliseconds AS usedMilliseconds,
  proved_milliseconds AS provedMilliseconds, pin_misses AS pinMisses, ${userColumns}
  FROM credential JOIN user ON user.name = credential.user AND disabled = 0`;

export const peopleSql = {
  findUser: sql<UserRow>(`SELECT ${userColumns} FROM user WHERE name = ?`),
  listUsers: sql<UserRow>(`SELECT ${userColumns} FROM user WHERE name > '' ORDER BY name`),
  addUser: sql(
    'INSERT INTO user (name, display_name, role, password_hash, author, disabled) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  updateUser: sql('UPDATE user SET password_hash = ?, disabled = ? WHERE name = ?'),
  markGiven: sql('UPDATE user SET given_hash = password_hash, given_milliseconds = ? WHERE name = ?'),
  markOwn: sql("UPDATE user SET given_hash = '' WHERE name = ?"),
  setRole: sql('UPDATE user SET role = ?, disabled = ? WHERE name = ?'),
  removeUser: sql('DELETE FROM user WHERE name = ?'),
  /** Whoever gets a session has just proved who they are. */
  addCredential: sql(`INSERT INTO credential (hash, kind, user, created_milliseconds, expires_milliseconds,
    used_milliseconds, proved_milliseconds, address, device) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  listSessions: sql<OpenSessionRow>(`SELECT hash, created_milliseconds AS createdMilliseconds,
    used_milliseconds AS usedMilliseconds, address, device FROM credential
    WHERE user = ? AND kind = 'session' AND expires_milliseconds > ? ORDER BY created_milliseconds DESC, hash LIMIT 100`),
  findCredential: sql<CredentialRow>(`${foundCredentials} WHERE hash = ? AND expires_milliseconds > ?`),
  openSessions: sql<CredentialRow>(`${foundCredentials}
    WHERE expires_milliseconds > ? AND kind = 'session' ORDER BY created_milliseconds DESC LIMIT 1000`),
  extendCredential: sql('UPDATE credential SET expires_milliseconds = max(expires_milliseconds, ?) WHERE hash = ?'),
  markUse: sql('UPDATE credential SET used_milliseconds = ? WHERE hash = ?'),
  markProof: sql('UPDATE credential SET proved_milliseconds = ? WHERE hash = ?'),
  userOfCredential: sql<{ user: string }>('SELECT user FROM credential WHERE hash = ?'),
  removeCredential: sql('DELETE FROM credential WHERE hash = ?'),
  removeCredentialsOf: sql('DELETE FROM credential WHERE user = ?'),
  removeSessionsOf: sql("DELETE FROM credential WHERE user = ? AND kind = 'session'"),
  removeOtherSessionsOf: sql("DELETE FROM credential WHERE user = ? AND kind = 'session' AND hash <> ?"),
  removeAllSessions: sql("DELETE FROM credential WHERE kind = 'session' AND hash > ''"),
  expireCredentials: sql('DELETE FROM credential WHERE expires_milliseconds <= ?'),
  /** What was created since a moment also expires after it. */
  moveCredentials: sql(`UPDATE credential SET created_milliseconds = created_milliseconds + ?,
    expires_milliseconds = expires_milliseconds + ?
    WHERE expires_milliseconds > ? AND created_milliseconds >= ?`),
  /** Of all sessions that are left, those begun before the moment too. */
  moveUse: sql(`UPDATE credential SET used_milliseconds = used_milliseconds + ?
    WHERE expires_milliseconds > ? AND used_milliseconds >= ?`),
  moveProof: sql(`UPDATE credential SET proved_milliseconds = proved_milliseconds + ?
    WHERE expires_milliseconds > ? AND proved_milliseconds >= ?`),
  moveGiven: sql(`UPDATE user SET given_milliseconds = given_milliseconds + ?
    WHERE name > '' AND given_hash <> '' AND given_milliseconds >= ?`),
  endSessionsBy: sql(`UPDATE credential SET expires_milliseconds = ?
    WHERE expires_milliseconds > ? AND kind = 'session'`),
};
