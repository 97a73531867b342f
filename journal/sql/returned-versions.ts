import { sql } from '../sqlite/named-sql.js';

export const returnedVersionSql = {
  add: sql('INSERT OR IGNORE INTO returned_version (site, version) VALUES (?, ?)'),
  isOf: sql<{ version: number }>('SELECT version FROM returned_version WHERE site = ? AND version = ?'),
};
