/** What people prove themselves by besides their password, what is offered to them, and their recovery codes as hashes. */
export const secondFactorSchema = `
CREATE TABLE second_factor (
  user TEXT PRIMARY KEY REFERENCES user (name),
  secret BLOB NOT NULL,
  taken_milliseconds INTEGER NOT NULL,
  -- the newest half minute since 1970 whose code was taken
  step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE second_factor_offer (
  user TEXT PRIMARY KEY REFERENCES user (name),
  hash TEXT NOT NULL UNIQUE,
  secret BLOB NOT NULL,
  expires_milliseconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
  user TEXT NOT NULL REFERENCES user (name),
  hash TEXT NOT NULL,
  used_milliseconds INTEGER,
  PRIMARY KEY (user, hash)
) STRICT, WITHOUT ROWID;
`;
