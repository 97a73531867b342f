import type { SiteLink } from '../../journal/fleet-store.js';
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
 * The states of a site's links as the hub can know them without the site's word. Over a link that costs nothing a site
 * holds a session whenever it can: one without is down. Over a metered one it holds none while it needs none.
 */
export function stateOfLinks(
  links: readonly Pick<SiteLink, 'name' | 'metered'>[],
  connected: ReadonlySet<LinkName>,
  active: LinkName | undefined,
): readonly LinkState[] {
  return links.map(({ name, metered }) => {
    if (name === active) return 'active';
    if (connected.has(name)) return 'standby';
    return metered && connected.size > 0 ? 'standby' : 'down';
  });
}
