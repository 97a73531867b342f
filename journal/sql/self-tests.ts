import { sql } from '../sqlite/named-sql.js';

export interface SelfTestRow {
  readonly milliseconds: number;
  readonly results: string;
}

export const selfTestSql = {
  add: sql('INSERT INTO self_test (milliseconds, results) VALUES (?, ?)'),
  latest: sql<SelfTestRow>('SELECT milliseconds, results FROM self_test WHERE id > 0 ORDER BY id DESC LIMIT ?'),
  /** Keeps the latest: those before the one at an offset from the end go. */
  prune: sql(`DELETE FROM self_test WHERE id <=
    (SELECT id FROM self_test WHERE id > 0 ORDER BY id DESC LIMIT 1 OFFSET ?)`),
};
