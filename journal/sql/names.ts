import { sql } from '../sqlite/named-sql.js';

interface Key {
  readonly id: number;
}

/** Names that are written once and stand in rows as integers. */
export const namesSql = {
  findType: sql<Key>('SELECT id FROM type WHERE name = ?'),
  addType: sql('INSERT INTO type (name) VALUES (?)'),
  findAuthor: sql<Key>('SELECT id FROM author WHERE name = ?'),
  addAuthor: sql('INSERT INTO author (name) VALUES (?)'),
  findPatient: sql<Key>('SELECT id FROM patient WHERE fhir_id = ?'),
  addPatient: sql('INSERT INTO patient (fhir_id) VALUES (?)'),
  findParameter: sql<Key>('SELECT id FROM parameter WHERE type = ? AND name = ?'),
  addParameter: sql('INSERT INTO parameter (type, name) VALUES (?, ?)'),
  patientOf: sql<{ fhirId: string }>('SELECT fhir_id AS fhirId FROM patient WHERE id = ?'),
};
