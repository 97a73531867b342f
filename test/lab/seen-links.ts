import type { SeenLink, SeenLinks } from './clinic.js';
import { lengthOf, type Stretch } from './gaps.js';

/** The link that the site carries its records over; one that is well, then the preferred one, where there are several. */
export function activeOf(links: readonly SeenLink[] | undefined): string | undefined {
  const used = links?.filter(({ inUse }) => inUse) ?? [];
  return (used.find(({ state }) => state === 'active') ?? used[0])?.name;
}

/** How often another link took over since a time. */
export function countSwitches(seen: readonly SeenLinks[], sinceMilliseconds: number): number {
  let current: string | undefined;
  let switches = 0;
  for (const { atMilliseconds, links } of seen) {
    const active = activeOf(links);
    if (active === undefined || active === current) continue;
    if (current !== undefined && atMilliseconds >= sinceMilliseconds) switches += 1;
    current = active;
  }
  return switches;
}

/** From the beginning of a stretch until another link than this one carried the records; all of it where none did. */
export function leftAfter(seen: readonly SeenLinks[], link: string, stretch: Stretch): number {
  const after = seen.find(({ atMilliseconds, links }) => {
    const active = activeOf(links);
    return atMilliseconds >= stretch.from && active !== undefined && active !== link;
  });
  return lengthOf({ from: stretch.from, to: Math.min(stretch.to, after?.atMilliseconds ?? stretch.to) });
}

/** A line for a person. */
export function describeLinks({ atMilliseconds, links }: SeenLinks, sinceMilliseconds: number): string {
  const words = links.map(({ name, state, cause }) => `${name} ${state}${cause === 'none' ? '' : ` (${cause})`}`);
  return `${((atMilliseconds - sinceMilliseconds) / 1000).toFixed(1)} s seen: ${words.join(', ')}`;
}
