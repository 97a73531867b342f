import { type Lane, lane } from '../protocol/lane.js';
import { isReferenceType } from './compartment.js';
import { valuesAt } from './elements.js';
import { sitesNamedBy } from './interest.js';
import type { FhirObject } from './resource.js';

const administrativeTypes: ReadonlySet<string> = new Set([
  'Account',
  'Appointment',
  'AppointmentResponse',
  'AuditEvent',
  'ChargeItem',
  'Claim',
  'ClaimResponse',
  'Contract',
  'Coverage',
  'ExplanationOfBenefit',
  'Invoice',
  'PaymentNotice',
  'PaymentReconciliation',
]);
const urgentPriorities: ReadonlySet<unknown> = new Set(['urgent', 'asap', 'stat']);
const criticalInterpretations: ReadonlySet<unknown> = new Set(['AA', 'HH', 'LL']);

/**
 * The lane that the changes of a resource travel in (rule S3): allergies, referrals, urgent orders, critical results
 * and deaths are urgent; Binary is an attachment; reference data, appointments and bills are administrative; the rest,
 * unknown types too, is clinical. Bulk (5) is chosen by an import, control (0) never by a record.
 */
export function laneOf(value: FhirObject): Lane {
  const type = value.resourceType;
  if (isUrgent(value)) return lane.urgent;
  if (type === 'Binary') return lane.attachments;
  if (administrativeTypes.has(type) || isReferenceType(type)) return lane.administrative;
  return lane.clinical;
}

function isUrgent(value: FhirObject): boolean {
  switch (value.resourceType) {
    case 'AllergyIntolerance':
    case 'Flag':
      return true;
    case 'ServiceRequest':
    case 'Task':
      return urgentPriorities.has(value['priority']) || sitesNamedBy(value).length > 0;
    case 'Observation':
      return valuesAt(value, 'interpretation.coding.code').some((code) => criticalInterpretations.has(code));
    case 'Patient':
      return value['deceasedBoolean'] === true || typeof value['deceasedDateTime'] === 'string';
    default:
      return false;
  }
}
