import { sql } from '../sqlite/named-sql.js';

export interface SecondFactorRow {
  readonly user: string;
  readonly secret: Buffer;
  readonly takenMilliseconds: number;
  readonly step: number;
  readonly recoveryCodesLeft: number;
}

export interface SecondFactorOfferRow {
  readonly user: string;
  readonly hash: string;
  readonly secret: Buffer;
  readonly expiresMilliseconds: number;
}

const columns = `f.user, f.secret, f.taken_milliseconds AS takenMilliseconds, f.step,
  (SELECT count(*) FROM recovery_code r WHERE r.user = f.user AND r.used_milliseconds IS NULL) AS recoveryCodesLeft`;

export const secondFactorSql = {
  find: sql<SecondFactorRow>(`SELECT ${columns} FROM second_factor f WHERE f.user = ?`),
  list: sql<SecondFactorRow>(`SELECT ${columns} FROM second_factor f WHERE f.user > '' ORDER BY f.user`),
  put: sql('INSERT OR REPLACE INTO second_factor (user, secret, taken_milliseconds, step) VALUES (?, ?, ?, ?)'),
  remove: sql('DELETE FROM second_factor WHERE user = ?'),
  useStep: sql('UPDATE second_factor SET step = ? WHERE user = ? AND step < ?'),
  holdBack: sql("UPDATE second_factor SET step = ? WHERE user > '' AND step > ?"),
  offer: sql(
    'INSERT OR REPLACE INTO second_factor_offer (user, hash, secret, expires_milliseconds) VALUES (?, ?, ?, ?)',
  ),
  findOffer: sql<SecondFactorOfferRow>(`SELECT user, hash, secret, expires_milliseconds AS expiresMilliseconds
    FROM second_factor_offer WHERE hash = ? AND expires_milliseconds > ?`),
  removeOffer: sql('DELETE FROM second_factor_offer WHERE user = ?'),
  addRecoveryCode: sql('INSERT INTO recovery_code (user, hash) VALUES (?, ?)'),
  useRecoveryCode: sql(
    'UPDATE recovery_code SET used_milliseconds = ? WHERE user = ? AND hash = ? AND used_milliseconds IS NULL',
  ),
  countRecoveryCodes: sql<{ count: number }>(
    'SELECT count(*) AS count FROM recovery_code WHERE user = ? AND used_milliseconds IS NULL',
  ),
  removeRecoveryCodes: sql('DELETE FROM recovery_code WHERE user = ?'),
};
