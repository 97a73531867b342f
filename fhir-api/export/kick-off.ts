import type { NewExportJob } from '../../journal/exports/export-job-store.js';
import { Problem } from '../../protocol/problem.js';
import { readInterval } from '../../record/date-time.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { isKeptApart } from '../../record/kept-apart.js';
import { mayBeOfPatient } from '../../record/patient-compartment.js';
import type { Call } from '../call.js';
import { type OperationInput, readInput, textIn } from '../operations/input.js';
import { type ExportLevel, exportOperations } from './definition.js';
import { readTypeFilters } from './type-filter.js';
import { whoseRecords } from './whose.js';

/** A `+` that nobody escaped arrives as a space. */
const formats = new Set(['application/fhir+ndjson', 'application/fhir ndjson', 'application/ndjson', 'ndjson']);

/** Where an export is asked for. */
export interface AskedAt {
  readonly level: ExportLevel;
  /** The id of the group. */
  readonly group?: string;
  /** The address that it was asked with. */
  readonly request: string;
}

/**
 * Reads what is to be taken out (FHIR Bulk Data Access 2.0.0, kick-off request).
 * @throws Problem `parameter-malformed`, `parameter-unknown`, `type-unknown`; `forbidden` for a type that is named and may not
 *   be searched; as {@link whoseRecords} and {@link readTypeFilters}
 */
export async function exportAsked(call: Call, { level, group, request }: AskedAt): Promise<NewExportJob> {
  if (!call.preferences.respondAsync) throw new Problem('parameter-malformed', 'Prefer: respond-async is required');
  if (level !== 'system') call.records.requireAll('Patient', 'search');
  const input = readInput(call, exportOperations[level]);
  if (level !== 'system' && call.parameters.has('patient')) {
    throw new Problem('parameter-malformed', 'patient goes with POST, in Parameters');
  }
  const format = textIn(input, '_outputFormat') ?? 'ndjson';
  if (!formats.has(format)) throw new Problem('parameter-malformed', '_outputFormat is application/fhir+ndjson');
  const since = sinceOf(input);
  const named = namedTypes(input);
  const types = level === 'system' ? call.records.exportable(named) : ofPatients(call, named);
  const filters = readTypeFilters(input.texts.get('_typeFilter') ?? [], types, call.base);
  return {
    ...{ id: call.newId(), author: call.records.author, request, ofPatients: level !== 'system', types },
    ...(await whoseRecords(call, group, input.texts.get('patient'))),
    ...(filters.length > 0 && { filters }),
    ...(since !== undefined && { since }),
  };
}

/**
 * The types of an export of patients. One that is named and never of a patient is left out, and the manifest says so; where all
 * are, the export would be empty (FHIR Bulk Data Access 2.0.0, `_type`).
 * @throws Problem `parameter-malformed`; `forbidden` as {@link GuardedRecords.exportable}
 */
function ofPatients({ records, preferences }: Call, named: ReadonlySet<string> | undefined): ReadonlySet<string> {
  const types = records.exportable(named);
  if (named === undefined) return new Set([...types].filter(mayBeOfPatient));
  const outside = [...named].filter((type) => !mayBeOfPatient(type));
  const isRefused = preferences.strict ? outside.length > 0 : outside.length === named.size && !preferences.lenient;
  if (isRefused) throw new Problem('parameter-malformed', `_type: never of a patient: ${outside.join(', ')}`);
  return types;
}

/** @throws Problem `type-unknown`; `parameter-malformed` for what is kept apart */
function namedTypes({ texts }: OperationInput): ReadonlySet<string> | undefined {
  const named = texts.get('_type')?.flatMap((text) => text.split(','));
  if (named?.every(isResourceTypeKnown) === false) throw new Problem('type-unknown', '_type');
  const apart = named?.find(isKeptApart);
  if (apart !== undefined) throw new Problem('parameter-malformed', `_type: ${apart} is not taken out`);
  return named && new Set(named);
}

/** @throws Problem `parameter-malformed` */
function sinceOf(input: OperationInput): number | undefined {
  const text = textIn(input, '_since');
  if (text === undefined) return undefined;
  const interval = readInterval(text.replace(/ (?=\d{2}:\d{2}$)/, '+'));
  if (interval === undefined)
    throw new Problem('parameter-malformed', '_since is an instant such as 2026-11-21T09:00:00Z');
  return interval.start;
}
