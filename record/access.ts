import { isReferenceType } from './compartment.js';
import type { Role } from './role.js';

/** What may be done with a resource; `link` says of two patients' records that they are one person's, or takes that back. */
export type Action = 'read' | 'search' | 'create' | 'update' | 'delete' | 'history' | 'link';

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
  /** Where a record comes from. */
  | 'trail'
  /** Who did what at this node, and when; of patients it names references only (rule R63). */
  | 'audit';

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
  AuditEvent: 'audit',
  Provenance: 'trail',
};

/** The kind of a resource type. */
export function accessKindOf(type: string): AccessKind {
  if (Object.hasOwn(kinds, type)) return kinds[type] ?? 'clinical';
  return isReferenceType(type) ? 'terminology' : 'clinical';
}

type Grant = 'look' | 'write' | 'write-and-link' | 'all';

const grants: Readonly<Record<Grant, readonly Action[]>> = {
  look: ['read', 'search', 'history'],
  write: ['read', 'search', 'history', 'create', 'update'],
  'write-and-link': ['read', 'search', 'history', 'create', 'update', 'link'],
  all: ['read', 'search', 'history', 'create', 'update', 'delete', 'link'],
};

/** What must hold beside the grant, of the resource or of who asks. */
export type Condition =
  /** It bears no label of `isConfidential`; for every action, and for what is written (rule R22). */
  | 'not-confidential'
  /** Who asks cares for its patient; for every action, and for what is written (rule R25). */
  | 'care'
  /** A licence that they have is not over; for what changes something (rule R24). */
  | 'licence-valid';

/** A grant with what must hold; nothing where it is always good. */
interface Entry {
  readonly grant: Grant;
  readonly when: readonly Condition[];
}

type Row = Readonly<Partial<Record<AccessKind, Entry>>>;

function always(grant: Grant): Entry {
  return { grant, when: [] };
}

function when(grant: Grant, ...conditions: readonly Condition[]): Entry {
  return { grant, when: conditions };
}

const midwife = {
  identity: always('write'),
  visit: when('write', 'care'),
  clinical: when('write', 'care'),
  prescription: when('write', 'care', 'licence-valid'),
  dispensing: when('look', 'care'),
  laboratory: when('write', 'care'),
  directory: always('look'),
  terminology: always('look'),
  trail: when('look', 'care'),
} as const satisfies Row;

const doctor = {
  ...midwife,
  identity: always('all'),
  visit: when('all', 'care'),
  clinical: when('all', 'care'),
  prescription: when('all', 'care', 'licence-valid'),
  laboratory: when('all', 'care'),
} as const satisfies Row;

/** The one table of access: role × kind × action × condition (rules R1, R2, R21). What is not granted is refused. */
const table: Readonly<Record<Role, Row>> = {
  reception: {
    identity: always('write'),
    visit: always('write'),
    billing: always('write'),
    directory: always('look'),
    terminology: always('look'),
  },
  nurse: {
    ...midwife,
    visit: when('write', 'not-confidential', 'care'),
    clinical: when('write', 'not-confidential', 'care'),
    prescription: when('write', 'not-confidential', 'care', 'licence-valid'),
    dispensing: when('look', 'not-confidential', 'care'),
    laboratory: when('write', 'not-confidential', 'care'),
    trail: when('look', 'not-confidential', 'care'),
  },
  midwife,
  doctor,
  // The chief doctor of a hospital sees no more than another doctor; what they do beside that is a duty.
  chief: doctor,
  // An order is written of who is cared for here, or comes with a referral; whoever brings one to the counter checks in.
  pharmacist: {
    identity: always('look'),
    visit: when('look', 'care'),
    clinical: when('look', 'care'),
    prescription: when('look', 'care'),
    dispensing: when('write', 'care'),
    directory: always('look'),
    terminology: always('look'),
  },
  lab: {
    identity: always('look'),
    visit: when('look', 'care'),
    clinical: when('look', 'care'),
    laboratory: when('write', 'care'),
    directory: always('look'),
    terminology: always('look'),
  },
  admin: {
    directory: always('all'),
    notification: always('all'),
    terminology: always('look'),
    aggregate: always('look'),
    audit: always('look'),
  },
  ops: { directory: always('look'), notification: always('all'), terminology: always('look') },
  authority: { directory: always('look'), terminology: always('look'), aggregate: always('look') },
};

