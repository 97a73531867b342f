import { isReferenceType } from '../compartment.js';
import { alive, criticality, raised, type SafetyRank, severity, standing } from './safety-rank.js';
import type { StateMachine } from './state-machine.js';
import { machines } from './states.js';

/** The group of all that makes up a fact. */
export const contentGroup = 'content';

/** The classes of kinds: what they have in common is how two versions of one become one (rules M6–M10). */
export type MergeClass = 'demographics' | 'add-wins' | 'event' | 'state-machine' | 'other';

/** An element whose values are ordered by caution. */
export interface RankedElement {
  readonly rank: SafetyRank;
  /** Whether any edit made apart keeps the cautious value, and not only another value of the same element. */
  readonly againstAnyEdit: boolean;
}

/** How two versions of a resource that did not know of each other become one. */
export interface MergeRule {
  readonly class: MergeClass;
  /** Elements that only make sense together, by the name of their group: they are taken from one version. */
  readonly together: Readonly<Record<string, readonly string[]>>;
  /** Whether all other elements than those of {@link apart} are one such group, named `content`. */
  readonly whole: boolean;
  readonly ranked: Readonly<Record<string, RankedElement>>;
  readonly states?: StateMachine;
  /** Whether an end that was set apart from an edit of the content needs a person's word. */
  readonly endAsked: boolean;
  /** The elements that a person is asked about when they differ; of the others the latest stands. */
  readonly asked: 'all' | readonly string[];
  readonly deletionAsked: boolean;
  readonly priority: 'urgent' | 'routine';
}

/** Elements that accompany the content: never a question to a person, and never part of `content`. */
export const accompanying: ReadonlySet<string> = new Set([
  ...['meta', 'text', 'language', 'implicitRules', 'recorder', 'recordedDate', 'authoredOn', 'lastModified'],
]);
/** What a fact keeps beside its content: its state, and lists that grow. */
const besideContent: ReadonlySet<string> = new Set([
  ...['identifier', 'note', 'extension', 'status', 'statusReason', 'relatesTo'],
]);
/** What is the same in all versions of a resource. */
const naming: ReadonlySet<string> = new Set(['id', 'resourceType']);

const plain = { together: {}, whole: false, ranked: {}, endAsked: false } as const;

const directory: MergeRule = {
  ...plain,
  ...{ class: 'demographics', asked: [], deletionAsked: false, priority: 'routine' },
};
const person: MergeRule = {
  ...directory,
  ranked: { deceased: { rank: alive, againstAnyEdit: false } },
  // Who it is: an error here joins or parts the records of two people.
  asked: ['birthDate', 'gender', 'deceased', 'identifier', 'link'],
  deletionAsked: true,
};
const addWins: MergeRule = {
  ...plain,
  ...{ class: 'add-wins', asked: 'all', deletionAsked: true, priority: 'routine' },
  together: { clinicalStatus: ['clinicalStatus', 'verificationStatus', 'abatement'] },
  ranked: {
    clinicalStatus: { rank: standing, againstAnyEdit: true },
    severity: { rank: severity, againstAnyEdit: true },
  },
};
const allergy: MergeRule = {
  ...addWins,
  ranked: { ...addWins.ranked, criticality: { rank: criticality, againstAnyEdit: true } },
  priority: 'urgent',
};
const warning: MergeRule = {
  ...addWins,
  ...{ together: {}, ranked: { status: { rank: raised, againstAnyEdit: true } }, priority: 'urgent' },
};
const fact: MergeRule = {
  ...plain,
  ...{ class: 'event', whole: true, asked: 'all', deletionAsked: true, priority: 'routine' },
};
const order: MergeRule = {
  ...plain,
  ...{ class: 'state-machine', asked: 'all', deletionAsked: true, endAsked: true, priority: 'routine' },
};
const agenda: MergeRule = { ...order, asked: ['status'], deletionAsked: false, endAsked: false };
const other: MergeRule = { ...fact, class: 'other' };

const dose = ['medication', 'dosageInstruction', 'dispenseRequest', 'substitution', 'doNotPerform', 'intent'];

/** The one table of merge: the rule of each type that has one. */
const table: Readonly<Record<string, MergeRule>> = {
  Patient: person,
  Person: person,
  RelatedPerson: person,
  Practitioner: directory,
  PractitionerRole: directory,
  Organization: directory,
  OrganizationAffiliation: directory,
  Location: directory,
  HealthcareService: directory,
  AllergyIntolerance: allergy,
  Condition: addWins,
  Flag: warning,
  Observation: fact,
  DiagnosticReport: fact,
  Immunization: fact,
  Procedure: fact,
  MedicationDispense: fact,
  MedicationAdministration: fact,
  Communication: fact,
  DocumentReference: fact,
  Composition: fact,
  // A visit is written at by several people while it goes on.
  Encounter: { ...fact, whole: false },
  ServiceRequest: order,
  MedicationRequest: { ...order, together: { dosageInstruction: dose }, priority: 'urgent' },
  Task: { ...agenda, together: { owner: ['owner', 'for', 'focus'] } },
  Appointment: { ...agenda, together: { start: ['start', 'end', 'minutesDuration', 'slot'] } },
};

/** The rule of a type; a type without one keeps both versions and asks, reference data keeps the latest. */
export function mergeRuleOf(type: string): MergeRule {
  const found = Object.hasOwn(table, type) ? table[type] : undefined;
  const rule = found ?? (isReferenceType(type) ? directory : other);
  const states = Object.hasOwn(machines, type) ? machines[type] : undefined;
  return states === undefined ? rule : { ...rule, states };
}

/** The name of the group that an element is merged in, by its {@link unitNameOf}. */
export function groupOf(rule: MergeRule, unit: string): string {
  for (const [group, units] of Object.entries(rule.together)) if (units.includes(unit)) return group;
  if (!rule.whole || naming.has(unit) || accompanying.has(unit)) return unit;
  return rule.class === 'event' && besideContent.has(unit) ? unit : contentGroup;
}

/** Whether a person is asked when values of a group that were set apart differ. */
export function isAsked(rule: MergeRule, group: string): boolean {
  if (accompanying.has(group) || naming.has(group)) return false;
  return rule.asked === 'all' || rule.asked.includes(group);
}
