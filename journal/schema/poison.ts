/** What becomes of changes that could not be applied, and what the other end refused of what was written here. */
export const poisonSchema = `
-- null in rows of before: those are read again at the next upgrade all the same
ALTER TABLE dead_letter ADD COLUMN change_id BLOB;
-- 1 when it has been applied since
ALTER TABLE dead_letter ADD COLUMN mended INTEGER NOT NULL DEFAULT 0;
-- 1 when who wrote it has said that it knows
ALTER TABLE dead_letter ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX dead_letter_open ON dead_letter (stream, seq, code) WHERE mended = 0;
CREATE INDEX dead_letter_by_change ON dead_letter (change_id) WHERE mended = 0;
CREATE INDEX dead_letter_untold ON dead_letter (stream, seq) WHERE confirmed = 0;

CREATE TABLE refused (
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  code TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- The program that last tried all dead letters again.
CREATE TABLE replayed (id INTEGER PRIMARY KEY CHECK (id = 1), software TEXT NOT NULL) STRICT;
`;
