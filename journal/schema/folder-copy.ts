/** What a hub's folder is made from when only a backup of its database is left; see `FolderCopyStore`. */
export const folderCopySchema = {
  site: '',
  hub: `
CREATE TABLE folder_copy (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- JSON, raw deflate (RFC 1951)
  content BLOB NOT NULL
) STRICT;
`,
};
