/**
 * Migration: who opened whose record without a relationship, why, and what came of it (rule R27). Nothing of the record stands
 * here. It stays at its node, and is in its backups.
 */
export const brokenGlassSchema = `
CREATE TABLE broken_glass (
  id INTEGER PRIMARY KEY,
  -- the session that it is good for
  credential TEXT NOT NULL,
  author TEXT NOT NULL,
  display_name TEXT NOT NULL,
  patient TEXT NOT NULL,
  reason TEXT NOT NULL,
  began_milliseconds INTEGER NOT NULL,
  until_milliseconds INTEGER NOT NULL,
  -- how many entries the audit had then
  audit_count INTEGER NOT NULL,
  verdict TEXT,
  reviewed_by TEXT,
  reviewed_milliseconds INTEGER
) STRICT;
CREATE INDEX broken_glass_by_credential ON broken_glass (credential, until_milliseconds);
CREATE INDEX broken_glass_by_patient ON broken_glass (patient, id);
CREATE INDEX broken_glass_waiting ON broken_glass (id) WHERE verdict IS NULL;
`;
