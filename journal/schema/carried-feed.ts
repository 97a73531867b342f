/** Feeds of an earlier hub epoch whose end their sites had not acknowledged, at the hub, and how far that is carried over. */
export const carriedFeedSchema = `
CREATE TABLE carried_feed (
  stream INTEGER PRIMARY KEY REFERENCES stream (id),
  -- the last row that is in the feed of the epoch now, or was acknowledged
  position INTEGER NOT NULL
) STRICT;
`;
