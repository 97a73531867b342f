import type { SendLoop } from '../../config/running/send-loop.js';
import type { Lane } from '../../protocol/lane.js';
import type { SitePeer } from '../broker/site-transport.js';

/** An opened session: what was agreed on in hello and welcome (rule S2). */
export interface Session {
  readonly peer: SitePeer;
  /** The run of the site's program that opened it (rule E12). */
  readonly bootId: string;
  /** The site's epoch. */
  readonly epoch: number;
  /** The hub epoch whose feed it carries. */
  readonly hubEpoch: number;
  /** The hub's feed towards the site. */
  readonly downlink: SendLoop;
  /** The cursor at which a gap was last told, per lane: batches behind a gap all miss the same one. */
  readonly gapToldAt: Map<Lane, number>;
}

/** The open sessions of this worker. */
export class Sessions {
  readonly #byPeer = new Map<SitePeer, Session>();

  /** The last hello of a connection counts. */
  open(session: Session): void {
    void this.#byPeer.get(session.peer)?.downlink.stop();
    this.#byPeer.delete(session.peer);
    this.#byPeer.set(session.peer, session);
  }

  /** Ends and forgets the session of a connection. */
  async close(peer: SitePeer): Promise<void> {
    const session = this.#byPeer.get(peer);
    this.#byPeer.delete(peer);
    await session?.downlink.stop();
  }

  of(peer: SitePeer): Session | undefined {
    return this.#byPeer.get(peer);
  }

  all(): readonly Session[] {
    return [...this.#byPeer.values()];
  }
}
