import { sql } from '../sqlite/named-sql.js';

interface Count {
  readonly count: number;
}

export const countSql = {
  resources: sql<Count>('SELECT coalesce(max(id), 0) AS count FROM resource'),
  versions: sql<Count>('SELECT coalesce(max(id), 0) AS count FROM version'),
  concurrent: sql<Count>('SELECT count(*) AS count FROM resource WHERE concurrent = 1 AND type > 0'),
};
