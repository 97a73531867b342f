import type { Logger } from '../../config/running/logger.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Refusals } from '../broker/refusals.js';
import type { SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from './session.js';

export interface SessionWatchOptions {
  readonly transport: SiteTransport;
  readonly sessions: Sessions;
  readonly siteOfCertificate: (fingerprint: string) => Promise<SiteCode | undefined>;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly checkMilliseconds: number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks at the open connections now and then: one whose certificate left the list is ended (another process may have
 * revoked it), and one that swallows the feed without receipts is ended too, so that the site comes back over a link
 * that works.
 */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  #endChecks: (() => void) | undefined;
  #checking: Promise<void> | undefined;

  constructor(options: SessionWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { timers = systemTimers, checkMilliseconds } = this.#options;
    this.#endChecks = timers.every(checkMilliseconds, () => this.look());
  }

  async stop(): Promise<void> {
    this.#endChecks?.();
    await this.#checking;
  }

  /** Looks now, as after a revocation in this process. */
  look(): void {
    this.#checking ??= this.#check()
      .catch(this.#options.onError)
      .finally(() => {
        this.#checking = undefined;
      });
  }

  async #check(): Promise<void> {
    const { transport, sessions, siteOfCertificate, refusals, logger } = this.#options;
    for (const peer of transport.peers()) {
      if ((await siteOfCertificate(peer.fingerprint)) !== peer.site) {
        refusals.note('connect', 'certificate-refused', `${peer.site}@${peer.link}`);
        transport.disconnect(peer);
      } else if (sessions.of(peer)?.downlink.isSilent() === true) {
        logger.warn({ site: peer.site, link: peer.link }, 'no receipt in time; connection ended');
        transport.disconnect(peer);
      }
    }
  }
}
