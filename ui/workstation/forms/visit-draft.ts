import type { FormValues } from '../../../record/forms/field.js';

/** A visit while it is filled in: one form, and as many diagnoses and medicines as it takes. */
export interface VisitDraft {
  readonly visit: FormValues;
  readonly diagnoses: readonly FormValues[];
  readonly prescriptions: readonly FormValues[];
}

export const emptyVisit: VisitDraft = { visit: {}, diagnoses: [], prescriptions: [] };

/** What a new line starts with: what is true of most. */
export const newDiagnosis: FormValues = { certainty: 'confirmed' };
export const newPrescription: FormValues = { asNeeded: 'no' };

export function replaceAt<T>(list: readonly T[], index: number, value: T): readonly T[] {
  return list.map((item, place) => (place === index ? value : item));
}

export function removeAt<T>(list: readonly T[], index: number): readonly T[] {
  return list.filter((_, place) => place !== index);
}
