import type { LaneClaim } from '../../protocol/control/lane-claim.js';
import type { SiteCode } from '../../protocol/ids.js';
import { lanes as allLanes, type Lane } from '../../protocol/lane.js';
import type { SitePeer } from '../broker/site-transport.js';

interface Carrier {
  /** Nobody: it was given up. */
  readonly peer: SitePeer | undefined;
  readonly generation: number;
}

interface SiteCarriers {
  readonly bootId: string;
  readonly byLane: Map<Lane, Carrier>;
}

/**
 * Which session carries each lane of each site (rule L6): the one whose claim has the highest generation of the site's
 * newest run. A session that ends leaves its lanes to nobody until the site claims them again.
 */
export class LaneCarriers {
  readonly #sites = new Map<SiteCode, SiteCarriers>();

  /** What of a claim is new; what is claimed too late, or again, stays as it is. */
  claim(peer: SitePeer, bootId: string, { generation, lanes }: LaneClaim): readonly Lane[] {
    const known = this.#sites.get(peer.site);
    const { byLane } = known?.bootId === bootId ? known : { byLane: new Map<Lane, Carrier>() };
    this.#sites.set(peer.site, { bootId, byLane });
    const won = lanes.filter((lane) => (byLane.get(lane)?.generation ?? -1) < generation);
    for (const lane of won) byLane.set(lane, { peer, generation });
    return won;
  }

  /** A session begins or begins anew: what it carried by an earlier claim and does not claim now, nobody carries. */
  begin(peer: SitePeer, bootId: string, claim: LaneClaim): readonly Lane[] {
    const won = this.claim(peer, bootId, claim);
    const { generation } = claim;
    for (const [lane, carrier] of this.#sites.get(peer.site)?.byLane ?? []) {
      const isGivenUp = carrier.peer === peer && carrier.generation < generation && !claim.lanes.includes(lane);
      if (isGivenUp) this.#sites.get(peer.site)?.byLane.set(lane, { peer: undefined, generation });
    }
    return won;
  }

  /** The session that carries a lane; `undefined` for nobody. */
  of(site: SiteCode, lane: Lane): SitePeer | undefined {
    return this.#sites.get(site)?.byLane.get(lane)?.peer;
  }

  carriedBy(peer: SitePeer): readonly Lane[] {
    return allLanes.filter((lane) => this.of(peer.site, lane) === peer);
  }
}
