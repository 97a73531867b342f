/** Migration: what the profiles of this node are made of; so a backup holds it, and a restored box checks by it. */
export const givenProfilesSchema = `
CREATE TABLE given_profiles (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- JSON, raw deflate (RFC 1951)
  content BLOB NOT NULL
) STRICT;
`;
