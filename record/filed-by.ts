import { isReferenceType, subjectPathsOf } from './compartment.js';
import { schemaOf } from './definitions/load.js';
import { searchParametersOf } from './search-parameters.js';

const known = new Map<string, ReadonlySet<string>>();

/**
 * Whether what a search finds by this reference parameter and one patient is filed with that patient (rule R25): the parameter
 * reads the one element by which its type is filed, and that has one value at most.
 */
export function isFiledBy(type: string, parameter: string): boolean {
  return filingParametersOf(type).has(parameter);
}

function filingParametersOf(type: string): ReadonlySet<string> {
  const found = known.get(type);
  if (found !== undefined) return found;
  const elements = schemaOf(type)?.elements;
  const element = subjectPathsOf(type).find((path) => elements?.[path] !== undefined);
  const isSingle = element !== undefined && elements?.[element]?.max === 1 && !isReferenceType(type);
  const parameters = searchParametersOf(type);
  const names = [...parameters.values()].flatMap(({ name, kind, paths, unionOf }) => {
    const read = [...paths, ...(unionOf ?? []).flatMap((other) => parameters.get(other)?.paths ?? [])];
    return kind === 'reference' && read.length === 1 && read[0] === element ? [name] : [];
  });
  const filing = new Set(isSingle ? names : []);
  // Names of types come from outside and must not fill the memory.
  if (elements !== undefined) known.set(type, filing);
  return filing;
}
