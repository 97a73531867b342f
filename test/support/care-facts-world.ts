import type { SeededRandom } from './seeded-random.js';

type Resource = { resourceType: string; id: string; [element: string]: unknown };

export const treatingRoles = ['nurse', 'midwife', 'doctor', 'chief', 'pharmacist', 'lab'] as const;
export type TreatingRole = (typeof treatingRoles)[number];

/** What makes a relationship with a patient, or does not, as a person would tell it. */
type Story =
  | { readonly kind: 'nothing' }
  /** They came, stayed or were sent here so many days ago. */
  | { readonly kind: 'came' | 'stays' | 'referred'; readonly daysAgo: number }
  /** They are not yet here, went to another hospital, or it was written in error. */
  | { readonly kind: 'planned' | 'in-error' | 'referred-elsewhere' }
  | { readonly kind: 'team' | 'practitioner'; readonly role: TreatingRole };

export interface ToldPatient {
  readonly id: string;
  readonly story: Story;
  /** The patient, what makes the relationship, and one resource of each kind. */
  readonly resources: readonly Resource[];
}

/** Types of every kind that hangs on the relationship. */
export const caredTypes = [
  ...['Encounter', 'Condition', 'Observation', 'AllergyIntolerance', 'MedicationRequest', 'MedicationDispense'],
  ...['DiagnosticReport', 'Specimen', 'Provenance'],
] as const;

/** Whether somebody treats a patient, by the rule as people read it (rule R25): the naive reference of these tests. */
export function isTreatedBy(role: TreatingRole, { story }: ToldPatient): boolean {
  switch (story.kind) {
    case 'came':
    case 'referred':
      return story.daysAgo < 90;
    case 'stays':
      return story.daysAgo < 366;
    case 'team':
    case 'practitioner':
      return story.role === role;
    default:
      return false;
  }
}

/** Patients whom an import brought, each with a story of their own. */
export function tellPatients(random: SeededRandom, count: number, nowMilliseconds: number): readonly ToldPatient[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `p${index}`;
    const story = tellStory(random);
    const patient = { resourceType: 'Patient', id, name: [{ family: `Family${index}` }] };
    const doctor = story.kind === 'practitioner' && [{ reference: `Practitioner/${story.role}` }];
    const resources = [{ ...patient, ...(doctor && { generalPractitioner: doctor }) }, ...recordOf(id)];
    return { id, story, resources: [...resources, ...sourceOf(id, story, nowMilliseconds)] };
  });
}

function tellStory(random: SeededRandom): Story {
  const one = <T>(...each: readonly T[]): T => each[random.below(each.length)] as T;
  const role = one(...treatingRoles);
  return one<Story>(
    { kind: 'nothing' },
    { kind: 'came', daysAgo: one(0, 89, 91) },
    { kind: 'stays', daysAgo: one(91, 365, 367) },
    { kind: 'referred', daysAgo: one(1, 89, 91) },
    { kind: one('planned', 'in-error', 'referred-elsewhere') },
    { kind: one('team', 'practitioner'), role },
  );
}

function sourceOf(patient: string, story: Story, nowMilliseconds: number): readonly Resource[] {
  const subject = { reference: `Patient/${patient}` };
  const daysAgo = 'daysAgo' in story ? story.daysAgo : 1;
  const start = new Date(nowMilliseconds - daysAgo * 24 * 3_600_000).toISOString();
  const visit = (status: string, code: string) => [
    { resourceType: 'Encounter', id: `${patient}-visit`, status, class: { code }, subject, period: { start } },
  ];
  const referral = (value: string) => {
    const performer = [{ identifier: { system: 'urn:carnet:site', value } }];
    const request = { status: 'active', intent: 'order', subject, performer, authoredOn: start };
    return [{ resourceType: 'ServiceRequest', id: `${patient}-referral`, ...request }];
  };
  switch (story.kind) {
    case 'came':
      return visit('arrived', 'AMB');
    case 'stays':
      return visit('in-progress', 'IMP');
    case 'planned':
      return visit('planned', 'AMB');
    case 'in-error':
      return visit('entered-in-error', 'AMB');
    case 'referred':
      return referral('7KD');
    case 'referred-elsewhere':
      return referral('ABC');
    case 'team': {
      const participant = [{ member: { reference: `Practitioner/${story.role}` } }];
      return [{ resourceType: 'CareTeam', id: `${patient}-team`, subject, participant }];
    }
    default:
      return [];
  }
}

/** One resource of each type, which says something that no other patient's does. */
function recordOf(patient: string): readonly Resource[] {
  const about = { reference: `Patient/${patient}` };
  const said = { text: `secret-of-${patient}-`, coding: [{ system: 'urn:codes', code: `secret-of-${patient}-` }] };
  const of: Readonly<Record<string, object>> = {
    Encounter: { status: 'planned', class: { code: 'AMB' }, reasonCode: [said], subject: about },
    AllergyIntolerance: { patient: about, code: said },
    MedicationRequest: { subject: about, medicationCodeableConcept: said, status: 'active', intent: 'order' },
    MedicationDispense: { subject: about, medicationCodeableConcept: said, status: 'completed' },
    Specimen: { subject: about, type: said },
    Provenance: { target: [about, { reference: `Condition/${patient}-Condition` }], reason: [said] },
  };
  const clinical = { subject: about, code: said, status: 'final' };
  return caredTypes.map((resourceType) => ({
    ...{ resourceType, id: `${patient}-${resourceType}` },
    ...(of[resourceType] ?? clinical),
  }));
}
