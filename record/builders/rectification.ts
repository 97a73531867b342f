import { asObject, asText, valuesAt } from '../elements.js';
import type { FhirObject } from '../resource.js';

const system = 'urn:carnet:privacy';
const code = 'rectification';

/** Until a request has to be answered. */
export const rectificationDaysMax = 30;

/** How a request was answered. */
export const rectificationAnswers = ['done', 'refused'] as const;
export type RectificationAnswer = (typeof rectificationAnswers)[number];

/** A person of the staff, with their name for whoever has no directory. */
interface Writer {
  /** A FHIR reference. */
  readonly reference: string;
  readonly display: string;
}

export interface RectificationContext {
  readonly id: string;
  readonly patient: string;
  /** Who writes it down. */
  readonly by: Writer;
  /** What the patient says is wrong, and what is right. */
  readonly what: string;
  /** FHIR dateTime. */
  readonly at: string;
  /** Until when it has to be answered: FHIR dateTime. */
  readonly due: string;
}

/** A request for rectification as it is shown. */
export interface Rectification {
  readonly what: string;
  readonly state: 'open' | RectificationAnswer;
  readonly at: string;
  readonly due: string;
  /** Why it was refused, or what was done; `null` while it is open. */
  readonly reason: string | null;
}

/** That a patient asks for something in their record to be put right, as a Task (FHIR R4 §12.1, rule R39). */
export function buildRectification({ id, patient, by, what, at, due }: RectificationContext): FhirObject {
  return {
    ...{ resourceType: 'Task', id, status: 'requested', intent: 'order', code: { coding: [{ system, code }] } },
    ...{ description: what, for: { reference: `Patient/${patient}` }, authoredOn: at, lastModified: at },
    requester: { reference: `Patient/${patient}` },
    note: [{ text: 'Loi n° 2024/017 du 23 décembre 2024 (Cameroun)', authorReference: by, time: at }],
    restriction: { period: { start: at, end: due } },
  };
}

/** The same with its answer, which stays (rule R39). */
export function answeredRectification(
  task: FhirObject,
  answer: RectificationAnswer,
  { reason, by, at }: { readonly reason: string; readonly by: Writer; readonly at: string },
): FhirObject {
  return {
    ...task,
    ...{ status: answer === 'done' ? 'completed' : 'rejected', statusReason: { text: reason }, lastModified: at },
    owner: by,
  };
}

/** What a Task says of a request for rectification; `undefined` of any other Task. */
export function readRectification(task: unknown): Rectification | undefined {
  const value = asObject(task);
  const isOne = valuesAt(value, 'code.coding')
    .map(asObject)
    .some((coding) => coding?.['system'] === system && coding['code'] === code);
  if (!isOne) return undefined;
  const [end] = valuesAt(value, 'restriction.period.end');
  const [reason] = valuesAt(value, 'statusReason.text');
  const state = value?.['status'] === 'completed' ? 'done' : value?.['status'] === 'rejected' ? 'refused' : 'open';
  return {
    ...{ what: asText(value?.['description']) ?? '', state, at: asText(value?.['authoredOn']) ?? '' },
    ...{ due: asText(end) ?? '', reason: state === 'open' ? null : (asText(reason) ?? '') },
  };
}
