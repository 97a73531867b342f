/** What a site is to be given of a compartment besides the changes, at the hub; and what it was given ahead of that. */
export const snapshotsSchema = `
CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  compartment INTEGER NOT NULL,
  -- versions up to this one are at the site already; 0: none
  since INTEGER NOT NULL,
  -- versions from this one on come with the changes
  before INTEGER NOT NULL,
  -- 1: with what the site itself wrote
  own INTEGER NOT NULL,
  -- null: each version in its own lane
  lane INTEGER,
  -- the order in which snapshots are fed: lower first
  urgency INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  -- the last resource that is fed
  position INTEGER NOT NULL
) STRICT;
CREATE INDEX snapshot_by_turn ON snapshot (urgency, rank, id);
CREATE INDEX snapshot_by_site ON snapshot (site, compartment);

-- Versions that a site was fed before the turn of their snapshot.
CREATE TABLE fed_ahead (
  site TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (site, version)
) STRICT, WITHOUT ROWID;

-- Patients that a site fetched without an interest: its copy holds the versions up to this one, by the feed of this epoch.
CREATE TABLE copied (
  site TEXT NOT NULL,
  patient INTEGER NOT NULL REFERENCES patient (id),
  version INTEGER NOT NULL,
  hub_epoch INTEGER NOT NULL,
  PRIMARY KEY (site, patient)
) STRICT, WITHOUT ROWID;
`;
