/**
 * Migration: what changed of people's accounts, until they were told (rules N24, N25), and the licences that they were last told
 * of. It stays at its node, and is in its backups.
 */
export const accountChangeSchema = `
CREATE TABLE account_change (
  id INTEGER PRIMARY KEY,
  user TEXT NOT NULL REFERENCES user (name),
  -- a word of record/accounts/account-change.ts
  kind TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  -- who did it: a FHIR reference, or carnet:operator
  author TEXT NOT NULL,
  -- of the workstation; '' where there is none
  address TEXT NOT NULL,
  -- SHA-256 of the secret of the session where it was done, hex; '' where there is none
  session TEXT NOT NULL,
  -- what its person says
  answer TEXT,
  reviewed_by TEXT,
  reviewed_milliseconds INTEGER
) STRICT;
CREATE INDEX account_change_by_user ON account_change (user, id);
CREATE INDEX account_change_denied ON account_change (id) WHERE answer = 'not-mine';

CREATE TABLE told_licence (
  user TEXT PRIMARY KEY REFERENCES user (name),
  -- JSON, as record/licence.ts reads them
  licences TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
