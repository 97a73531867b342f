import { sql } from '../sqlite/named-sql.js';

/** What a search reads of a resource beside its search rows; in a database in memory. */
export const thenIndexTables = `
CREATE TABLE type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE resource (
  id INTEGER PRIMARY KEY,
  type INTEGER NOT NULL,
  fhir_id TEXT NOT NULL,
  updated_milliseconds INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0
) STRICT;
`;

export const thenIndexSql = {
  addResource: sql('INSERT INTO resource (id, type, fhir_id, updated_milliseconds) VALUES (?, ?, ?, ?)'),
};
