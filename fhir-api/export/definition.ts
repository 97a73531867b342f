import type { OperationDefinition } from '../operations/definitions.js';

/** The levels at which an export is asked for: of all, and of what is of a patient. */
export type ExportLevel = 'system' | 'Patient';

/** FHIR Bulk Data Access 2.0.0, the kick-off request; what is not listed is refused. */
export const exportOperation: OperationDefinition = {
  definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export',
  levels: [],
  parameters: [
    { name: '_outputFormat', type: 'code' },
    { name: '_since', type: 'instant' },
    { name: '_type', type: 'code', mayRepeat: true },
  ],
};

/** What `/metadata` says of it at each level. */
export const exportsServed: Readonly<Record<ExportLevel, { readonly name: string; readonly definition: string }>> = {
  system: { name: 'export', definition: exportOperation.definition },
  Patient: { name: 'export', definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export' },
};

/**
 * The methods that an address of an export takes; `undefined` for any other address. A HEAD would have to begin one to say
 * what it answers.
 */
export function exportMethods(path: readonly string[]): readonly string[] | undefined {
  const [first, second] = path;
  if (first === 'Patient' && second === '$export' && path.length === 2) return ['GET', 'POST'];
  if (first !== '$export' || path.length > 3) return undefined;
  if (path.length === 1) return ['GET', 'POST'];
  return path.length === 2 ? ['GET', 'HEAD', 'DELETE'] : ['GET', 'HEAD'];
}
