import { schemaOf } from '../definitions/load.js';
import { type KeySchema, keysOf } from '../validation/schema-keys.js';
import type { NodeType, ProfileNode } from './profile-node.js';

/**
 * Leaves out what the type of FHIR R4 says already: of the hundreds of elements of a snapshot a profile changes a dozen, and
 * only these have to be looked at in each resource.
 */
export function prune(node: ProfileNode, type: string): ProfileNode {
  const schema = schemaOf(type);
  if (schema === undefined) return node;
  const keys = [...keysOf(schema).values()];
  const children = [...node.children].flatMap(([name, child]) => {
    const places = keys.filter(({ elementName }) => elementName === name);
    const kept = places.length === 0 ? child : pruneChild(child, places);
    return saysSomething(kept) ? [[name, kept] as const] : [];
  });
  return { ...node, children: new Map(children) };
}

function pruneChild(child: ProfileNode, places: readonly KeySchema[]): ProfileNode {
  const [first] = places;
  if (first === undefined) return child;
  const { min, max, types, ...rest } = child;
  const { element } = first;
  const kept: ProfileNode = {
    ...rest,
    ...(min !== undefined && min > element.min && { min }),
    ...(max !== undefined && max < element.max && { max }),
    ...(types !== undefined && narrows(types, places) && { types }),
  };
  const [only, ...more] = new Set(places.map((place) => place.type));
  return only === undefined || more.length > 0 ? kept : prune(kept, only);
}

/** Whether there are fewer types than the element has, or something is said of one. */
function narrows(types: readonly NodeType[], places: readonly KeySchema[]): boolean {
  const codes = new Set(places.map(({ type }) => type));
  if (types.some(({ profiles }) => profiles.length > 0)) return true;
  if (places.length > 1 && types.length < codes.size) return true;
  const targets = new Set(places.flatMap(({ targetProfiles = [] }) => targetProfiles));
  return (
    types.some(({ targetProfiles }) => targetProfiles.length > 0 && targetProfiles.some((url) => !targets.has(url))) ||
    types.some(({ targetProfiles }) => targetProfiles.length > 0 && targetProfiles.length < targets.size)
  );
}

function saysSomething(node: ProfileNode): boolean {
  const { name, invariants, slices, children, ...said } = node;
  const isSaid = Object.values(said).some((each) => each !== undefined);
  return isSaid || invariants.length > 0 || slices.size > 0 || children.size > 0;
}
