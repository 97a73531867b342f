import type { Logger } from '../../config/running/logger.js';
import { OneAtATime } from '../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Refusals } from '../broker/refusals.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from './session.js';

export interface SessionWatchOptions {
  readonly transport: SiteTransport;
  readonly sessions: Sessions;
  readonly siteOfCertificate: (fingerprint: string) => Promise<SiteCode | undefined>;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly checkMilliseconds: number;
  /** The connection that a site speaks over. */
  readonly active: (site: SiteCode) => SitePeer | undefined;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** A site that has lost what carried its lanes claims them over another session within this time, if it can. */
const unclaimedMillisecondsMax = 10_000;

/**
 * Looks at the open connections now and then. One whose certificate left the list is ended (another process may have
 * revoked it). One that swallows the feed without receipts is ended too, so that the site comes back over a link
 * that works, and those of a site that speaks over none: a metered one would be taken for alive for minutes (rule L7).
 */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  readonly #checks: OneAtATime;
  #endChecks: (() => void) | undefined;
  /** Since when a site speaks over none of its sessions, milliseconds of the steady clock. */
  #unclaimedSince: ReadonlyMap<SiteCode, number> = new Map();

  constructor(options: SessionWatchOptions) {
    this.#options = options;
    this.#checks = new OneAtATime(() => this.#check(), options.onError);
  }

  start(): void {
    const { timers = systemTimers, checkMilliseconds } = this.#options;
    this.#endChecks = timers.every(checkMilliseconds, () => this.look());
  }

  async stop(): Promise<void> {
    this.#endChecks?.();
    await this.#checks.settled();
  }

  /** Looks now, as after a revocation in this process. */
  look(): void {
    void this.#checks.run();
  }

  /** Looks at every connection after this moment: a look under way may have passed the one that this is about. */
  async lookAfresh(): Promise<void> {
    await this.#checks.run();
    await this.#checks.run();
  }

  async #check(): Promise<void> {
    const { transport, sessions, siteOfCertificate, refusals, logger } = this.#options;
    const unclaimed = this.#unclaimedForTooLong();
    for (const peer of transport.peers()) {
      if ((await siteOfCertificate(peer.fingerprint)) !== peer.site) {
        refusals.note('connect', 'certificate-refused', `${peer.site}@${peer.link}`);
        transport.disconnect(peer);
      } else if (sessions.of(peer)?.downlink.isSilent() === true) {
        logger.warn({ site: peer.site, link: peer.link }, 'no receipt in time; connection ended');
        transport.disconnect(peer);
      } else if (unclaimed.has(peer.site) && sessions.of(peer) !== undefined) {
        logger.warn({ site: peer.site, link: peer.link }, 'the site speaks over no session; connection ended');
        transport.disconnect(peer);
      }
    }
  }

  #unclaimedForTooLong(): ReadonlySet<SiteCode> {
    const { sessions, active, timers = systemTimers } = this.#options;
    const now = timers.elapsedMilliseconds();
    const sites = new Set(sessions.all().map(({ peer }) => peer.site));
    const silent = [...sites].filter((site) => active(site) === undefined);
    this.#unclaimedSince = new Map(silent.map((site) => [site, this.#unclaimedSince.get(site) ?? now]));
    return new Set(silent.filter((site) => now - (this.#unclaimedSince.get(site) ?? now) > unclaimedMillisecondsMax));
  }
}
