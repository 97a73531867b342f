import { sql } from '../sqlite/named-sql.js';

export const folderCopySql = {
  read: sql<{ content: Buffer }>('SELECT content FROM folder_copy WHERE id = 1'),
  keep: sql(`INSERT INTO folder_copy (id, content) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET content = excluded.content`),
};
