import { restrictionPerson } from '../../record/care/care-days.js';
import type { CareView } from '../care/care-store.js';
import type { SearchContext } from './search-context.js';

/** Whose records count, ready for statements. */
export interface Care {
  readonly types: ReadonlySet<string>;
  /** What of a row `c` of `care` makes a relationship. Written out: a statement is the same for a person and an hour. */
  readonly holds: string;
  /** Keys of patients whose record is open all the same. */
  readonly opened: readonly number[];
}

export function careOf({ names }: Pick<SearchContext, 'names'>, view: CareView): Care {
  const { types, person, opened, atMilliseconds } = view;
  const persons = /^[A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(person) ? ['', person] : [''];
  const at = Math.floor(atMilliseconds);
  const restricts = `d.person = '${restrictionPerson}' AND d.until_milliseconds > ${at}`;
  const holds = `c.person IN (${persons.map((each) => `'${each}'`).join(', ')}) AND c.until_milliseconds > ${at}
    AND NOT EXISTS (SELECT 1 FROM care d WHERE d.compartment = c.compartment AND ${restricts})`;
  return { types, holds, opened: opened.flatMap((patient) => names.findPatient(patient) ?? []) };
}

/** Of the key of a patient: whether who asks cares for them. */
export function isCared({ holds }: Care): string {
  return `SELECT 1 AS held FROM care c WHERE c.compartment = ? AND ${holds} LIMIT 1`;
}

/**
 * That a resource, by its key, is filed with somebody whose records count, or with nobody (rule R25); '' where all of its type do. What
 * is not filed yet does not count. A resource that names no patient is filed under its own id; one that has the id of a patient is
 * taken to be of that patient.
 */
export function andCaredFor(key: string, typeName: string, care: Care | undefined): string {
  if (care?.types.has(typeName) !== true) return '';
  const opened = care.opened.length === 0 ? '' : ` OR f.compartment IN (${care.opened.join(', ')})`;
  return ` AND EXISTS (SELECT 1 FROM resource f WHERE f.id = ${key} AND (f.compartment = 0${opened}
    OR EXISTS (SELECT 1 FROM care c WHERE c.compartment = f.compartment AND ${care.holds})
    OR EXISTS (SELECT 1 FROM patient fp WHERE fp.id = f.compartment AND fp.fhir_id = f.fhir_id AND NOT EXISTS (SELECT 1
      FROM type ft CROSS JOIN resource fr ON fr.type = ft.id AND fr.fhir_id = f.fhir_id WHERE ft.name = 'Patient'))))`;
}
