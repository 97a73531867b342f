/**
 * When a session was last used and its person last proved who they are, the wrong PINs in it since, and what people come back
 * to a locked session by. A session of an earlier program is taken for one that nobody has used: it is locked.
 */
export const sessionLockSchema = `
ALTER TABLE credential ADD COLUMN used_milliseconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credential ADD COLUMN proved_milliseconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credential ADD COLUMN pin_misses INTEGER NOT NULL DEFAULT 0;

CREATE TABLE pin (
  user TEXT PRIMARY KEY REFERENCES user (name),
  hash TEXT NOT NULL,
  chosen_milliseconds INTEGER NOT NULL,
  -- wrong ones in a row, in whichever session
  misses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
