import { sql } from '../sqlite/named-sql.js';

export const maintenanceSql = {
  copyTo: sql('VACUUM INTO ?'),
};
