/**
 * Erasures by order of law (rules W10 to W14): what was ordered, whom and what it closed, and what is left of a body. An
 * earlier program writes this as it wrote before until there is one; from then on it may not open the database (rule W14).
 */
export const erasureSchema = `
-- SHA-256 of the canonical body, 32 bytes, where the body was destroyed; body is null then, as of a deletion.
ALTER TABLE version ADD COLUMN body_digest BLOB;

CREATE TABLE erasure (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  reason TEXT NOT NULL,
  -- the decision that it rests on, as its office names it
  reference TEXT NOT NULL,
  -- who ordered it, as they sign in at the hub
  by_name TEXT NOT NULL,
  author TEXT NOT NULL,
  -- JSON of what it names: {patient?, resources}
  scope TEXT NOT NULL,
  -- the word of the hub's authority, where it came from elsewhere; else ''
  seal TEXT NOT NULL,
  ordered_milliseconds INTEGER NOT NULL,
  carried_milliseconds INTEGER NOT NULL,
  resources INTEGER NOT NULL,
  versions INTEGER NOT NULL,
  set_aside INTEGER NOT NULL,
  -- null: what it destroyed may still stand in the write-ahead log or in the search file
  settled_milliseconds INTEGER
) STRICT;
CREATE INDEX erasure_unsettled ON erasure (key) WHERE settled_milliseconds IS NULL;

-- At a hub: which site has carried it out and settled it.
CREATE TABLE erasure_confirmed (
  erasure INTEGER NOT NULL REFERENCES erasure (key),
  site TEXT NOT NULL REFERENCES site (code),
  at_milliseconds INTEGER NOT NULL,
  PRIMARY KEY (erasure, site)
) STRICT, WITHOUT ROWID;

-- Resources that take no body any more, here or not, in the order in which they were closed.
CREATE TABLE erased_resource (
  key INTEGER PRIMARY KEY,
  type INTEGER NOT NULL REFERENCES type (id),
  fhir_id TEXT NOT NULL,
  erasure INTEGER NOT NULL REFERENCES erasure (key),
  UNIQUE (type, fhir_id)
) STRICT;

-- Patients whose record is closed: what comes to be filed with one has no body either.
CREATE TABLE erased_patient (
  patient INTEGER PRIMARY KEY REFERENCES patient (id),
  erasure INTEGER NOT NULL REFERENCES erasure (key)
) STRICT;

-- Contents (rule A1) that only erased records named, SHA-256. null: they may still be in the file of contents.
CREATE TABLE erased_content (
  hash BLOB PRIMARY KEY,
  erasure INTEGER NOT NULL REFERENCES erasure (key),
  destroyed_milliseconds INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_content_due ON erased_content (hash) WHERE destroyed_milliseconds IS NULL;

CREATE INDEX import_change_by_resource ON import_change (resource) WHERE before IS NOT NULL;
`;
