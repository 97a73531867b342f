import { fieldsOf, textOf, timeOf } from '../http/read-fields.js';

/** What a person chose by hand; `by` is '' for somebody at the box. */
export interface ChosenByHand {
  readonly forced: { readonly link: string; readonly by: string; readonly until: number | undefined } | undefined;
  readonly held: { readonly by: string } | undefined;
}

/** Reads `operations` of `GET /api/sync`. */
export function readHolds(value: unknown): ChosenByHand {
  const operations = fieldsOf(value);
  const forced = fieldsOf(operations['forced']);
  const link = textOf(forced['link']);
  const held = operations['bulkHeld'];
  return {
    forced: link === '' ? undefined : { link, by: textOf(forced['by']), until: timeOf(forced['until']) },
    held: typeof held === 'object' && held !== null ? { by: textOf(fieldsOf(held)['by']) } : undefined,
  };
}
