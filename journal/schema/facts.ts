/** What sites say of their boxes, the newest of each; at the hub. */
export const factsSchema = `
CREATE TABLE site_facts (
  site TEXT PRIMARY KEY REFERENCES site (code),
  -- JSON, without anything of a patient
  facts TEXT NOT NULL,
  heard_milliseconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
