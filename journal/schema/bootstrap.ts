/** How far the hub is with giving a site back what it lost, and at a site what it was told of that. */
export const bootstrapSchema = `
CREATE INDEX subscription_by_site ON subscription (site, patient);
CREATE INDEX snapshot_of_site ON snapshot (site, urgency, rank, id);

-- At the hub. plan: its patients are put in order · essential: the summaries of those seen last · history: the rest.
CREATE TABLE bootstrap (
  site TEXT PRIMARY KEY,
  hub_epoch INTEGER NOT NULL,
  phase TEXT NOT NULL CHECK (phase IN ('plan', 'essential', 'history', 'done')),
  -- the fan-out cursor at its beginning, and a bit more: what came later comes as changes
  before INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  -- plan: the last patient; essential: the place of the last snapshot, and bytes of bodies so far
  position INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  essential_bytes INTEGER NOT NULL,
  -- where the parts end in the feed, once they are fed
  clinical_seq INTEGER,
  administrative_seq INTEGER,
  bulk_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bootstrap_under_way ON bootstrap (site) WHERE phase <> 'done';

-- A feed that is over because its receiver was lost; its rows are removed a few at a time.
CREATE TABLE retired_feed (stream INTEGER PRIMARY KEY REFERENCES stream (id)) STRICT;

-- At a site.
CREATE TABLE bootstrap_told (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  hub_epoch INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  clinical_seq INTEGER,
  administrative_seq INTEGER,
  bulk_seq INTEGER
) STRICT;
`;
