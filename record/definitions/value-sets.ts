import type { CodeSystem, CodeSystemConcept, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { KnownValueSet, ValueSetCodes } from './compact.js';

/** Where value sets and code systems are found, by canonical URL. */
export interface Terminology {
  readonly valueSets: ReadonlyMap<string, ValueSet>;
  readonly codeSystems: ReadonlyMap<string, CodeSystem>;
}

type Codes = Map<string, Set<string>>;

/**
 * The codes of a value set, or `undefined` when they cannot be enumerated from the definitions at hand (media types, units,
 * answers of LOINC …): a required binding to it is checked by a grammar (`validation/bindings.ts`), or not at all.
 */
export function enumerate(url: string, terminology: Terminology): ValueSetCodes | undefined {
  const codes = expand(url, terminology, []);
  if (codes === undefined) return undefined;
  return Object.fromEntries([...codes].map(([system, set]) => [system, [...set].sort()]));
}

/** All value sets of a terminology, by canonical URL. */
export function knownValueSets(terminology: Terminology): Readonly<Record<string, KnownValueSet>> {
  const known = [...terminology.valueSets].map(([url, { version }]) => {
    const codes = enumerate(url, terminology);
    return [url, { ...(version !== undefined && { version }), ...(codes !== undefined && { codes }) }] as const;
  });
  return Object.fromEntries(known);
}

/** @param within the value sets that it is asked for by; one that is made of itself has no list */
function expand(canonical: string, terminology: Terminology, within: readonly string[]): Codes | undefined {
  const [url = '', version] = canonical.split('|');
  const { compose, version: here } = terminology.valueSets.get(url) ?? {};
  if (compose === undefined || within.includes(url)) return undefined;
  // Another version may have other codes.
  if (version !== undefined && here !== undefined && version !== here) return undefined;
  const inner = [...within, url];
  const codes: Codes = new Map();
  for (const include of compose.include ?? []) {
    const part = expandInclude(include, terminology, inner);
    if (part === undefined) return undefined;
    for (const [system, set] of part) for (const code of set) add(codes, system, code);
  }
  for (const exclude of compose.exclude ?? []) {
    const part = expandInclude(exclude, terminology, inner);
    if (part === undefined) return undefined;
    for (const [system, set] of part) for (const code of set) codes.get(system)?.delete(code);
  }
  return codes;
}

function expandInclude(
  include: ValueSetComposeInclude,
  terminology: Terminology,
  within: readonly string[],
): Codes | undefined {
  const codes: Codes = new Map();
  if (include.valueSet !== undefined) {
    if (include.system !== undefined || include.valueSet.length !== 1) return undefined;
    return expand(include.valueSet[0] ?? '', terminology, within);
  }
  const system = include.system ?? '';
  if (include.concept !== undefined) {
    for (const concept of include.concept) add(codes, system, concept.code ?? '');
    return codes;
  }
  const codeSystem = terminology.codeSystems.get(system);
  if (codeSystem?.content !== 'complete') return undefined;
  const listed = (include.filter ?? []).map((filter) => filteredBy(filter, codeSystem));
  if (!listed.every((each) => each !== undefined)) return undefined;
  for (const code of flatten(codeSystem.concept ?? [])) {
    if (listed.every((each) => each.has(code))) add(codes, system, code);
  }
  return codes;
}

type Filter = NonNullable<ValueSetComposeInclude['filter']>[number];

/**
 * The codes that a filter leaves: those at and below a concept, by the concepts that stand within others (FHIR R4 §4.9.4, FilterOperator).
 * `undefined` for every other filter, and where a hierarchy is told by properties.
 */
function filteredBy({ property, op, value }: Filter, codeSystem: CodeSystem): ReadonlySet<string> | undefined {
  const isByProperty = (codeSystem.property ?? []).some(({ code }) => /^(?:parent|child|subsumedBy)$/.test(code ?? ''));
  if (property !== 'concept' || isByProperty || (op !== 'is-a' && op !== 'descendent-of' && op !== 'is-not-a')) {
    return undefined;
  }
  const concepts = codeSystem.concept ?? [];
  const top = findConcept(concepts, value ?? '');
  if (top === undefined) return undefined;
  const below = new Set(flatten(top.concept ?? []));
  if (op === 'descendent-of') return below;
  below.add(top.code ?? '');
  return op === 'is-a' ? below : new Set(flatten(concepts).filter((code) => !below.has(code)));
}

function findConcept(concepts: readonly CodeSystemConcept[], code: string): CodeSystemConcept | undefined {
  for (const concept of concepts) {
    const found = concept.code === code ? concept : findConcept(concept.concept ?? [], code);
    if (found !== undefined) return found;
  }
  return undefined;
}

function flatten(concepts: readonly CodeSystemConcept[]): string[] {
  return concepts.flatMap((concept) => [concept.code ?? '', ...flatten(concept.concept ?? [])]);
}

function add(codes: Codes, system: string, code: string): void {
  const set = codes.get(system) ?? new Set();
  set.add(code);
  codes.set(system, set);
}
