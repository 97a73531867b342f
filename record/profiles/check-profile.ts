import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../definitions/load.js';
import { asText, isObject } from '../elements.js';
import { holdsCode } from '../holds-code.js';
import { profileDepthMax, profileStepsMax } from '../limits.js';
import { readReference } from '../reference.js';
import type { FhirObject } from '../resource.js';
import { Findings } from '../validation/finding.js';
import { isPrimitive } from '../validation/primitives.js';
import { coreTypeOf } from './compile-profile.js';
import { holds } from './invariant.js';
import { childItems, type Item, itemOf } from './item.js';
import { compareToBound, holdsPattern, isFixed } from './match-value.js';
import type { NodeType, Profile, ProfileNode } from './profile-node.js';
import { ReferenceTargets } from './reference-target.js';
import { canBeKnown, type FindProfile, isOfSlice, type SliceGround } from './slices.js';

/** The place of an item of which cannot be told whether it is of a slice. */
const unsure = -2;

const ofAnyResource: ReadonlySet<string> = new Set(['Resource', 'DomainResource']);

/** Types whose code in a definition is not the name that the elements of one type have: `ObservationComponent`. */
const inner: ReadonlySet<string> = new Set(['BackboneElement', 'Element']);

/**
 * Checks one resource, that is valid FHIR R4 already, against profiles: what they say of cardinality, types, fixed values,
 * patterns, required codes, slices and invariants. Its cost is bounded over all profiles together.
 */
export class ProfileCheck {
  readonly #resource: FhirObject;
  readonly #find: FindProfile;
  readonly #ground: SliceGround;
  /** What is being looked at by which profile: what refers to itself conforms unless something else is wrong. */
  readonly #open = new Map<unknown, Set<string>>();
  #depth = 0;
  #findings: Findings;
  #stepsLeft = profileStepsMax;

  constructor(resource: FhirObject, find: FindProfile, findings: Findings) {
    this.#resource = resource;
    this.#find = find;
    const targets = new ReferenceTargets(resource);
    this.#ground = { find, target: (item) => targets.of(item), conforms: (item, url) => this.#conforms(item, url) };
    this.#findings = findings;
  }

  /** @throws Problem `too-large` where the check would cost too much */
  against(profile: Profile): void {
    const { resourceType } = this.#resource;
    if (profile.type !== resourceType && !ofAnyResource.has(profile.type)) {
      this.#findings.rule(resourceType, `is not of the type of its profile ${profile.name}, ${profile.type}`);
      return;
    }
    this.#node(profile.root, itemOf(this.#resource, resourceType, resourceType), profile);
  }

  #step(count: number): void {
    this.#stepsLeft -= count;
    if (this.#stepsLeft < 0) throw new Problem('too-large', 'what its profiles look at');
  }

