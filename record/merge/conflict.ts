import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, elementsOf, itemsOf, textOf, unitNameOf } from './elements-of.js';
import { groupOf, mergeRuleOf } from './kinds.js';
import { keyItems } from './lists.js';
import { deletedPath, wholePath } from './merged.js';

/** A version that a question names, or what shows now. */
export interface VersionBody {
  readonly changeId: ChangeId;
  /** Canonical body; `undefined` for a deletion. */
  readonly body: string | undefined;
}

/** One disputed element as a person sees it. */
export interface DisputedPath {
  readonly path: string;
  /** Paths of one group are decided together. */
  readonly group: string;
  /** Canonical JSON text in each version; `undefined` where it has none. */
  readonly values: readonly { readonly changeId: ChangeId; readonly value: string | undefined }[];
  /** The version whose value shows now; `undefined` when somebody has written another since. */
  readonly cautious: ChangeId | undefined;
}

/** What a person chose for a path: canonical JSON text, `undefined` to take the element out. */
export interface Choice {
  readonly path: string;
  readonly value: string | undefined;
}

/** Reads what each version says at a path of a question (rule M14). */
export function disputedPath(
  type: string,
  path: string,
  current: string | undefined,
  versions: readonly VersionBody[],
): DisputedPath {
  const { element, key } = parsePath(path);
  const bodies = [current, ...versions.map(({ body }) => body)];
  const [shown, ...found] = valuesIn(path, element, key, bodies);
  const values = versions.map(({ changeId }, index) => ({ changeId, value: found[index] }));
  const group =
    key === undefined && element !== deletedPath && element !== wholePath
      ? groupOf(mergeRuleOf(type), unitNameOf(element))
      : path;
  return { path, group, values, cautious: values.find(({ value }) => value === shown)?.changeId };
}

/** A body with what a person chose, all else as it is; numbers stay as they were written. */
export function decide(body: string, choices: readonly Choice[]): string {
  const whole = choices.find(({ path }) => path === wholePath)?.value;
  if (whole !== undefined) return whole;
  let elements: Elements = elementsOf(body);
  for (const choice of choices) {
    const { element, key } = parsePath(choice.path);
    const value = key === undefined ? choice.value : withItem(elements.get(element), element, key, choice.value);
    const others = [...elements].filter(([name]) => name !== element);
    elements = new Map(value === undefined ? others : [...others, [element, value]]);
  }
  return textOf(elements);
}

function parsePath(path: string): { readonly element: string; readonly key: string | undefined } {
  const start = path.indexOf('[');
  if (start < 0) return { element: path, key: undefined };
  return { element: path.slice(0, start), key: path.slice(start + 1, -1) };
}

function valuesIn(
  path: string,
  element: string,
  key: string | undefined,
  bodies: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  if (path === deletedPath) return bodies.map((body) => (body === undefined ? 'true' : 'false'));
  if (path === wholePath) return bodies;
  const texts = bodies.map((body) => elementsOf(body).get(element));
  if (key === undefined) return texts;
  return texts.map((text) => keyItems(element, itemsOf(text) ?? []).get(key));
}

/** A list with one item put, in the place of the one with its key, or taken out. */
function withItem(
  list: string | undefined,
  element: string,
  key: string,
  value: string | undefined,
): string | undefined {
  const items = new Map(keyItems(element, itemsOf(list) ?? []));
  if (value === undefined) items.delete(key);
  else items.set(key, value);
  return items.size === 0 ? undefined : `[${[...items.values()].join(',')}]`;
}
