/** Backups that are complete, the last one at the end. */
export const backupSchema = `
CREATE TABLE backup (
  id INTEGER PRIMARY KEY,
  milliseconds INTEGER NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
`;
