import { searchSchema } from './first.js';
import { searchPairTable, searchRowsVersion } from './search-pair.js';

/**
 * Migration at the hub: its search rows leave the journal for a file of their own, which is built again from the
 * journal. At a site they stay, for there they go with the commit (rule W1).
 */
export const searchFileSchema = {
  site: '',
  hub: `
DROP TABLE search_token;
DROP TABLE search_string;
DROP TABLE search_reference;
DROP TABLE search_date;
DROP TABLE search_quantity;
DROP TABLE parameter;
DELETE FROM progress WHERE name = 'index';
`,
} as const;

/** What the search file holds; a file with another number is built again. */
export const searchFileVersion = searchRowsVersion;

const searchTables = `
CREATE TABLE parameter (
  id INTEGER PRIMARY KEY,
  type INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (type, name)
) STRICT;
${searchSchema}${searchPairTable}`;

/** The same tables as the hub's connection has them for itself, in memory: for what a transaction wrote (rule J25). */
export const ownSearchTables = searchTables.replaceAll('CREATE TABLE', 'CREATE TEMPORARY TABLE');

/** The hub's search file: the tables that a site has in its journal, and how far the journal is in them (rule J5). */
export const searchFileTables = `${searchTables}
-- The version of each resource whose rows are here; a resource without one has no rows.
CREATE TABLE search_indexed (resource INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;

-- The last version that was looked at, and its change id, by which another journal is told from this one's.
CREATE TABLE search_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  change_id BLOB NOT NULL
) STRICT;
INSERT INTO search_state (id, format, cursor, change_id) VALUES (1, ${searchFileVersion}, 0, zeroblob(16));
`;
