import { sql } from '../sqlite/named-sql.js';

export interface StandingRow {
  readonly patient: string | null;
  readonly person: string | null;
  readonly untilMilliseconds: number | null;
}

/** Who cares for whom, each along an index. */
export const careSql = {
  factsOf: sql<{ person: string; untilMilliseconds: number }>(
    'SELECT person, until_milliseconds AS untilMilliseconds FROM care WHERE compartment = ?',
  ),
  restrictionsOf: sql<{ id: string }>(`SELECT r.fhir_id AS id FROM care c JOIN resource r ON r.id = c.resource
    WHERE c.compartment = ? AND c.person = ? AND c.until_milliseconds > ?`),
  /**
   * With whom a resource is filed: null not known, '' nobody or itself; what names a patient of its own id is that patient's. A
   * row for each thing that is known of that patient's care, or one without.
   */
  standingOf:
    sql<StandingRow>(`SELECT c.person, c.until_milliseconds AS untilMilliseconds, CASE WHEN r.compartment IS NULL THEN NULL
      WHEN r.compartment = 0 OR (p.fhir_id = r.fhir_id AND NOT EXISTS (SELECT 1 FROM type t JOIN resource o
        ON o.type = t.id AND o.fhir_id = r.fhir_id WHERE t.name = 'Patient')) THEN '' ELSE p.fhir_id END AS patient
    FROM resource r LEFT JOIN patient p ON p.id = r.compartment LEFT JOIN care c ON c.compartment = r.compartment
    WHERE r.type = ? AND r.fhir_id = ?`),
  /** How much is filed with a patient, by type. */
  counts: sql<{ type: string; count: number }>(`SELECT t.name AS type, count(*) AS count
    FROM resource r JOIN type t ON t.id = r.type WHERE r.compartment = ? AND r.deleted = 0 GROUP BY r.type`),
};
