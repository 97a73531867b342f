/** Keys of people (WebAuthn) that count as second factor. What is kept of one is public; the key itself leaves its device never. */
export const securityKeySchema = `
CREATE TABLE security_key (
  -- the credential id, base64url
  id TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES user (name),
  -- as its person calls it
  name TEXT NOT NULL,
  -- COSE_Key (RFC 9052)
  public_key BLOB NOT NULL,
  -- the name of this node that it was made for: it answers to no other
  host TEXT NOT NULL,
  sign_count INTEGER NOT NULL,
  -- how it can be reached, separated by spaces
  transports TEXT NOT NULL,
  -- 1: it asked who holds it, when it was made
  verifies INTEGER NOT NULL,
  added_milliseconds INTEGER NOT NULL,
  -- null: never since
  used_milliseconds INTEGER,
  -- when its count did not rise; null: it never happened
  copied_milliseconds INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX security_key_user ON security_key (user, added_milliseconds);
`;
