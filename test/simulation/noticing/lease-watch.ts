import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import type { SiteCode } from '../../../protocol/ids.js';

/** A run of the program of a site. */
export interface Run {
  readonly name: string;
}

/** The holder of a lease has so long to answer (rule E12). */
const answerMillisecondsMax = 3_000;

interface OpenSession {
  readonly run: Run;
  /** When its run was asked last whether it is there, and when the hub heard that it is. */
  askedMilliseconds?: number;
  heardMilliseconds?: number;
}

/** Looks at who gets the lease of a site while another run is in session: that one was asked, and said nothing (rule E12). */
export class LeaseWatch {
  readonly #sessions = new Map<SitePeer, OpenSession>();
  readonly broken = new Set<string>();

  opened(peer: SitePeer, run: Run): void {
    this.#sessions.set(peer, { run });
  }

  closed(peer: SitePeer): void {
    this.#sessions.delete(peer);
  }

  asked(peer: SitePeer, atMilliseconds: number): void {
    const session = this.#sessions.get(peer);
    if (session !== undefined) session.askedMilliseconds = atMilliseconds;
  }

  /** Whether the hub waits for a word of this connection. */
  isAsked(peer: SitePeer): boolean {
    return this.#sessions.get(peer)?.askedMilliseconds !== undefined;
  }

  heard(peer: SitePeer, atMilliseconds: number): void {
    const session = this.#sessions.get(peer);
    if (session !== undefined) session.heardMilliseconds = atMilliseconds;
  }

  /**
   * The hub gives the lease of a site to a run.
   * @param peers the connections that the hub has
   */
  granted(site: SiteCode, run: Run, peers: readonly SitePeer[], atMilliseconds: number): void {
    for (const peer of peers) {
      const session = peer.site === site ? this.#sessions.get(peer) : undefined;
      if (session === undefined || session.run === run || wasSilent(session, atMilliseconds)) continue;
      this.broken.add(`${run.name} got the lease while ${session.run.name}, which had it, was in session and there`);
    }
  }
}

function wasSilent({ askedMilliseconds, heardMilliseconds }: OpenSession, now: number): boolean {
  if (askedMilliseconds === undefined || now - askedMilliseconds < answerMillisecondsMax) return false;
  return heardMilliseconds === undefined || heardMilliseconds < askedMilliseconds;
}
