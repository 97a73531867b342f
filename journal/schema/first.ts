/**
 * Migration 1. Keys are integers, so that rows stay small and new ones go to the end of their trees; a name that stands
 * in many rows is written once (`type`, `author`, `parameter`, `patient`). Change ids are 16 bytes, which sort by time.
 */
export const firstSchema = `
CREATE TABLE node (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  role TEXT NOT NULL CHECK (role IN ('site', 'hub')),
  site TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  hub_epoch INTEGER NOT NULL,
  clock_milliseconds INTEGER NOT NULL,
  clock_counter INTEGER NOT NULL,
  audit_chain BLOB NOT NULL
) STRICT;

CREATE TABLE type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE patient (id INTEGER PRIMARY KEY, fhir_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE parameter (
  id INTEGER PRIMARY KEY,
  type INTEGER NOT NULL REFERENCES type (id),
  name TEXT NOT NULL,
  UNIQUE (type, name)
) STRICT;

-- One lane of one log: the change at its end, and how far the other end has it.
CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('up', 'dn')),
  site TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  durable_seq INTEGER NOT NULL DEFAULT 0,
  safe_seq INTEGER NOT NULL DEFAULT 0,
  credit_bytes INTEGER,
  receipt_milliseconds INTEGER,
  -- What a site's hello said is at the end of its log, at the hub.
  head_seq INTEGER NOT NULL DEFAULT 0,
  UNIQUE (direction, site, epoch, lane)
) STRICT;

-- The current state of each resource. compartment: null not filed yet, 0 reference data, else the key of a patient.
CREATE TABLE resource (
  id INTEGER PRIMARY KEY,
  type INTEGER NOT NULL REFERENCES type (id),
  fhir_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_milliseconds INTEGER NOT NULL,
  compartment INTEGER,
  deleted INTEGER NOT NULL,
  -- 1 when two versions did not know of each other (rule M3)
  concurrent INTEGER NOT NULL DEFAULT 0,
  UNIQUE (type, fhir_id)
) STRICT;
CREATE INDEX resource_by_time ON resource (type, updated_milliseconds) WHERE deleted = 0;
CREATE INDEX resource_by_compartment ON resource (compartment) WHERE compartment IS NOT NULL;
CREATE INDEX resource_concurrent ON resource (type) WHERE concurrent = 1;

-- Every version, in the order in which this node received them; never changed.
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  change_id BLOB NOT NULL,
  resource INTEGER NOT NULL REFERENCES resource (id),
  author INTEGER NOT NULL REFERENCES author (id),
  origin TEXT NOT NULL,
  stamp_milliseconds INTEGER NOT NULL,
  stamp_counter INTEGER NOT NULL,
  predecessors BLOB NOT NULL,
  -- the log that brought it, and where in it
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  -- the first version of its group here
  group_start INTEGER NOT NULL,
  received_milliseconds INTEGER NOT NULL,
  -- null: a deletion
  body BLOB
) STRICT;
CREATE UNIQUE INDEX version_by_change ON version (change_id);
CREATE INDEX version_by_resource ON version (resource, stamp_milliseconds, stamp_counter);

-- The logs. version is null where the change is in dead_letter.
CREATE TABLE entry (
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  version INTEGER,
  chain BLOB NOT NULL,
  group_end INTEGER NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  stream INTEGER NOT NULL REFERENCES stream (id),
  durable_seq INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (stream, durable_seq)
) STRICT, WITHOUT ROWID;

-- Changes that could not be applied (rule P1), with all that came.
CREATE TABLE dead_letter (
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  code TEXT NOT NULL,
  received_milliseconds INTEGER NOT NULL,
  batch BLOB NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT;

-- Batches that repeat sequence numbers with another content (rule S6).
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES stream (id),
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  chain_after BLOB NOT NULL,
  received_milliseconds INTEGER NOT NULL,
  batch BLOB NOT NULL,
  UNIQUE (stream, from_seq, to_seq, chain_after)
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  milliseconds INTEGER NOT NULL,
  author INTEGER NOT NULL REFERENCES author (id),
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  -- SHA-256 over the chain before and this row: a row cannot be changed or taken out unseen
  chain BLOB NOT NULL
) STRICT;
`;

export const searchSchema = `
CREATE TABLE search_token (
  parameter INTEGER NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (parameter, code, system, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_token_of ON search_token (resource, parameter, code, system);

CREATE TABLE search_string (
  parameter INTEGER NOT NULL,
  value TEXT NOT NULL,
  exact TEXT NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (parameter, value, exact, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_string_of ON search_string (resource, parameter, value, exact);

CREATE TABLE search_reference (
  parameter INTEGER NOT NULL,
  target TEXT NOT NULL,
  type TEXT NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (parameter, target, type, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_reference_of ON search_reference (resource, parameter, target, type);

CREATE TABLE search_date (
  parameter INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (parameter, start, "end", resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_date_of ON search_date (resource, parameter, start, "end");

CREATE TABLE search_quantity (
  parameter INTEGER NOT NULL,
  value REAL NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (parameter, value, code, system, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_quantity_of ON search_quantity (resource, parameter, value, code, system);
`;

export const hubSchema = `
-- Interest of a site in a patient (rule F2).
CREATE TABLE subscription (
  patient INTEGER NOT NULL REFERENCES patient (id),
  site TEXT NOT NULL,
  PRIMARY KEY (patient, site)
) STRICT, WITHOUT ROWID;

-- How far a loop behind the commit got in the order of version.id.
CREATE TABLE progress (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  region TEXT NOT NULL,
  links TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'revoked')),
  epoch INTEGER NOT NULL,
  created_milliseconds INTEGER NOT NULL,
  seen_milliseconds INTEGER,
  seen_link TEXT,
  -- 1 when its feed holds the reference data
  reference_fed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE invite (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (code),
  proof_key TEXT NOT NULL,
  expires_milliseconds INTEGER NOT NULL,
  spent_by TEXT,
  certificate_pem TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_by_site ON invite (site);

CREATE TABLE certificate (
  fingerprint TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (code),
  given_milliseconds INTEGER NOT NULL,
  retired_milliseconds INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_by_site ON certificate (site);
`;

export const peopleSchema = `
CREATE TABLE user (
  name TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  author TEXT NOT NULL,
  disabled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('session', 'token')),
  user TEXT NOT NULL REFERENCES user (name),
  created_milliseconds INTEGER NOT NULL,
  expires_milliseconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_by_expiry ON credential (expires_milliseconds);
CREATE INDEX credential_by_user ON credential (user);
`;
