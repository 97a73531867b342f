/** Files that were brought in, how far each is, and what of the records each one wrote: to go on, and to take it back. */
export const importSchema = `
CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  -- SHA-256 over the hashes of its files, hex: the same files go on with the same import
  files_key TEXT NOT NULL,
  -- JSON: [{name, sha256}]
  files TEXT NOT NULL,
  operator TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'undoing', 'undone')),
  began_milliseconds INTEGER NOT NULL,
  moved_milliseconds INTEGER NOT NULL,
  -- the file that is being read, and how many of its resources are settled
  file INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  -- how many changes it has written
  changes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX import_open ON import (files_key) WHERE state = 'open';

CREATE TABLE import_change (
  import INTEGER NOT NULL REFERENCES import (id),
  number INTEGER NOT NULL,
  resource INTEGER NOT NULL REFERENCES resource (id),
  version INTEGER NOT NULL,
  -- what the resource showed before; null: nothing
  before BLOB,
  -- 0 to 3: what others lean on is taken back after them
  rank INTEGER NOT NULL,
  -- how it was taken back; null: not yet
  outcome TEXT CHECK (outcome IN ('deleted', 'restored', 'changed-since', 'in-use')),
  PRIMARY KEY (import, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_change_of ON import_change (import, resource, number);
CREATE INDEX import_change_open ON import_change (import, rank, number) WHERE outcome IS NULL;

CREATE TABLE import_refusal (
  import INTEGER NOT NULL REFERENCES import (id),
  file INTEGER NOT NULL,
  position INTEGER NOT NULL,
  -- JSON: {line, code, issues}
  refusal TEXT NOT NULL,
  PRIMARY KEY (import, file, position)
) STRICT, WITHOUT ROWID;
`;
