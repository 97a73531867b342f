import { sql } from '../sqlite/named-sql.js';

export const givenProfilesSql = {
  read: sql<{ content: Buffer }>('SELECT content FROM given_profiles WHERE id = 1'),
  keep: sql(`INSERT INTO given_profiles (id, content) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET content = excluded.content`),
};
