import type { OperationDefinition } from '../operations/definitions.js';

/** The levels at which an export is asked for: of all, of what is of a patient, and of the patients in a group. */
export type ExportLevel = 'system' | 'Patient' | 'Group';

const base = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/';

const parameters = [
  { name: '_outputFormat', type: 'code' },
  { name: '_since', type: 'instant' },
  { name: '_type', type: 'code', mayRepeat: true },
  { name: '_typeFilter', type: 'string', mayRepeat: true },
] as const;
const ofSome = [...parameters, { name: 'patient', type: 'Reference', mayRepeat: true }] as const;

/** FHIR Bulk Data Access 2.0.0, the kick-off request; what is not listed is refused. */
export const exportOperations: Readonly<Record<ExportLevel, OperationDefinition>> = {
  system: { definition: `${base}export`, levels: [], parameters },
  Patient: { definition: `${base}patient-export`, levels: [], parameters: ofSome },
  Group: { definition: `${base}group-export`, levels: [], parameters: ofSome },
};

/** What `/metadata` says of it at a level. */
export function exportServed(level: ExportLevel): { readonly name: string; readonly definition: string } {
  return { name: 'export', definition: exportOperations[level].definition };
}

/**
 * The methods that an address of an export takes; `undefined` for any other address. A HEAD would have to begin one to say
 * what it answers.
 */
export function exportMethods(path: readonly string[]): readonly string[] | undefined {
  const [first, second, third] = path;
  if (first === 'Patient' && second === '$export' && path.length === 2) return ['GET', 'POST'];
  if (first === 'Group' && third === '$export' && path.length === 3) return ['GET', 'POST'];
  if (first !== '$export' || path.length > 3) return undefined;
  if (path.length === 1) return ['GET', 'POST'];
  return path.length === 2 ? ['GET', 'HEAD', 'DELETE'] : ['GET', 'HEAD'];
}
