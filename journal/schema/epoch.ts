/** Epochs, leases, and the proofs of a feed. */
export const epochSchema = `
-- At a site: where each of its epochs left an earlier one, all lanes.
CREATE TABLE fork (
  epoch INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  from_epoch INTEGER NOT NULL,
  reason TEXT NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (epoch, lane)
) STRICT, WITHOUT ROWID;

-- At a site: the hub's seal on each batch of its feed, at the last change of the batch.
CREATE TABLE seal (
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  seal BLOB NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- At the hub: the run of each site's program that speaks for it, and what the next run must present (SHA-256).
CREATE TABLE lease (
  site TEXT PRIMARY KEY REFERENCES site (code),
  boot_id TEXT NOT NULL,
  token_hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- At the hub: second copies of a site, known by the token that they will present next (SHA-256).
CREATE TABLE refused_copy (
  site TEXT NOT NULL REFERENCES site (code),
  next_hash BLOB NOT NULL,
  milliseconds INTEGER NOT NULL,
  readmitted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (site, next_hash)
) STRICT, WITHOUT ROWID;
`;
