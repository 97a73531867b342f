/**
 * What the rows of the search index are made by. Raised with each change of `record/` that makes other rows of a resource
 * that is here already: a site then makes its rows again behind its work (rule J20), the hub its search file (rule J6).
 */
export const searchRowsVersion = 5;

/** Composites: a code, and what the other half of the pair compares by, in the order of the columns of its own table. */
export const searchPairTable = `
CREATE TABLE search_pair (
  parameter INTEGER NOT NULL,
  code TEXT NOT NULL,
  system TEXT NOT NULL,
  other_1 ANY NOT NULL,
  other_2 ANY NOT NULL,
  other_3 TEXT NOT NULL,
  resource INTEGER NOT NULL,
  PRIMARY KEY (parameter, code, system, other_1, other_2, other_3, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_pair_of ON search_pair (resource, parameter, code, system);
`;

/** Migration: the table of composites, and how far the rows of a site are of this program. The hub's lie in a file of their own. */
export const searchPairSchema = {
  site: `${searchPairTable}
-- The rows of every version up to the cursor are made by this format. parameter_max: what had a name before it.
CREATE TABLE search_built (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  parameter_max INTEGER NOT NULL
) STRICT;
INSERT INTO search_built (id, format, cursor, parameter_max) VALUES (1, 0, 0, 0);
`,
  hub: '',
} as const;
