import { schemaOf } from './definitions/load.js';
import type { SearchParameter } from './search-parameters.js';
import { readPath } from './search-path.js';

/**
 * Whether a parameter of a type looks at elements of the datatype `code` alone: their code system is the one that the
 * definition binds them to, and stands nowhere in the resource (FHIR R4 §2.24.0.1).
 */
export function isOfPlainCodes(type: string, { paths }: Pick<SearchParameter, 'paths'>): boolean {
  return paths.length > 0 && paths.every((path) => datatypeAt(type, path) === 'code');
}

/** The datatype at a path; `undefined` for one of several, or none. */
function datatypeAt(type: string, path: string): string | undefined {
  let datatype: string | undefined = type;
  for (const { element } of readPath(path)) {
    if (datatype === undefined) return undefined;
    const types: readonly { readonly code: string }[] = schemaOf(datatype)?.elements[element]?.type ?? [];
    datatype = types.length === 1 ? types[0]?.code : undefined;
  }
  return datatype;
}