/** What single types allow beyond their kind. */
const extra: ReadonlyMap<string, Entry> = new Map([
  ['reception Patient', always('write-and-link')],
  ['lab Observation', when('write', 'care')],
  ['pharmacist Medication', always('write')],
  ['pharmacist MedicationStatement', when('write', 'care')],
]);

/**
 * What must hold for a role to do something with a resource of a type; `undefined` where it never may. Checked in one place
 * for every way out (rule R1).
 */
export function conditionsOf(role: Role, type: string, action: Action): readonly Condition[] | undefined {
  const entries = [extra.get(`${role} ${type}`), table[role][accessKindOf(type)]];
  const entry = entries.find((each) => each !== undefined && grants[each.grant].includes(action));
  return entry?.when.filter((condition) => condition !== 'licence-valid' || changing.includes(action));
}

const changing: readonly Action[] = ['create', 'update', 'delete', 'link'];

/** Whether a role may do something with resources of a type, be it with some of them only. */
export function mayDo(role: Role, type: string, action: Action): boolean {
  return conditionsOf(role, type, action) !== undefined;
}

/** The resources of a type that somebody may do something with. */
export type Reach =
  | 'all'
  /** Those of which the conditions of the grant hold. */
  | 'in-part'
  /** Those of one patient. */
  | 'compartment'
  | 'none';

/**
 * The resources of a type that a role may do something with, by the conditions on resources.
 * @param held conditions that hold of all there is
 */
export function reachOfRole(role: Role, type: string, action: Action, held: readonly Condition[] = []): Reach {
  const conditions = conditionsOf(role, type, action);
  if (conditions === undefined) return 'none';
  return conditions.some((each) => isOfRecords(each) && !held.includes(each)) ? 'in-part' : 'all';
}

function isOfRecords(condition: Condition): boolean {
  return condition === 'not-confidential' || condition === 'care';
}

/** Who receives patients: an arrival that they write makes the relationship that others need (rule R26). */
export function receivesPatients(role: Role): boolean {
  return role === 'reception' || role === 'nurse' || role === 'midwife';
}

/** Who treats patients, and may open the record of one whom they do not care for (rule R27). */
export function mayBreakGlass(role: Role): boolean {
  return role === 'doctor' || role === 'chief' || role === 'midwife' || role === 'nurse';
}

/** What is nobody's record, and yet not everybody's to do. */
export type Duty =
  /** To judge, afterwards, records that were opened without a relationship (rule R28). */
  | 'review-openings'
  /** To write down that a patient restricts the use of their record, or does so no more (rule R36). */
  | 'restrict-use'
  /** To hand a patient the copy of all that is kept of them (rule R37). */
  | 'copy-record'
  /** The same of a record that its patient restricts, which nobody cares for any more (rule R35). */
  | 'copy-restricted-record'
  /** To write down that a patient wants something in their record put right (rule R39). */
  | 'note-rectification'
  /** To say what became of that. */
  | 'answer-rectification'
  /** To approve of an account that somebody else made, or of another role (rule N27). */
  | 'approve-accounts';

const duties: Readonly<Record<Duty, readonly Role[]>> = {
  'review-openings': ['admin', 'chief'],
  'restrict-use': ['reception', 'nurse', 'midwife', 'doctor', 'chief'],
  'copy-record': ['doctor', 'chief'],
  'copy-restricted-record': ['chief'],
  'note-rectification': ['reception', 'nurse', 'midwife', 'doctor', 'chief'],
  'answer-rectification': ['reception', 'doctor', 'chief'],
  'approve-accounts': ['admin', 'chief'],
};

/** All duties that there are. */
export const allDuties = Object.keys(duties) as readonly Duty[];

export function hasDuty(role: Role, duty: Duty): boolean {
  return duties[duty].includes(role);
}

/** Who has a duty, for who prints the table. */
export function rolesWith(duty: Duty): readonly Role[] {
  return duties[duty];
}

/** All kinds, for who prints the table. */
export const accessKinds: readonly AccessKind[] = [
  ...['identity', 'visit', 'clinical', 'prescription', 'dispensing', 'laboratory'],
  ...['billing', 'directory', 'notification', 'terminology', 'aggregate', 'trail', 'audit'],
] as const satisfies readonly AccessKind[];
