/** What people of a site asked the hub for, and the copies that they got of patients whom the site has no interest in. */
export const remoteSchema = `
CREATE TABLE remote_request (
  id TEXT PRIMARY KEY,
  author TEXT NOT NULL,
  role TEXT NOT NULL,
  purpose TEXT NOT NULL,
  -- JSON of what is asked, and of the answer
  ask TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'answered', 'refused')),
  answer TEXT,
  asked_milliseconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_request_by_state ON remote_request (state, asked_milliseconds);
CREATE INDEX remote_request_by_author ON remote_request (author, asked_milliseconds);
CREATE INDEX remote_request_by_time ON remote_request (asked_milliseconds);

CREATE TABLE remote_copy (
  patient INTEGER PRIMARY KEY REFERENCES patient (id),
  -- the hub's time at what the copy holds
  as_of_milliseconds INTEGER NOT NULL,
  -- where in the feed of which hub epoch the summary (lane 0) and the record (lane 2) end; null: not known yet
  hub_epoch INTEGER NOT NULL,
  summary_seq INTEGER NOT NULL,
  complete_seq INTEGER,
  -- the question that it answers
  request TEXT NOT NULL
) STRICT;
CREATE INDEX remote_copy_unfinished ON remote_copy (patient) WHERE complete_seq IS NULL;
`;
