import type { CodeHierarchy, KnownValueSet, ValueSetCodes } from '../definitions/compact.js';
import { codesOf as coreCodesOf } from '../definitions/load.js';
import { hierarchyIn } from '../definitions/load-hierarchies.js';
import { valueSetIn } from '../definitions/load-value-sets.js';
import { asObject, type Elements } from '../elements.js';
import type { FhirObject } from '../resource.js';
import type { Findings } from '../validation/finding.js';
import { ProfileCheck } from './check-profile.js';
import { compileProfile, coreTypeOf } from './compile-profile.js';
import { type GivenDefinition, readDefinition, unusable } from './given-definition.js';
import type { Profile, ProfileNode } from './profile-node.js';
import { prune } from './prune.js';

/** What somebody gave a node to check resources by. */
export interface GivenProfiles {
  readonly profiles: readonly { readonly definition: Elements; readonly enforced: boolean }[];
  /** The codes of value sets, by canonical URL without version. */
  readonly valueSets: Readonly<Record<string, ValueSetCodes>>;
  /** The versions of those that have one, by the same; absent in what an earlier program kept. */
  readonly valueSetVersions?: Readonly<Record<string, string>>;
  /** Which codes of code systems are below others, by canonical URL; absent in what an earlier program kept. */
  readonly hierarchies?: Readonly<Record<string, CodeHierarchy>>;
}

export interface BookEntry {
  readonly profile: Profile;
  /** Whether a resource that claims it and does not conform is refused. */
  readonly enforced: boolean;
  /** What it asks for that is not checked, by element and reason. */
  readonly unchecked: readonly string[];
}

/** The profiles that a node knows. */
export class ProfileBook {
  readonly #entries: ReadonlyMap<string, BookEntry>;
  readonly #given: Omit<GivenProfiles, 'profiles'>;

  constructor(entries: ReadonlyMap<string, BookEntry>, given: Omit<GivenProfiles, 'profiles'>) {
    this.#entries = entries;
    this.#given = given;
  }

  /** A value set that was given, or FHIR R4's own, by its canonical URL without version; `undefined` where neither is here. */
  valueSet(url: string): KnownValueSet | undefined {
    const { valueSets, valueSetVersions = {} } = this.#given;
    const codes = Object.hasOwn(valueSets, url) ? valueSets[url] : undefined;
    const version = Object.hasOwn(valueSetVersions, url) ? valueSetVersions[url] : undefined;
    const given = { ...(codes && { codes }), ...(version !== undefined && { version }) };
    if (codes !== undefined) return given;
    return valueSetIn(url) ?? (version === undefined ? undefined : given);
  }

  /** Which codes of a code system that was given, or of FHIR R4's own, are below others; `undefined` where none is known to be. */
  hierarchyOf(system: string): CodeHierarchy | undefined {
    const { hierarchies = {} } = this.#given;
    return Object.hasOwn(hierarchies, system) ? hierarchies[system] : hierarchyIn(system);
  }

  get entries(): readonly BookEntry[] {
    return [...this.#entries.values()];
  }

  /** By a canonical URL, with a version or without (FHIR R4 §2.24.0.3). */
  find(canonical: string): BookEntry | undefined {
    const [url = '', version] = canonical.split('|');
    const entry = this.#entries.get(url);
    return version === undefined || version === entry?.profile.version ? entry : undefined;
  }

  /** What a resource claims in `meta.profile`, as far as it is known. */
  claimedBy(resource: FhirObject): readonly BookEntry[] {
    return this.#entries.size === 0 ? [] : claimsOf(resource).flatMap((canonical) => this.find(canonical) ?? []);
  }

  /** @throws Problem `too-large` where the check would cost too much */
  check(resource: FhirObject, entries: readonly BookEntry[], findings: Findings): void {
    const check = new ProfileCheck(resource, (url) => this.#entries.get(url)?.profile, findings);
    for (const { profile } of new Set(entries)) check.against(profile);
  }
}

export const emptyBook = new ProfileBook(new Map(), { valueSets: {} });

/**
 * Makes a book of all that was given.
 * @throws Problem `profile-unusable` with the element and the reason
 */
export function makeBook({ profiles, ...others }: GivenProfiles): ProfileBook {
  const given = new Map<string, { readonly definition: GivenDefinition; readonly enforced: boolean }>();
  for (const { definition: content, enforced } of profiles) {
    const definition = readDefinition(content);
    if (coreTypeOf(definition.url) !== undefined) throw unusable(definition.url, 'is a type of FHIR R4 itself');
    if (given.has(definition.url)) throw unusable(definition.url, 'is given twice');
    given.set(definition.url, { definition, enforced });
  }
  const surroundings = {
    definitionOf: (url: string) => given.get(url)?.definition,
    codesOf: (url: string) => codesOf(url, others.valueSets),
  };
  const compiled = [...given.values()].map(({ definition, enforced }) => {
    const profile = compileProfile(definition, surroundings);
    return { enforced, profile: { ...profile, root: prune(profile.root, profile.type) } };
  });
  const known = new Set(given.keys());
  return new ProfileBook(
    new Map(
      compiled.map(({ profile, enforced }) => {
        const missing = new Set(
          profilesNamed(profile.root).filter((url) => !known.has(url) && coreTypeOf(url) === undefined),
        );
        const unchecked = [...profile.unchecked, ...[...missing].map((url) => `${url}: is named, and is not here`)];
        return [profile.url, { profile, enforced, unchecked }];
      }),
    ),
    others,
  );
}

function codesOf(canonical: string, valueSets: GivenProfiles['valueSets']): ValueSetCodes | undefined {
  const url = canonical.split('|')[0] ?? '';
  return (Object.hasOwn(valueSets, url) ? valueSets[url] : undefined) ?? coreCodesOf(url);
}

/** The profiles that elements of a profile must conform to. */
function profilesNamed({ types = [], slices, children }: ProfileNode): readonly string[] {
  const inner = [...slices.values(), ...children.values()].flatMap(profilesNamed);
  const own = types.filter(({ code }) => code !== 'Reference').flatMap(({ profiles }) => profiles);
  return [...own, ...inner].filter((url) => !ofDatatypes.has(url));
}

/** Profiles of FHIR R4 on its own datatypes; what they ask for is checked with the elements that have them. */
const ofDatatypes: ReadonlySet<string> = new Set(
  ['SimpleQuantity', 'MoneyQuantity'].map((name) => `http://hl7.org/fhir/StructureDefinition/${name}`),
);

function claimsOf(resource: FhirObject): readonly string[] {
  const claimed = asObject(resource['meta'])?.['profile'];
  return Array.isArray(claimed) ? claimed.filter((each): each is string => typeof each === 'string') : [];
}
