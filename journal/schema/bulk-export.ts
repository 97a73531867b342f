/**
 * Migration: exports of some patients and by criteria. In tables of their own, because an earlier program, brought back by an
 * upgrade that failed, would go on with them as exports of all.
 */
export const bulkExportSchema = `
CREATE TABLE bulk_export (
  id TEXT PRIMARY KEY,
  author TEXT NOT NULL,
  -- the address that it was asked with
  request TEXT NOT NULL,
  -- 1: only what is of a patient
  of_patients INTEGER NOT NULL CHECK (of_patients IN (0, 1)),
  -- JSON: names, in the order in which they are walked
  types TEXT NOT NULL,
  -- null: whenever written
  since_milliseconds INTEGER,
  -- the newest version that it shows
  through INTEGER NOT NULL,
  begun_milliseconds INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('working', 'done', 'failed')),
  -- why it failed
  code TEXT,
  ended_milliseconds INTEGER,
  -- the number of the type at hand, and the id behind which it goes on
  type INTEGER NOT NULL DEFAULT 0,
  after TEXT NOT NULL DEFAULT '',
  -- JSON: ids; null: all
  patients TEXT,
  -- JSON: criteria; null: none
  filters TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_export_of ON bulk_export (author);
CREATE INDEX bulk_export_by_state ON bulk_export (state, id);

CREATE TABLE bulk_export_part (
  id INTEGER PRIMARY KEY,
  job TEXT NOT NULL REFERENCES bulk_export (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('output', 'deleted')),
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  -- SHA-256 of its text
  digest BLOB NOT NULL,
  -- keys of the resources, six bytes each, in the order of the lines
  resources BLOB NOT NULL
) STRICT;
CREATE INDEX bulk_export_part_of ON bulk_export_part (job, type, kind, id, lines, bytes);

INSERT INTO bulk_export (id, author, request, of_patients, types, since_milliseconds, through, begun_milliseconds, state,
  code, ended_milliseconds, type, after)
  SELECT id, author, request, of_patients, types, since_milliseconds, through, begun_milliseconds, state,
    code, ended_milliseconds, type, after FROM export_job;
INSERT INTO bulk_export_part (id, job, type, kind, lines, bytes, digest, resources)
  SELECT id, job, type, kind, lines, bytes, digest, resources FROM export_part;
DELETE FROM export_job;
`;
