import { sql } from '../sqlite/named-sql.js';

/** The search index: rows of one resource come and go together. */
export const searchRowSql = {
  addToken: sql('INSERT OR IGNORE INTO search_token (parameter, code, system, resource) VALUES (?, ?, ?, ?)'),
  addString: sql('INSERT OR IGNORE INTO search_string (parameter, value, exact, resource) VALUES (?, ?, ?, ?)'),
  addReference: sql('INSERT OR IGNORE INTO search_reference (parameter, target, type, resource) VALUES (?, ?, ?, ?)'),
  addDate: sql('INSERT OR IGNORE INTO search_date (parameter, start, "end", resource) VALUES (?, ?, ?, ?)'),
  addQuantity: sql(
    'INSERT OR IGNORE INTO search_quantity (parameter, value, code, system, resource) VALUES (?, ?, ?, ?, ?)',
  ),
  removeTokens: sql('DELETE FROM search_token WHERE resource = ?'),
  removeStrings: sql('DELETE FROM search_string WHERE resource = ?'),
  removeReferences: sql('DELETE FROM search_reference WHERE resource = ?'),
  removeDates: sql('DELETE FROM search_date WHERE resource = ?'),
  removeQuantities: sql('DELETE FROM search_quantity WHERE resource = ?'),
};
