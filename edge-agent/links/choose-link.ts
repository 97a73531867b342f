import type { LinkName } from '../../protocol/ids.js';

/** What is known of a link: `untried` since the start or since it was last let go, `up` with a welcome, or `down`. */
export interface LinkFacts {
  readonly name: LinkName;
  /** Paid by the byte. */
  readonly metered: boolean;
  readonly condition: 'untried' | 'up' | 'down';
}

/**
 * Which links to hold or try, given all of them in the order of preference: every one that costs nothing, so that its
 * session is open when it is needed, and the metered ones down to the first one that is not known to be down. So a metered
 * link costs nothing while a preferred one works or has not been tried yet, and one that is down goes on being tried.
 */
export function wantedLinks(links: readonly LinkFacts[]): ReadonlySet<LinkName> {
  const wanted = new Set(links.filter(({ metered }) => !metered).map(({ name }) => name));
  for (const link of links) {
    wanted.add(link.name);
    if (link.condition !== 'down') break;
  }
  return wanted;
}

/** The link to speak over: the most preferred one that is up. */
export function activeLink(links: readonly LinkFacts[]): LinkName | undefined {
  return links.find((link) => link.condition === 'up')?.name;
}
