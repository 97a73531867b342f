import type { Logger } from '../../config/running/logger.js';
import type { HubEpochStore } from '../../journal/hub-epoch-store.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Refusals } from '../broker/refusals.js';
import type { SiteTransport } from '../broker/site-transport.js';

/** How soon a site may not show again that the hub was put back. */
const restoredPauseMilliseconds = 600_000;

export interface HubEpochRenewalOptions {
  readonly epochs: HubEpochStore;
  readonly transport: Pick<SiteTransport, 'peers' | 'disconnect'>;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onRenewed: () => void;
}

/** This hub was put back to an earlier state: every session begins anew under another hub epoch (rule E14). */
export class HubEpochRenewal {
  readonly #options: HubEpochRenewalOptions;
  /** When a site's hello last showed it. */
  readonly #shownBy = new Map<SiteCode, number>();

  constructor(options: HubEpochRenewalOptions) {
    this.#options = options;
  }

  /** @param hello tells of an epoch or of cursors that this hub does not know any more */
  async hear({ site, hubEpoch: above }: Hello): Promise<void> {
    const { epochs, transport, refusals, logger, now, onRenewed } = this.#options;
    const before = this.#shownBy.get(site);
    // Once the epoch is new the same site has no reason left: one that goes on would keep all others from working.
    if (before !== undefined && now() - before < restoredPauseMilliseconds) {
      refusals.note('hello', 'scope-forged', site);
      return;
    }
    this.#shownBy.set(site, now());
    const hubEpoch = await epochs.newHubEpoch(above, now());
    logger.warn({ hubEpoch }, 'this hub is behind what its sites were told: a new hub epoch');
    for (const peer of transport.peers()) transport.disconnect(peer);
    onRenewed();
  }
}
