/** A site's own keys for health cards, private halves and all: the database is encrypted, and its backups are. */
export const cardKeySchema = `
CREATE TABLE card_key (
  id INTEGER PRIMARY KEY,
  kid TEXT NOT NULL UNIQUE,
  private_key_pem TEXT NOT NULL,
  since_milliseconds INTEGER NOT NULL,
  until_milliseconds INTEGER NOT NULL
) STRICT;
`;
