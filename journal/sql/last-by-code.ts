import { sql } from '../sqlite/named-sql.js';

/** The statements of `Observation/$lastn`, beside the search that it begins with. */
export const lastByCodeSql = {
  codes: sql<{ system: string; code: string }>(`SELECT system, code FROM search_token INDEXED BY search_token_of
    WHERE resource = ? AND parameter = ?`),
};
