import { encodeControl } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { LaneClaim } from '../../protocol/control/lane-claim.js';
import type { Use } from '../../protocol/control/use.js';
import type { SiteCode } from '../../protocol/ids.js';
import { type Lane, lane as laneNumbers } from '../../protocol/lane.js';
import type { HubAttachments } from '../attachments/hub-attachments.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import { feedCursorsOf } from './judge-hello.js';
import { LaneCarriers } from './lane-carriers.js';
import type { Session, Sessions } from './session.js';

export interface LaneDeskOptions {
  readonly sessions: Sessions;
  readonly attachments: Pick<HubAttachments, 'open'>;
  readonly transport: Pick<SiteTransport, 'publish'>;
  readonly onError: (error: unknown) => void;
}

/** Moves the lanes of a site's feed between its sessions, as the site claims them (rule L6). */
export class LaneDesk {
  readonly #options: LaneDeskOptions;
  readonly #carriers = new LaneCarriers();

  constructor(options: LaneDeskOptions) {
    this.#options = options;
  }

  /**
   * A session begins: the lanes that it carries, and no other one from now on. A hello that comes late or twice takes
   * nothing from what the connection has claimed since.
   */
  begin(peer: SitePeer, bootId: string, claim: LaneClaim): readonly Lane[] {
    this.#releaseElsewhere(peer, this.#carriers.begin(peer, bootId, claim));
    return this.#carriers.carriedBy(peer);
  }

  /** What a connection carries by all that was claimed up to now. */
  carriedBy(peer: SitePeer): readonly Lane[] {
    return this.#carriers.carriedBy(peer);
  }

  /** A session that has begun takes lanes over. */
  hear({ peer, bootId, hubEpoch, downlink }: Session, { claim, downs }: Use): void {
    const won = this.#carriers.claim(peer, bootId, claim);
    this.#releaseElsewhere(peer, won);
    if (won.length > 0) downlink.take(cursorsOf(feedCursorsOf({ site: peer.site, hubEpoch, downs }, hubEpoch), won));
    this.openAttachments(peer, won);
    const used = encodeControl({ kind: 'used', generation: claim.generation });
    this.#options.transport.publish(peer, 'ctl', used).catch(this.#options.onError);
  }

  #releaseElsewhere(peer: SitePeer, won: readonly Lane[]): void {
    for (const { peer: other, downlink } of this.#options.sessions.all()) {
      if (other.site === peer.site && other !== peer) downlink.release(won);
    }
  }

  /** Contents of attachments are asked for over the session that carries their lane. */
  openAttachments(peer: SitePeer, won: readonly Lane[]): void {
    if (won.includes(laneNumbers.attachments)) this.#options.attachments.open(peer);
  }

  /** The session that a site speaks over: the one that carries what is urgent. */
  active(site: SiteCode): SitePeer | undefined {
    return this.carrier(site, laneNumbers.urgent);
  }

  /** The session that carries a lane of a site; `undefined` while none does. */
  carrier(site: SiteCode, lane: Lane): SitePeer | undefined {
    const peer = this.#carriers.of(site, lane);
    return peer !== undefined && this.#options.sessions.of(peer) !== undefined ? peer : undefined;
  }
}

/** Of the cursors of all lanes, those of some. */
export function cursorsOf(all: readonly LaneDurability[], wanted: readonly Lane[]): readonly LaneDurability[] {
  return all.filter(({ lane }) => wanted.includes(lane));
}
