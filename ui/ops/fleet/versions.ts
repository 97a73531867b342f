import type { Site } from './fleet.js';

/** How many sites run each version, by their own word; the most frequent first. */
export function versionsOf(
  sites: readonly Pick<Site, 'facts'>[],
): readonly (readonly [version: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { facts } of sites) {
    if (facts?.version) counts.set(facts.version, (counts.get(facts.version) ?? 0) + 1);
  }
  return [...counts].sort(([a, many], [b, more]) => more - many || a.localeCompare(b));
}
