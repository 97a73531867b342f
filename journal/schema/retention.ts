/**
 * Migration: for how long each kind is kept where that is not the default (rule R44), and what a sweep finds its rows by. It stays
 * at its node, and is in its backups.
 */
export const retentionSchema = `
CREATE TABLE retention (
  -- a word of record/privacy/retention.ts
  kind TEXT PRIMARY KEY,
  days INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_by_time ON sign_in (milliseconds);
CREATE INDEX sign_in_habit_by_time ON sign_in_habit (last_milliseconds);
CREATE INDEX account_change_told ON account_change (milliseconds) WHERE answer IS NOT NULL;
CREATE INDEX dead_letter_mended ON dead_letter (received_milliseconds) WHERE mended = 1 AND confirmed = 1;
`;
