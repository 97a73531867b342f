import type { PairPlace } from '../../search-table/parameter.js';
import type { CompactParameter } from './compact.js';

/**
 * Unions that have rows all the same: an earlier release finds `combo-code` by them, and must still find what was written
 * since when it is brought back (rule U6).
 */
const withRows: ReadonlySet<string> = new Set(['Observation-combo-code']);

/**
 * Takes the ways away from parameters that find what two or more others of the type find between them (`combo-value-quantity`): rows
 * of their own would say everything twice.
 */
export function withUnions(parameters: readonly CompactParameter[]): readonly CompactParameter[] {
  return parameters.map((parameter) => {
    const ways = waysOf(parameter);
    if (ways.size < 2 || withRows.has(parameter.definition)) return parameter;
    const parts = parameters.filter((other) => other !== parameter && isPartOf(other, parameter, ways));
    const covered = parts.flatMap((part) => [...waysOf(part)]);
    if (parts.length < 2 || covered.length !== ways.size || new Set(covered).size !== ways.size) return parameter;
    const { pairs: _, ...rest } = parameter;
    return { ...rest, paths: [], unionOf: parts.map(({ name }) => name) };
  });
}

function isPartOf(part: CompactParameter, whole: CompactParameter, ways: ReadonlySet<string>): boolean {
  const own = waysOf(part);
  if (own.size === 0 || part.kind !== whole.kind || part.only !== undefined || whole.only !== undefined) return false;
  return [...own].every((way) => ways.has(way));
}

function waysOf({ paths, pairs = [] }: CompactParameter): ReadonlySet<string> {
  return new Set([...paths, ...pairs.map((pair: PairPlace) => JSON.stringify(pair))]);
}
