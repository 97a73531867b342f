import { Problem } from '../../protocol/problem.js';

/** A part of a content, bytes; `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header with one range (RFC 9110 §14.1.2); `undefined` for the whole: without the header, with another
 * unit, with several ranges, or with a form that is not understood, which a server may all ignore.
 * @throws Problem `range-unsatisfiable`
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (start >= bytes || (last !== '' && first !== '' && Number(last) < start)) throw new Problem('range-unsatisfiable');
  return { start, end };
}
