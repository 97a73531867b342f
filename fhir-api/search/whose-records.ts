import type { SearchQuery } from '../../journal/record-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { isFiledBy } from '../../record/filed-by.js';

/** Whom a search looks at, for the audit: the patient that it names, otherwise nobody in particular. */
export function subjectOf(query: SearchQuery): string {
  const patient = patientOfQuery(query);
  return patient === undefined ? query.type : `Patient/${patient}`;
}

/** The one patient with whom everything that a search can find is filed; `undefined` where that does not follow from what it asks. */
export function filedPatientOf({ type, clauses }: SearchQuery): ResourceId | undefined {
  for (const clause of clauses) {
    if (clause.kind !== 'reference' || clause.modifier !== undefined || !isFiledBy(type, clause.parameter)) continue;
    const [value, ...others] = clause.values;
    if (value?.system === 'Patient' && value.text !== '' && others.length === 0) return value.text as ResourceId;
  }
  return undefined;
}

/** The patient that a search names. */
export function patientOfQuery({ compartment, clauses }: SearchQuery): ResourceId | undefined {
  if (compartment !== undefined) return compartment;
  for (const clause of clauses) {
    const value = clause.kind === 'reference' ? clause.values[0] : undefined;
    if (value?.system === 'Patient' && value.text !== '') return value.text as ResourceId;
  }
  return undefined;
}
