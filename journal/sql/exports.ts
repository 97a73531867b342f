import { sql } from '../sqlite/named-sql.js';
import type { FamilyRow } from './versions.js';

interface ResourceRow {
  readonly resource: number;
  readonly id: string;
}

export interface ExportedTypeRow {
  readonly id: number;
  readonly name: string;
}

export const exportSql = {
  types: sql<ExportedTypeRow>('SELECT id, name FROM type ORDER BY name'),
  /** Resources of a type behind an id, in the order of their ids. */
  page: sql<ResourceRow>(
    'SELECT id AS resource, fhir_id AS id FROM resource WHERE type = ? AND fhir_id > ? ORDER BY fhir_id LIMIT ?',
  ),
  /** The same of one patient; a compartment is small. */
  pageOfPatient: sql<ResourceRow>(`SELECT id AS resource, fhir_id AS id FROM resource INDEXED BY resource_by_compartment
    WHERE compartment = ? AND type = ? AND fhir_id > ? ORDER BY fhir_id LIMIT ?`),
  /** Versions of a resource that were here at a place of this node's order. */
  familyUpTo: sql<FamilyRow>(`SELECT v.id AS key, v.change_id AS changeId, v.predecessors,
    coalesce(v.merge_milliseconds, v.stamp_milliseconds) AS stampMilliseconds,
    coalesce(v.merge_counter, v.stamp_counter) AS stampCounter
    FROM version v WHERE v.resource = ? AND v.id <= ?`),
  /** What was last said of a resource up to a place, before it was deleted. */
  lastBodyUpTo: sql<{ body: Buffer }>(`SELECT body FROM version INDEXED BY version_by_resource
    WHERE resource = ? AND id <= ? AND body IS NOT NULL ORDER BY stamp_milliseconds DESC, stamp_counter DESC LIMIT 1`),
  receivedOf: sql<{ receivedMilliseconds: number; changeId: Uint8Array }>(
    'SELECT received_milliseconds AS receivedMilliseconds, change_id AS changeId FROM version WHERE id = ?',
  ),
};
