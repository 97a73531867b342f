import { Problem } from '../../protocol/problem.js';
import type { JsonTree } from './json-tree.js';

/** Where a JSON Pointer (RFC 6901) leads: the object or list that holds the value, and the value's name in it. */
export interface Place {
  readonly holder: JsonTree;
  readonly name: string;
}

/**
 * The reference tokens of a pointer, without its escapes.
 * @throws Problem `body-malformed`
 */
export function readPointer(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) throw new Problem('body-malformed', 'a path is no JSON Pointer');
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value that tokens lead to; `undefined` when there is none. */
export function valueAt(tree: JsonTree, tokens: readonly string[]): JsonTree | undefined {
  let value: JsonTree | undefined = tree;
  for (const token of tokens) {
    if (value === undefined) return undefined;
    value = childOf(value, token);
  }
  return value;
}

/** The place that tokens name; `undefined` when nothing holds it. The tokens must not be empty. */
export function placeOf(tree: JsonTree, tokens: readonly string[]): Place | undefined {
  const holder = valueAt(tree, tokens.slice(0, -1));
  const name = tokens.at(-1);
  const isHolder = holder instanceof Map || Array.isArray(holder);
  return isHolder && name !== undefined ? { holder, name } : undefined;
}

function childOf(holder: JsonTree, token: string): JsonTree | undefined {
  if (holder instanceof Map) return holder.get(token);
  if (!Array.isArray(holder)) return undefined;
  const index = indexOf(token);
  return index === undefined ? undefined : holder[index];
}

/** RFC 6901 §4: digits without a leading zero. */
export function indexOf(token: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(token) ? Number(token) : undefined;
}
