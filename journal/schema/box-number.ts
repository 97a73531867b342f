/** At the hub: which box numbers the one-time codes of each site have carried; what a later box must not repeat (rule E30). */
export const boxNumberSchema = `
CREATE TABLE box_number (
  site TEXT NOT NULL,
  number INTEGER NOT NULL,
  hub_epoch INTEGER NOT NULL,
  -- Counts up at each site: which was given longest ago.
  given INTEGER NOT NULL,
  invite TEXT,
  PRIMARY KEY (site, number)
) STRICT, WITHOUT ROWID;
`;
