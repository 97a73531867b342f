import type { CodeSystem, CodeSystemConcept } from '@medplum/fhirtypes';
import type { CodeHierarchy } from './compact.js';

/** Properties of a concept that name another (FHIR R4 §4.8.9): whether that one is below it, or above. */
const related: Readonly<Record<string, 'below' | 'above'>> = { child: 'below', parent: 'above', subsumedBy: 'above' };

/**
 * What a code system says of the codes that are kinds of others, by concepts within concepts and by properties. `undefined` where it
 * is not here as a whole, where one concept within another means something else (`part-of`), and where none is below another.
 */
export function hierarchyOf({ content, hierarchyMeaning, concept = [] }: CodeSystem): CodeHierarchy | undefined {
  if (content !== 'complete' || (hierarchyMeaning !== undefined && hierarchyMeaning !== 'is-a')) return undefined;
  const children = new Map<string, Set<string>>();
  const add = (above: string, below: string) => children.set(above, (children.get(above) ?? new Set()).add(below));
  const walk = (concepts: readonly CodeSystemConcept[]) => {
    for (const { code = '', property = [], concept: inner = [] } of concepts) {
      for (const { code: child = '' } of inner) add(code, child);
      for (const { code: name = '', valueCode: other } of property) {
        const place = Object.hasOwn(related, name) ? related[name] : undefined;
        if (other !== undefined && place === 'below') add(code, other);
        if (other !== undefined && place === 'above') add(other, code);
      }
      walk(inner);
    }
  };
  walk(concept);
  if (children.size === 0) return undefined;
  return Object.fromEntries([...children].map(([code, below]) => [code, [...below]]));
}

/** Those of many, by canonical URL. */
export function hierarchiesOf(systems: readonly CodeSystem[]): Readonly<Record<string, CodeHierarchy>> {
  const known = systems.flatMap((system) => {
    const hierarchy = hierarchyOf(system);
    return hierarchy === undefined ? [] : [[system.url ?? '', hierarchy] as const];
  });
  return Object.fromEntries(known);
}

/** A code and all that are below it, each once. */
export function atAndBelow(code: string, hierarchy: CodeHierarchy): readonly string[] {
  const found = new Set([code]);
  // What is added while a set is gone through is gone through, too.
  for (const each of found) {
    for (const below of Object.hasOwn(hierarchy, each) ? (hierarchy[each] ?? []) : []) found.add(below);
  }
  return [...found];
}

/** A code and all that it is below, each once. */
export function atAndAbove(code: string, hierarchy: CodeHierarchy): readonly string[] {
  const parents = new Map<string, string[]>();
  for (const [above, list] of Object.entries(hierarchy)) {
    for (const below of list) parents.set(below, [...(parents.get(below) ?? []), above]);
  }
  const found = new Set([code]);
  for (const each of found) for (const above of parents.get(each) ?? []) found.add(above);
  return [...found];
}
