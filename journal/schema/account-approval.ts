/**
 * Migration: accounts and roles that one person gave, and that wait for a second one (rules N26 to N28). A new account that waits is
 * disabled, too, so that an earlier program lets nobody in by it.
 */
export const accountApprovalSchema = `
CREATE TABLE account_approval (
  user TEXT PRIMARY KEY REFERENCES user (name),
  -- which they are to have
  role TEXT NOT NULL,
  -- 1 for an account that never was approved, 0 for another role of one that was
  is_new INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  made_milliseconds INTEGER NOT NULL,
  -- NULL while it waits
  refused_by TEXT,
  refused_milliseconds INTEGER
) STRICT, WITHOUT ROWID;
`;
