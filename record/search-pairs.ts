import { collectAt, readPath } from './search-path.js';
import type { PlainSearchRow, SearchRow } from './search-row.js';
import { rowMakerOf } from './search-row-makers.js';
import type { Half, PairPlace } from './search-table/parameter.js';
import { tokensOf } from './search-tokens.js';

/** Rows that one composite may have of one resource: they are products of lists that somebody else wrote. */
const pairsMax = 1_000;

/** What adds the rows of a composite. Both halves are of one element: never the code of one component with the value of another. */
export function pairMakerOf(
  parameter: string,
  halves: readonly [Half, Half],
  pairs: readonly PairPlace[],
): (value: unknown, rows: SearchRow[]) => void {
  const makeOther = rowMakerOf({ name: parameter, kind: halves[1].kind });
  const places = pairs.map(({ path, halves: [first, second] }) => ({
    place: readPath(path),
    first: first.map(readPath),
    second: second.map(readPath),
  }));
  return (value, rows) => {
    const end = rows.length + pairsMax;
    for (const { place, first, second } of places) {
      const elements: unknown[] = [];
      collectAt(value, place, elements);
      for (const element of elements) {
        const others: PlainSearchRow[] = [];
        for (const item of foundIn(element, second)) makeOther(item, others);
        if (others.length === 0) continue;
        const tokens = foundIn(element, first).flatMap(tokensOf);
        addProduct(parameter, tokens, others, rows, end);
      }
    }
  };
}

function foundIn(value: unknown, ways: readonly ReturnType<typeof readPath>[]): unknown[] {
  const found: unknown[] = [];
  for (const steps of ways) collectAt(value, steps, found);
  return found;
}

function addProduct(
  parameter: string,
  tokens: ReturnType<typeof tokensOf>,
  others: readonly PlainSearchRow[],
  rows: SearchRow[],
  end: number,
): void {
  for (const { system, code } of tokens) {
    for (const other of others) {
      if (rows.length >= end) return;
      rows.push({ kind: 'pair', parameter, system, code, other });
    }
  }
}
