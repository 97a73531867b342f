import { Problem } from '../../protocol/problem.js';
import type { SearchQuery } from '../record-store.js';
import type { CursorSeal, Place } from './cursor-seal.js';
import { isTextual, type OrderKey } from './order.js';

/** How a page was ordered that nobody asked an order of; the next one has to go on by it, whatever was written since. */
export type Default = 'key' | 'id';

/** Where the page before ended. */
export interface PageEnd {
  /** Absent where the query says the order. */
  readonly unsorted?: Default;
  /** The values of the order's keys, then the resource's. */
  readonly after: Place;
}

/** @throws Problem `parameter-malformed` */
export function openCursor(seal: CursorSeal, query: SearchQuery): PageEnd | undefined {
  if (query.cursor === undefined) return undefined;
  const [unsorted, ...after] = seal.open(questionOf(query), query.cursor);
  return { after, ...((unsorted === 'key' || unsorted === 'id') && { unsorted }) };
}

export function sealCursor(seal: CursorSeal, query: SearchQuery, order: readonly OrderKey[], after: Place): string {
  const unsorted = query.sort === undefined ? (order[0]?.by ?? '') : '';
  return seal.seal(questionOf(query), [unsorted, ...after]);
}

/** A cursor of an older program may be about the same question and hold something else. @throws Problem `parameter-malformed` */
export function checkPlace(order: readonly OrderKey[], after: Place): Place {
  const fits =
    after.length === order.length + 1 &&
    after.every((value, index) => {
      const key = order[index];
      return key !== undefined && isTextual(key) ? typeof value === 'string' : Number.isFinite(value);
    });
  if (!fits) throw new Problem('parameter-malformed', 'page cursor');
  return after;
}

/** What a cursor belongs to: the criteria, the order, and who asks. Not the size of a page or what comes with it. */
function questionOf({ type, clauses, compartment, sort, reader }: SearchQuery): string {
  return JSON.stringify([type, clauses, compartment ?? null, sort ?? null, reader ?? null]);
}
