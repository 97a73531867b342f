import type { PairPlace } from '../../search-table/parameter.js';
import type { CompactParameter } from './compact.js';

/**
 * Takes the ways away from parameters that find what others of the type find, for rows of their own would say everything
 * twice: two or more between them (`combo-code`), or, of what these find, only the references to one type (`patient`
 * among the subjects).
 */
export function withUnions(parameters: readonly CompactParameter[]): readonly CompactParameter[] {
  return parameters.map((parameter) => {
    const unionOf = partsOf(parameter, parameters);
    if (unionOf === undefined) return parameter;
    const { pairs: _, ...rest } = parameter;
    return { ...rest, paths: [], unionOf };
  });
}

/** The parameters with rows that find all of this one's ways, each way once. */
function partsOf(whole: CompactParameter, parameters: readonly CompactParameter[]): readonly string[] | undefined {
  const ways = waysOf(whole);
  const partsMin = whole.only === undefined ? 2 : 1;
  const parts = parameters.filter((other) => other !== whole && isPartOf(other, whole, ways));
  const covered = parts.flatMap((part) => [...waysOf(part)]);
  const isCovered = covered.length === ways.size && new Set(covered).size === ways.size;
  return parts.length >= partsMin && isCovered ? parts.map(({ name }) => name) : undefined;
}

/** One that stands for a single type is no part: what it finds is not all that its ways lead to. */
function isPartOf(part: CompactParameter, whole: CompactParameter, ways: ReadonlySet<string>): boolean {
  const own = waysOf(part);
  if (own.size === 0 || part.kind !== whole.kind || part.only !== undefined) return false;
  return [...own].every((way) => ways.has(way));
}

function waysOf({ paths, pairs = [] }: CompactParameter): ReadonlySet<string> {
  return new Set([...paths, ...pairs.map((pair: PairPlace) => JSON.stringify(pair))]);
}
