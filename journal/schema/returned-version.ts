/** Versions that a site returned from a feed of an earlier hub epoch, at the hub: it holds them, whatever its feed says. */
export const returnedVersionSchema = `
CREATE TABLE returned_version (
  site TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (site, version)
) STRICT, WITHOUT ROWID;
`;
