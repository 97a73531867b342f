/** How far the hub was told of each site's audit, and where that was contradicted; at the hub (rules R5 to R9). */
export const auditAnchorSchema = `
CREATE TABLE audit_anchor (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (code),
  -- of the site's log
  epoch INTEGER NOT NULL,
  -- how many entries there were
  count INTEGER NOT NULL,
  -- the chain over them
  head BLOB NOT NULL,
  -- by the site's clock
  milliseconds INTEGER NOT NULL,
  heard_milliseconds INTEGER NOT NULL,
  -- the fingerprint of the certificate whose key signed
  certificate TEXT NOT NULL,
  signature BLOB NOT NULL,
  -- since when the site's audit is not that of this anchor any more: what was there stays proven
  ended_milliseconds INTEGER
) STRICT;
CREATE UNIQUE INDEX audit_anchor_live ON audit_anchor (site, count) WHERE ended_milliseconds IS NULL;
CREATE INDEX audit_anchor_ended ON audit_anchor (site, id) WHERE ended_milliseconds IS NOT NULL;

CREATE TABLE audit_proof (
  site TEXT PRIMARY KEY REFERENCES site (code),
  -- grows with each anchor that is taken or taken back
  serial INTEGER NOT NULL,
  -- when the site last walked its whole audit, by the hub's clock, and how many entries that were; null: never
  walked_milliseconds INTEGER,
  walked_count INTEGER NOT NULL,
  -- the first entry that did not follow from those before it; 0: none
  broken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
