import { sql } from '../sqlite/named-sql.js';

export const healthIdSql = {
  read: sql<{ serial: number }>('SELECT serial FROM health_id WHERE id = 1'),
  keep: sql('UPDATE health_id SET serial = ? WHERE id = 1'),
  isTaken: sql<{ resource: number }>(
    'SELECT resource FROM search_token WHERE parameter = ? AND code = ? AND system = ? LIMIT 1',
  ),
};
