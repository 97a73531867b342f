import {
  carePrivacyScope,
  endlessMilliseconds,
  restrictionPerson,
  treatmentPurpose,
} from '../../record/care/care-days.js';
import { careSaid, caringTypes, moment, relationships, status, within } from './care.js';

/** What a patient forbade: `record/care/care-facts.ts` says the same of one resource. */
const restrictions = `SELECT s.resource, s.compartment, '${restrictionPerson}',
    coalesce(${moment('$.provision.period.end')}, ${endlessMilliseconds})
  FROM care_source s WHERE s.type = 'Consent' AND ${status} = 'active' AND json_extract(s.body, '$.provision.type') = 'deny'
    AND EXISTS (SELECT 1 FROM json_each(s.body, '$.scope.coding') p WHERE ${within('$.code')} = '${carePrivacyScope}')
    AND (coalesce(json_array_length(s.body, '$.provision.purpose'), 0) = 0
      OR EXISTS (SELECT 1 FROM json_each(s.body, '$.provision.purpose') p WHERE ${within('$.code')} = '${treatmentPurpose}'))`;

/**
 * Migration: that a patient restricted the use of their record stands beside who cares for them (rule R35), kept in the same way.
 * An earlier program takes it for the relationship of nobody.
 */
export const restrictionSchema = `
DROP TRIGGER care_first;
DROP TRIGGER care_next;
DROP VIEW care_said;
${careSaid([...relationships, restrictions], [...caringTypes, 'Consent'])}`;
