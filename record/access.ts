import { isReferenceType } from './compartment.js';
import type { Role } from './role.js';

export type Action = 'read' | 'search' | 'create' | 'update' | 'delete' | 'history';

/** The kinds of resources that access is given by. */
export type AccessKind =
  /** Who the patient is, and their family. */
  | 'identity'
  /** When they come and came: appointments and visits. */
  | 'visit'
  /** What they have. All types that are not listed, so that a type of the future is guarded like a diagnosis. */
  | 'clinical'
  | 'prescription'
  | 'dispensing'
  | 'laboratory'
  | 'billing'
  /** Places, people who work there, agendas. */
  | 'directory'
  /** Which programs of others a node tells of what it keeps; nothing of a patient. */
  | 'notification'
  /** Words and forms that the programs bring with them. */
  | 'terminology'
  /** Numbers without names. */
  | 'aggregate'
  /** Who did what. */
  | 'trail';

const kinds: Readonly<Record<string, AccessKind>> = {
  Patient: 'identity',
  RelatedPerson: 'identity',
  Person: 'identity',
  Appointment: 'visit',
  AppointmentResponse: 'visit',
  Encounter: 'visit',
  EpisodeOfCare: 'visit',
  MedicationRequest: 'prescription',
  MedicationDispense: 'dispensing',
  DiagnosticReport: 'laboratory',
  Specimen: 'laboratory',
  Account: 'billing',
  ChargeItem: 'billing',
  Coverage: 'billing',
  Invoice: 'billing',
  HealthcareService: 'directory',
  Location: 'directory',
  Organization: 'directory',
  OrganizationAffiliation: 'directory',
  Practitioner: 'directory',
  PractitionerRole: 'directory',
  Schedule: 'directory',
  Slot: 'directory',
  Subscription: 'notification',
  MeasureReport: 'aggregate',
  AuditEvent: 'trail',
  Provenance: 'trail',
};

/** The kind of a resource type. */
export function accessKindOf(type: string): AccessKind {
  if (Object.hasOwn(kinds, type)) return kinds[type] ?? 'clinical';
  return isReferenceType(type) ? 'terminology' : 'clinical';
}

type Grant = 'look' | 'write' | 'all';

const grants: Readonly<Record<Grant, readonly Action[]>> = {
  look: ['read', 'search', 'history'],
  write: ['read', 'search', 'history', 'create', 'update'],
  all: ['read', 'search', 'history', 'create', 'update', 'delete'],
};

const care = {
  identity: 'write',
  visit: 'write',
  clinical: 'write',
  prescription: 'write',
  dispensing: 'look',
  laboratory: 'write',
  directory: 'look',
  terminology: 'look',
  trail: 'look',
} as const;

/** The one table of access: role × kind × action (rules R1, R2). What is not granted is refused. */
const table: Readonly<Record<Role, Readonly<Partial<Record<AccessKind, Grant>>>>> = {
  reception: { identity: 'write', visit: 'write', billing: 'write', directory: 'look', terminology: 'look' },
  nurse: care,
  midwife: care,
  doctor: {
    ...care,
    identity: 'all',
    visit: 'all',
    clinical: 'all',
    prescription: 'all',
    laboratory: 'all',
  },
  pharmacist: {
    identity: 'look',
    visit: 'look',
    clinical: 'look',
    prescription: 'look',
    dispensing: 'write',
    directory: 'look',
    terminology: 'look',
  },
  lab: {
    identity: 'look',
    visit: 'look',
    clinical: 'look',
    laboratory: 'write',
    directory: 'look',
    terminology: 'look',
  },
  admin: { directory: 'all', notification: 'all', terminology: 'look', aggregate: 'look' },
  ops: { directory: 'look', notification: 'all', terminology: 'look' },
  authority: { directory: 'look', terminology: 'look', aggregate: 'look' },
};

/** What single types allow beyond their kind. */
const extra: ReadonlyMap<string, Grant> = new Map([
  ['lab Observation', 'write'],
  ['pharmacist Medication', 'write'],
  ['pharmacist MedicationStatement', 'write'],
]);

/** Whether a role may do something with resources of a type; checked in one place for every way out (rule R1). */
export function mayDo(role: Role, type: string, action: Action): boolean {
  const ofType = extra.get(`${role} ${type}`);
  const ofKind = table[role][accessKindOf(type)];
  return [ofType, ofKind].some((grant) => grant !== undefined && grants[grant].includes(action));
}
