import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { SitePeer } from '../broker/site-transport.js';

/** What ops sees of a link (contract: `Link state`). */
export type LinkState = 'active' | 'standby' | 'down';

export interface ShownLink {
  readonly state: LinkState;
  /** Milliseconds since 1970; absent when the hub has not heard of the link since it started. */
  readonly since?: number;
}

/** Remembers since when each link of each site is connected, or not. */
export class LinkLedger {
  readonly #since = new Map<string, number>();

  note(peer: SitePeer, nowMilliseconds: number): void {
    this.#since.set(`${peer.site}@${peer.link}`, nowMilliseconds);
  }

  since(site: SiteCode, link: LinkName): number | undefined {
    return this.#since.get(`${site}@${link}`);
  }
}

/**
 * The states of a site's links as the hub can know them, the preferred link first. A site tries its links in order: what
 * it prefers to the one it speaks over is down, what comes after that one is not needed.
 */
export function stateOfLinks(
  links: readonly LinkName[],
  connected: ReadonlySet<LinkName>,
  active: LinkName | undefined,
): readonly LinkState[] {
  const activeIndex = active === undefined ? -1 : links.indexOf(active);
  return links.map((link, index) => {
    if (index === activeIndex) return 'active';
    if (connected.has(link)) return 'standby';
    return activeIndex !== -1 && index > activeIndex ? 'standby' : 'down';
  });
}
