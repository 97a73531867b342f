/**
 * What regional operations ordered of sites. The first two tables belong to a site, what it was ordered and what is held
 * by a person's word; the third to the hub.
 */
export const orderSchema = `
CREATE TABLE taken_order (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  -- '' where none is named
  link TEXT NOT NULL,
  -- who ordered it, as they sign in at the hub
  by_name TEXT NOT NULL,
  taken_milliseconds INTEGER NOT NULL,
  -- null: begun, and not ended
  end_state TEXT CHECK (end_state IN ('done', 'failed', 'expired')),
  -- JSON, without anything of a patient
  outcome TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_order_by_time ON taken_order (taken_milliseconds);

CREATE TABLE hold (
  kind TEXT PRIMARY KEY CHECK (kind IN ('force', 'bulk')),
  link TEXT NOT NULL,
  by_name TEXT NOT NULL,
  -- whether a person at the box said so, or operations did
  at_box INTEGER NOT NULL CHECK (at_box IN (0, 1)),
  since_milliseconds INTEGER NOT NULL,
  -- null: until somebody lifts it
  until_milliseconds INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE site_order (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (code),
  kind TEXT NOT NULL,
  link TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at_milliseconds INTEGER NOT NULL,
  -- until when it may be begun
  expires_milliseconds INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'done', 'failed', 'expired')),
  done_milliseconds INTEGER,
  outcome TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX site_order_by_site ON site_order (site, id);
CREATE INDEX site_order_open ON site_order (site, id) WHERE state IN ('waiting', 'sent');
CREATE INDEX site_order_open_by_time ON site_order (expires_milliseconds) WHERE state IN ('waiting', 'sent');
`;
