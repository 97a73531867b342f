import { sql } from '../sqlite/named-sql.js';

/** What is confidential, counted without a look at it. */
export const confidentialSql = {
  /** How many are filed with a patient, by type. */
  ofPatient: sql<{ type: string; count: number }>(`SELECT t.name AS type, count(*) AS count
    FROM resource r JOIN type t ON t.id = r.type
    WHERE r.compartment = ? AND r.deleted = 0 AND EXISTS (SELECT 1 FROM confidential c WHERE c.resource = r.id)
    GROUP BY r.type`),
  /** Whether a resource is, or was when it was deleted. */
  isMarked: sql<{ resource: number }>(`SELECT c.resource FROM resource r JOIN confidential c ON c.resource = r.id
    WHERE r.type = ? AND r.fhir_id = ?`),
};
