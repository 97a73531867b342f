import { holdsCode } from '../holds-code.js';
import { coreProfile, coreTypeOf } from './compile-profile.js';
import { childItems, type Item, itemsAfter } from './item.js';
import { holdsPattern, isFixed } from './match-value.js';
import type { Discriminator, DiscriminatorStep, Profile, ProfileNode } from './profile-node.js';
import { typeReferred } from './reference-target.js';

/** How profiles are found by their canonical URL. */
export type FindProfile = (url: string) => Profile | undefined;

/** What slices are told apart by beside what an item itself says. */
export interface SliceGround {
  readonly find: FindProfile;
  /** What a reference leads to; `undefined` where that is not here. */
  readonly target: (item: Item) => Item | undefined;
  /** Whether an item conforms to a profile; `undefined` where that cannot be told. */
  readonly conforms: (item: Item, url: string) => boolean | undefined;
}

/**
 * Whether an item is of a slice: every discriminator says so (FHIR R4 §5.1.0.14.1).
 * @returns `undefined` where none says no, and one cannot tell
 */
export function isOfSlice(
  slice: ProfileNode,
  by: readonly Discriminator[],
  item: Item,
  ground: SliceGround,
): boolean | undefined {
  const said = by.map((discriminator) => meetsDiscriminator(slice, discriminator, item, ground));
  if (said.includes(false)) return false;
  return said.includes(undefined) ? undefined : true;
}

/** Whether there is something by which the slice could be known at all. */
export function canBeKnown(slice: ProfileNode, by: readonly Discriminator[], find: FindProfile): boolean {
  return by.every(({ type, steps }) => {
    const nodes = nodesAt(slice, steps, find);
    const urls = type === 'profile' ? nodes.flatMap(profilesOf) : [];
    if (type === 'exists') return nodes.some(({ min, max }) => (min ?? 0) > 0 || max === 0);
    if (type === 'type') return nodes.some((node) => typesOf(node, find).length > 0);
    if (type === 'value') return nodes.some(tells);
    return urls.length > 0 && urls.every((url) => find(url) !== undefined || coreTypeOf(url) !== undefined);
  });
}

function meetsDiscriminator(
  slice: ProfileNode,
  { type, steps }: Discriminator,
  item: Item,
  ground: SliceGround,
): boolean | undefined {
  const nodes = nodesAt(slice, steps, ground.find);
  const { items, ends, isCut } = itemsAt(item, steps, ground);
  // Of what is not here the type is known all the same, where a reference says it.
  const otherwise = ends.length > 0 || isCut ? undefined : false;
  switch (type) {
    case 'exists': {
      const isThere = items.length > 0 || otherwise;
      return isThere === undefined ? undefined : nodes.some(({ max }) => max === 0) !== isThere;
    }
    case 'type': {
      const types = nodes.flatMap((node) => typesOf(node, ground.find));
      const found = [...items.map((each) => each.type), ...ends.map(typeReferred)];
      if (found.some((each) => each !== undefined && types.includes(each))) return true;
      return isCut || found.includes(undefined) ? undefined : false;
    }
    case 'profile': {
      const urls = nodes.flatMap(profilesOf);
      const said = items.flatMap((each) => urls.map((url) => ground.conforms(each, url)));
      if (said.includes(true)) return true;
      const types = urls.map((url) => coreTypeOf(url) ?? ground.find(url)?.type);
      const mayBe = ends.some((each) => {
        const own = typeReferred(each);
        return own === undefined || types.includes(undefined) || types.includes(own);
      });
      return said.includes(undefined) || mayBe || isCut ? undefined : false;
    }
    case 'value': {
      const telling = nodes.filter(tells);
      return items.some((each) => telling.every((node) => isToldBy(node, each))) ? true : otherwise;
    }
  }
}

/** What a discriminator's path leads to. */
interface Found {
  readonly items: readonly Item[];
  /** References at its end that lead to what is not here. */
  readonly ends: readonly Item[];
  /** Whether it goes on behind such a reference. */
  readonly isCut: boolean;
}

function itemsAt(item: Item, steps: readonly DiscriminatorStep[], { target }: SliceGround): Found {
  let items: readonly Item[] = [item];
  let ends: readonly Item[] = [];
  let isCut = false;
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'resolve') {
      items = items.flatMap((each) => itemsAfter(each, step));
      continue;
    }
    const missing = items.filter((each) => target(each) === undefined);
    if (index === steps.length - 1) ends = missing;
    else isCut ||= missing.length > 0;
    items = items.flatMap((each) => target(each) ?? []);
  }
  return { items, ends, isCut };
}

/** What the slice says of the place where a discriminator looks; behind a profile of its type, too. */
function nodesAt(slice: ProfileNode, steps: readonly DiscriminatorStep[], find: FindProfile): readonly ProfileNode[] {
  let nodes: readonly ProfileNode[] = [slice];
  for (const step of steps) nodes = nodes.flatMap((node) => nodesAfter(node, step, find));
  return nodes;
}

function nodesAfter(node: ProfileNode, step: DiscriminatorStep, find: FindProfile): readonly ProfileNode[] {
  if (step.kind === 'ofType') return [node];
  if (step.kind === 'resolve') return targetNodes(node, find);
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

/** What is said of the resources that a reference may lead to. */
function targetNodes({ types = [] }: ProfileNode, find: FindProfile): readonly ProfileNode[] {
  return types
    .flatMap(({ targetProfiles }) => targetProfiles)
    .map((url) => {
      const profile = find(url);
      const root = profile?.root ?? { name: 'resource', invariants: [], slices: new Map(), children: new Map() };
      return {
        ...root,
        types: [{ code: profile?.type ?? coreTypeOf(url) ?? 'Resource', profiles: [url], targetProfiles: [] }],
      };
    });
}

/** The profiles that a node names, or the definitions of its types. */
function profilesOf({ types = [] }: ProfileNode): readonly string[] {
  return types.flatMap(({ code, profiles }) => (profiles.length > 0 ? profiles : [coreProfile(code)]));
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
