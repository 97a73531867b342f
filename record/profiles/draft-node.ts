import type { ValueSetCodes } from '../definitions/compact.js';
import type { Elements } from '../elements.js';
import type { GivenElement } from './given-definition.js';

/** A node while elements are laid over each other; `content` of the same place, the later over the earlier. */
export interface DraftNode {
  readonly name: string;
  readonly id: string;
  content: Elements;
  readonly constraints: Map<string, Elements>;
  readonly slices: Map<string, DraftNode>;
  readonly children: Map<string, DraftNode>;
}

/** How codes of a value set are found; `undefined` when it cannot be enumerated. */
export type CodesOf = (valueSet: string) => ValueSetCodes | undefined;

export function newDraft(name: string, id: string): DraftNode {
  return { name, id, content: {}, constraints: new Map(), slices: new Map(), children: new Map() };
}

/** Lays an element over what stands at its place: a differential over its base, a whole over nothing. */
export function layElement(root: DraftNode, { id, content }: GivenElement): void {
  let node = root;
  for (const segment of id.split('.').slice(1)) {
    const [name = '', slice] = segment.split(':');
    node = within(node.children, name, `${node.id}.${name}`, name);
    if (slice === undefined) continue;
    // `a/b` is a slice of the slice `a` (FHIR R4 §5.1.0.14.3).
    for (const part of slice.split('/')) node = within(node.slices, part, `${node.id}:${part}`, name);
  }
  node.content = { ...node.content, ...content };
  const constraints = content['constraint'];
  if (!Array.isArray(constraints)) return;
  for (const each of constraints as readonly Elements[]) node.constraints.set(String(each['key']), each);
}

function within(nodes: Map<string, DraftNode>, key: string, id: string, name: string): DraftNode {
  const known = nodes.get(key);
  if (known !== undefined) return known;
  const made = newDraft(name, id);
  nodes.set(key, made);
  return made;
}
