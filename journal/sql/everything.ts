import { sql } from '../sqlite/named-sql.js';

/** The statements of `Patient/[id]/$everything`, each along an index in the order of the resources' keys. */
export const everythingSql = {
  /** What is filed with a patient, after a key. */
  filed: sql<{ resource: number; type: number }>(
    'SELECT id AS resource, type FROM resource WHERE compartment = ? AND id > ? AND deleted = 0 ORDER BY id LIMIT ?',
  ),
  /** What refers to a patient by a parameter, after a key; at a hub perhaps what did so before. */
  referring: sql<{ resource: number }>(`SELECT resource FROM search_reference
    WHERE parameter = ? AND target = ? AND type = 'Patient' AND resource > ? ORDER BY resource LIMIT ?`),
  /** Whether a version of a resource came here, or was written, at a time or after it. */
  came: sql<{ came: number }>(`SELECT 1 AS came FROM version WHERE resource = ? AND (received_milliseconds >= ?
    OR coalesce(merge_milliseconds, stamp_milliseconds) >= ?) LIMIT 1`),
  /** A resource that no other patient's record holds: reference data, or filed under its own id. */
  support: sql<{ resource: number }>(`SELECT r.id AS resource FROM resource r
    LEFT JOIN patient p ON p.id = r.compartment
    WHERE r.type = ? AND r.fhir_id = ? AND r.deleted = 0 AND (r.compartment = 0 OR p.fhir_id = r.fhir_id)`),
};