  /** One value against what a node says of each. */
  #node(node: ProfileNode, item: Item, profile: Profile): void {
    this.#step(1);
    const { value, type, path } = item;
    const say = (text: string) => this.#findings.rule(path, `${text} (profile ${profile.name})`);
    if (node.fixed !== undefined && !isFixed(value, node.fixed.value))
      say(`must be exactly ${shown(node.fixed.value)}`);
    if (node.pattern !== undefined && !holdsPattern(value, node.pattern.value))
      say(`must hold ${shown(node.pattern.value)}`);
    if (value !== undefined && node.codes !== undefined && !holdsCode(value, type, node.codes)) {
      say(`is not one of the codes of ${node.valueSet}`);
    }
    if (typeof value === 'string' && value.length > (node.maxLength ?? value.length)) {
      say(`is longer than ${node.maxLength} characters`);
    }
    this.#bounds(node, value, say);
    for (const invariant of node.invariants) {
      const result = holds(invariant, value, type, item.home.resource, item.home.type);
      if (result === false) say(`breaks ${invariant.key}: ${invariant.human}`);
      if (result === undefined) say(`${invariant.key} could not be evaluated`);
    }
    if (node.types !== undefined) this.#types(node.types, node.name, item, profile);
    for (const child of node.children.values()) this.#element(child, childItems(item, child.name), item, profile);
  }

  #bounds({ minValue, maxValue }: ProfileNode, value: unknown, say: (text: string) => void): void {
    if (minValue !== undefined && (compareToBound(value, minValue.value) ?? 0) < 0)
      say(`is less than ${shown(minValue.value)}`);
    if (maxValue !== undefined && (compareToBound(value, maxValue.value) ?? 0) > 0)
      say(`is more than ${shown(maxValue.value)}`);
  }

  /** All values of one element against what its node says of them together. */
  #element(node: ProfileNode, items: readonly Item[], holder: Item, profile: Profile): void {
    const path = `${holder.path}.${node.name.replace('[x]', '')}`;
    this.#count(node, items.length, path, '', profile);
    for (const item of items) this.#node(node, item, profile);
    if (node.slicing !== undefined) this.#slices(node, items, path, profile);
  }

  #count(
    { min = 0, max = Number.POSITIVE_INFINITY }: ProfileNode,
    count: number,
    path: string,
    slice: string,
    { name }: Profile,
  ): void {
    const what = slice === '' ? '' : `slice ${slice} `;
    const say = (text: string) => this.#findings.rule(path, `${what}${text} (profile ${name})`);
    if (count < min) say(min === 1 ? 'is required' : `must be there ${min} times at least`);
    else if (count > max) say(max === 0 ? 'must not be there' : `must not be there more than ${max} times`);
  }

  #slices({ slicing, slices }: ProfileNode, items: readonly Item[], path: string, profile: Profile): void {
    if (slicing === undefined) return;
    const { discriminators, rules, ordered } = slicing;
    const known = [...slices].filter(([, slice]) => canBeKnown(slice, discriminators, this.#find));
    const said = items.map((item) => {
      this.#step(known.length);
      return known.map(([, slice]) => isOfSlice(slice, discriminators, item, this.#ground));
    });
    const places = said.map((each) =>
      each.includes(true) ? each.indexOf(true) : each.includes(undefined) ? unsure : -1,
    );
    items.forEach(({ path: at }, index) => {
      const may = known.filter((_, slice) => said[index]?.[slice] === undefined).map(([name]) => name);
      const text = `what it refers to is not here: it may be of slice ${may.join(' or ')}`;
      if (places[index] === unsure) this.#findings.note(at, `${text} (profile ${profile.name})`);
    });
    known.forEach(([name, slice], at) => {
      const own = items.filter((_, index) => places[index] === at);
      const unsureOnes = items.filter((_, index) => places[index] === unsure && said[index]?.[at] === undefined);
      const missing = Math.max(0, (slice.min ?? 0) - own.length);
      this.#count(slice, own.length + Math.min(missing, unsureOnes.length), path, name, profile);
      for (const item of own) this.#node(slice, item, profile);
      if (slice.slicing !== undefined) this.#slices(slice, own, path, profile);
    });
    if (known.length < slices.size) return;
    items.forEach(({ path: at }, index) => {
      const place = places[index] ?? -1;
      const later = places.slice(index + 1);
      const say = (text: string) => this.#findings.rule(at, `${text} (profile ${profile.name})`);
      if (place === -1 && rules === 'closed') say('is none of the slices, and no other may be there');
      if (place === -1 && rules === 'openAtEnd' && later.some((each) => each >= 0)) say('must stand behind the slices');
      if (ordered && place >= 0 && later.some((each) => each >= 0 && each < place))
        say('does not stand in the order of the slices');
    });
  }

  /** Whether a value conforms to a profile, or is of a type; `undefined` where that cannot be told. */
  #conforms(item: Item, url: string): boolean | undefined {
    const profile = this.#find(url);
    const type = profile?.type ?? coreTypeOf(url);
    if (type === undefined) return undefined;
    if (type !== item.type && !(isResourceTypeKnown(item.type) && ofAnyResource.has(type))) return false;
    if (profile === undefined) return true;
    const open = this.#open.get(item.value) ?? new Set();
    if (open.has(url)) return true;
    this.#open.set(item.value, open.add(url));
    this.#depth += 1;
    if (this.#depth > profileDepthMax) throw new Problem('too-large', 'references that its profiles follow');
    const outer = this.#findings;
    this.#findings = new Findings();
    this.#node(profile.root, item, profile);
    const { list, notes } = this.#findings;
    this.#findings = outer;
    this.#depth -= 1;
    open.delete(url);
    return list.length > 0 ? false : notes.length > 0 ? undefined : true;
  }

  #types(types: readonly NodeType[], name: string, item: Item, profile: Profile): void {
    const isChoice = name.endsWith('[x]') || isResourceTypeKnown(item.type);
    const own = types.filter(
      ({ code }) => code === item.type || (isResourceTypeKnown(item.type) && code === 'Resource'),
    );
    if (isChoice && own.length === 0 && !types.some(({ code }) => inner.has(code))) {
      const codes = types.map(({ code }) => code).join(' or ');
      this.#findings.rule(item.path, `must be ${codes} (profile ${profile.name})`);
      return;
    }
    const profiles = own.flatMap((type) => type.profiles);
    if (item.type === 'Reference') this.#target(own, item, profile);
    else if (profiles.length > 0 && own.every((type) => type.profiles.length > 0)) this.#oneOf(profiles, item, profile);
  }

  /** What conforms to one of several; where one of them is not here, nothing can be said. */
  #oneOf(urls: readonly string[], item: Item, { name }: Profile): void {
    if (isPrimitive(item.type)) return;
    const profiles = urls.map((url) => this.#find(url));
    const known = profiles.filter((each) => each !== undefined);
    if (known.length < profiles.length) return;
    const [only] = known;
    if (only !== undefined && known.length === 1) {
      this.#node(only.root, item, only);
      return;
    }
    const outer = this.#findings;
    const isAny = known.some((each) => {
      this.#findings = new Findings();
      this.#node(each.root, item, each);
      return this.#findings.list.length === 0;
    });
    this.#findings = outer;
    if (!isAny)
      outer.rule(item.path, `conforms to none of ${known.map((each) => each.name).join(', ')} (profile ${name})`);
  }

  #target(types: readonly NodeType[], { value, path }: Item, { name }: Profile): void {
    const urls = types.flatMap(({ targetProfiles }) => targetProfiles);
    const allowed = urls.map((url) => coreTypeOf(url) ?? this.#find(url)?.type);
    const text = isObject(value) ? asText(value['reference']) : undefined;
    const target = text === undefined ? undefined : readReference(text);
    if (target === undefined || target.form !== 'relative' || allowed.length === 0) return;
    if (allowed.includes(undefined) || allowed.includes('Resource') || allowed.includes(target.type)) return;
    this.#findings.rule(`${path}.reference`, `must point at ${[...new Set(allowed)].join(' or ')} (profile ${name})`);
  }
}

/** What a profile says, never what a record does. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
