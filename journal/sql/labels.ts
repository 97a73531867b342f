import { sql } from '../sqlite/named-sql.js';

/** The statements of `$meta` of a type. */
export const labelSql = {
  /** The next value of a parameter behind another: one look into the index for each value, however many resources have it. */
  next: sql<{ system: string; code: string }>(`SELECT code, system FROM search_token
    WHERE parameter = ? AND (code, system) > (?, ?) ORDER BY code, system LIMIT 1`),
  /** Whether a current version has a value, where rows may be of an older one (rule J5). */
  fresh: sql<{ found: number }>(`SELECT 1 AS found FROM search_token s
    CROSS JOIN search_indexed i ON i.resource = s.resource CROSS JOIN resource r ON r.id = i.resource
    WHERE s.parameter = ? AND s.code = ? AND s.system = ? AND r.deleted = 0 AND r.version = i.version LIMIT 1`),
};
