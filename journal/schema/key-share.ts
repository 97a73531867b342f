/** At the hub: its shares of the keys of sites, each of one slot; what is removed here opens nothing any more. */
export const keyShareSchema = `
CREATE TABLE key_share (
  site TEXT NOT NULL REFERENCES site (code),
  -- the id of the slot at the site
  slot TEXT NOT NULL,
  share BLOB NOT NULL,
  made_milliseconds INTEGER NOT NULL,
  PRIMARY KEY (site, slot)
) STRICT, WITHOUT ROWID;
`;
