import { holdsCode } from '../holds-code.js';
import { childItems, type Item, itemsAt } from './item.js';
import { holdsPattern, isFixed } from './match-value.js';
import type { Discriminator, DiscriminatorStep, Profile, ProfileNode } from './profile-node.js';

/** How profiles are found by their canonical URL. */
export type FindProfile = (url: string) => Profile | undefined;

/** Whether an item is of a slice: every discriminator says so (FHIR R4 §5.1.0.14.1). */
export function isOfSlice(slice: ProfileNode, by: readonly Discriminator[], item: Item, find: FindProfile): boolean {
  return by.every((discriminator) => meetsDiscriminator(slice, discriminator, item, find));
}

/** Whether there is something by which the slice could be known at all. */
export function canBeKnown(slice: ProfileNode, by: readonly Discriminator[], find: FindProfile): boolean {
  return by.every(({ type, steps }) => {
    const nodes = nodesAt(slice, steps, find);
    if (type === 'exists') return nodes.some(({ min, max }) => (min ?? 0) > 0 || max === 0);
    return type === 'type' ? nodes.some((node) => typesOf(node, find).length > 0) : nodes.some(tells);
  });
}

function meetsDiscriminator(
  slice: ProfileNode,
  { type, steps }: Discriminator,
  item: Item,
  find: FindProfile,
): boolean {
  const nodes = nodesAt(slice, steps, find);
  const items = itemsAt(item, steps);
  if (type === 'exists') return nodes.some(({ max }) => max === 0) ? items.length === 0 : items.length > 0;
  if (items.length === 0) return false;
  if (type === 'type') {
    const types = nodes.flatMap((node) => typesOf(node, find));
    return items.some((each) => types.includes(each.type));
  }
  return items.some((each) => nodes.filter(tells).every((node) => isToldBy(node, each)));
}

/** What the slice says of the place where a discriminator looks; behind a profile of its type, too. */
function nodesAt(slice: ProfileNode, steps: readonly DiscriminatorStep[], find: FindProfile): readonly ProfileNode[] {
  let nodes: readonly ProfileNode[] = [slice];
  for (const step of steps) nodes = nodes.flatMap((node) => nodesAfter(node, step, find));
  return nodes;
}

function nodesAfter(node: ProfileNode, step: DiscriminatorStep, find: FindProfile): readonly ProfileNode[] {
  if (step.kind === 'ofType') return [node];
  const urls = (node.types ?? []).flatMap(({ profiles }) => profiles);
  if (step.kind === 'extension') {
    const slices = [...(node.children.get('extension')?.slices.values() ?? [])];
    return slices.filter((each) =>
      nodesAfter(each, { kind: 'element', name: 'url' }, find).some(({ fixed }) => fixed?.value === step.url),
    );
  }
  const own = node.children.get(step.name) ?? node.children.get(`${step.name}[x]`);
  if (own !== undefined && tellsAnything(own)) return [own];
  // The url of an extension is that of its definition (FHIR R4 §2.24.0.5), whether that is here or not.
  if (step.name === 'url' && urls.length > 0 && (node.types ?? []).every(({ code }) => code === 'Extension')) {
    return urls.map((url) => fixedNode(url));
  }
  return urls.flatMap((url) => {
    const profile = find(url);
    return profile === undefined ? [] : nodesAfter(profile.root, step, find);
  });
}

function fixedNode(url: string): ProfileNode {
  return { name: 'url', fixed: { value: url }, invariants: [], slices: new Map(), children: new Map() };
}

function typesOf(node: ProfileNode, find: FindProfile): readonly string[] {
  return (node.types ?? []).flatMap(({ code, profiles }) => {
    const known = profiles.flatMap((url) => find(url)?.type ?? []);
    return known.length > 0 ? known : [code];
  });
}

function tellsAnything(node: ProfileNode): boolean {
  return tells(node) || node.types !== undefined || node.min !== undefined || node.max !== undefined;
}

/** Whether a value can be told by what the node says. */
function tells({ fixed, pattern, codes, children }: ProfileNode): boolean {
  return fixed !== undefined || pattern !== undefined || codes !== undefined || [...children.values()].some(tells);
}

function isToldBy(node: ProfileNode, item: Item): boolean {
  if (node.fixed !== undefined && !isFixed(item.value, node.fixed.value)) return false;
  if (node.pattern !== undefined && !holdsPattern(item.value, node.pattern.value)) return false;
  if (node.codes !== undefined && !holdsCode(item.value, item.type, node.codes)) return false;
  return [...node.children.values()].filter(tells).every((child) => {
    const items = childItems(item, child.name);
    return items.length > 0 && items.some((each) => isToldBy(child, each));
  });
}
