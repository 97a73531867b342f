/**
 * Migration: what people usually do when they sign in, their last sign-ins, and those that were unusual (rules R30 to R32). It
 * stays at its node, and is in its backups.
 */
export const signInSchema = `
CREATE TABLE sign_in_habit (
  user TEXT NOT NULL REFERENCES user (name),
  -- 'day', 'hour' (0 to 23, UTC), 'place' (an address)
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  days INTEGER NOT NULL,
  doubtful_days INTEGER NOT NULL,
  last_milliseconds INTEGER NOT NULL,
  PRIMARY KEY (user, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_habit_by_value ON sign_in_habit (kind, value);

CREATE TABLE sign_in (
  id INTEGER PRIMARY KEY,
  -- '' where wrong passwords for many accounts came from one address
  user TEXT NOT NULL,
  -- SHA-256 of the secret of its session, hex; '' where there is none
  credential TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  address TEXT NOT NULL,
  -- words, the blank between them; '' where nothing is unusual
  reasons TEXT NOT NULL,
  -- how many accounts were tried
  accounts INTEGER NOT NULL,
  -- what its person says
  answer TEXT,
  reviewed_by TEXT,
  reviewed_milliseconds INTEGER
) STRICT;
CREATE INDEX sign_in_by_user ON sign_in (user, id);
CREATE INDEX sign_in_by_credential ON sign_in (credential);
CREATE INDEX sign_in_unusual ON sign_in (id) WHERE reasons <> '';
`;
