/**
 * Exports that somebody asked for by FHIR: how far each is, and which resources stand in each part of its files. Nothing of a
 * resource itself is kept: its text is read from the versions again when a file is asked for.
 */
export const exportJobSchema = `
CREATE TABLE export_job (
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
  after TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX export_job_of ON export_job (author);
CREATE INDEX export_job_by_state ON export_job (state, id);

CREATE TABLE export_part (
  id INTEGER PRIMARY KEY,
  job TEXT NOT NULL REFERENCES export_job (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('output', 'deleted')),
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  -- SHA-256 of its text
  digest BLOB NOT NULL,
  -- keys of the resources, six bytes each, in the order of the lines
  resources BLOB NOT NULL
) STRICT;
CREATE INDEX export_part_of ON export_part (job, type, kind, id, lines, bytes);
`;
