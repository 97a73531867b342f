/**
 * The database of attachments. A chunk's key is `blob * 2^20 + index`, so that the chunks of one content lie together
 * and need no other index.
 */
export const attachmentsSchema = `
CREATE TABLE blob (
  id INTEGER PRIMARY KEY,
  -- null: it is being taken in, and its name is not known yet
  hash BLOB UNIQUE,
  bytes INTEGER NOT NULL,
  -- chunks that are here, from the first
  chunks INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  -- whether a record names it
  named INTEGER NOT NULL,
  source TEXT NOT NULL,
  asked INTEGER NOT NULL DEFAULT 0,
  at_hub INTEGER NOT NULL DEFAULT 0,
  created_milliseconds INTEGER NOT NULL
) STRICT;
CREATE INDEX blob_wanted ON blob (asked DESC, id) WHERE complete = 0 AND named = 1;
CREATE INDEX blob_unconfirmed ON blob (id) WHERE complete = 1 AND named = 1 AND at_hub = 0;
CREATE INDEX blob_unnamed ON blob (created_milliseconds) WHERE named = 0;

CREATE TABLE chunk (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
`;
