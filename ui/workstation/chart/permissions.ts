import { conditionsOf, mayDo } from '../../../record/access.js';
import type { Role } from '../../../record/role.js';

/** Which of the chart's forms a role may open; the server decides again at each write. */
export interface Permissions {
  readonly visit: boolean;
  readonly prescribe: boolean;
  /** Whether a prescription may be made confidential: by those who still see it then. */
  readonly prescribeConfidentially: boolean;
  readonly allergy: boolean;
  readonly changeAllergy: boolean;
  readonly refer: boolean;
  readonly edit: boolean;
}

export function permissionsOf(role: Role): Permissions {
  return {
    visit: mayDo(role, 'Encounter', 'create') && mayDo(role, 'Observation', 'create'),
    prescribe: mayDo(role, 'MedicationRequest', 'create'),
    prescribeConfidentially: conditionsOf(role, 'MedicationRequest', 'create')?.includes('not-confidential') === false,
    allergy: mayDo(role, 'AllergyIntolerance', 'create'),
    changeAllergy: mayDo(role, 'AllergyIntolerance', 'update'),
    refer: mayDo(role, 'ServiceRequest', 'create'),
    edit: mayDo(role, 'Patient', 'update'),
  };
}
