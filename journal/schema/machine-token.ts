/** Tokens of machines: of each what it may do and until when, and of its secret the hash. A name is never given twice. */
export const machineTokenSchema = `
CREATE TABLE machine_token (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  author TEXT NOT NULL,
  -- as SMART App Launch 2.x writes them, divided by spaces
  scopes TEXT NOT NULL,
  -- the FHIR id of the patient whom patient/ scopes are about
  patient TEXT,
  created_milliseconds INTEGER NOT NULL,
  expires_milliseconds INTEGER NOT NULL,
  used_milliseconds INTEGER,
  revoked_milliseconds INTEGER
) STRICT;
`;
