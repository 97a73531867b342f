import { sql } from '../sqlite/named-sql.js';

/** The fixed statements of search; the others are put together in `journal/search/` and tested there. */
export const searchSql = {
  referrers: sql<{ resource: number }>(
    'SELECT resource FROM search_reference WHERE parameter = ? AND target = ? AND type = ? LIMIT ?',
  ),
  /** The same where rows may be of an older version than the current one. */
  freshReferrers: sql<{ resource: number }>(`SELECT s.resource FROM search_reference s
    CROSS JOIN search_indexed i ON i.resource = s.resource CROSS JOIN resource r ON r.id = i.resource
    WHERE s.parameter = ? AND s.target = ? AND s.type = ? AND r.version = i.version LIMIT ?`),
};
