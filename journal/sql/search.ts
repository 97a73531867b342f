import { sql } from '../sqlite/named-sql.js';

/** The fixed statements of search; the others are put together in `journal/search/` and tested there. */
export const searchSql = {
  targets: sql<{ target: string; type: string }>(
    'SELECT target, type FROM search_reference INDEXED BY search_reference_of WHERE resource = ? AND parameter = ?',
  ),
  referrers: sql<{ resource: number }>(
    'SELECT resource FROM search_reference WHERE parameter = ? AND target = ? AND type = ? LIMIT ?',
  ),
};
