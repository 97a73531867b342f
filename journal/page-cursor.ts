import { Buffer } from 'node:buffer';
import { Problem } from '../protocol/problem.js';
import { journalLimits } from './limits.js';

/** The values that a page ended with; the next page starts after them, whatever was written meanwhile. */
export type PageKey = readonly (string | number | null)[];

/** An opaque cursor. It says nothing that the page did not show, so it needs no secret. */
export function formatPageCursor(kind: string, key: PageKey): string {
  return Buffer.from(JSON.stringify([kind, ...key]), 'utf8').toString('base64url');
}

/**
 * What {@link formatPageCursor} wrote for the same kind of query.
 * @throws Problem `parameter-malformed`
 */
export function parsePageCursor(kind: string, text: string, form: readonly ('string' | 'number' | 'any')[]): PageKey {
  const malformed = () => new Problem('parameter-malformed', 'page cursor');
  if (text.length > journalLimits.pageCursorCharactersMax || !/^[\w-]+$/.test(text)) throw malformed();
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw malformed();
  }
  if (!Array.isArray(value) || value[0] !== kind || value.length !== form.length + 1) throw malformed();
  const key = value.slice(1) as unknown[];
  form.forEach((expected, index) => {
    const part = key[index];
    const fits = expected === 'any' ? part === null || /string|number/.test(typeof part) : typeof part === expected;
    if (!fits || (typeof part === 'number' && !Number.isFinite(part))) throw malformed();
  });
  return key as PageKey;
}
