/**
 * The database of what links have shown. It holds nothing that a record needs, is written without an fsync of its own,
 * and is made anew when it is lost.
 */
export const telemetrySchema = `
CREATE TABLE history (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- of this file: the hub counts anew when it is another one
  name TEXT NOT NULL,
  -- the last number given in each sequence, and how far the hub has kept it
  last_decision INTEGER NOT NULL DEFAULT 0,
  last_coarse INTEGER NOT NULL DEFAULT 0,
  last_fine INTEGER NOT NULL DEFAULT 0,
  kept_decision INTEGER NOT NULL DEFAULT 0,
  kept_coarse INTEGER NOT NULL DEFAULT 0,
  kept_fine INTEGER NOT NULL DEFAULT 0,
  -- up to when samples are rolled up, by resolution
  rolled_minute INTEGER NOT NULL DEFAULT 0,
  rolled_quarter INTEGER NOT NULL DEFAULT 0,
  rolled_day INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE sample (
  site TEXT NOT NULL,
  resolution INTEGER NOT NULL,
  at_milliseconds INTEGER NOT NULL,
  link TEXT NOT NULL,
  sent INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  -- tenths of a millisecond; null where nothing answered
  trip_min INTEGER,
  trip_p25 INTEGER,
  trip_median INTEGER,
  trip_p75 INTEGER,
  trip_max INTEGER,
  bytes_up INTEGER NOT NULL,
  bytes_down INTEGER NOT NULL,
  state INTEGER NOT NULL,
  cause INTEGER NOT NULL,
  -- where it was measured: what a coarser sample is made of, and its place in the sequence that is sent
  round_trips BLOB,
  stream INTEGER,
  sequence INTEGER,
  PRIMARY KEY (site, resolution, at_milliseconds, link)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sample_sequence ON sample (stream, sequence) WHERE sequence IS NOT NULL;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  at_milliseconds INTEGER NOT NULL,
  -- where it was taken
  sequence INTEGER UNIQUE,
  -- JSON
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_time ON decision (site, at_milliseconds, id);

-- at the hub: how far the sequences of each site are kept
CREATE TABLE kept (
  site TEXT PRIMARY KEY,
  history TEXT NOT NULL,
  decisions INTEGER NOT NULL,
  coarse INTEGER NOT NULL,
  fine INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
