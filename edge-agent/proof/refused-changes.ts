import type { PoisonStore } from '../../journal/poison/poison-store.js';
import type { LogKey, SyncStore } from '../../journal/sync-store.js';
import { type Confirmed, confirmationOf } from '../../protocol/control/confirmed.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { OpenSession } from '../links/open-session.js';

/** What the hub refused of this site, and this site of the hub: told until the other end has confirmed it (rule P4). */
export class RefusedChanges {
  readonly #site: SiteCode;
  readonly #sync: SyncStore;
  readonly #poison: PoisonStore;

  constructor(site: SiteCode, sync: SyncStore, poison: PoisonStore) {
    this.#site = site;
    this.#sync = sync;
    this.#poison = poison;
  }

  /** A receipt of the hub is kept: what it refused need not be said again. */
  async confirm(session: OpenSession, receipt: Receipt): Promise<void> {
    const message = confirmationOf(receipt);
    if (message !== undefined) await session.publish('ctl', encodeControl(message));
  }

  /** The hub knows what was refused of its feed. */
  async hearConfirmed(session: OpenSession, message: Confirmed): Promise<void> {
    if (message.epoch === session.welcome.hubEpoch) await this.#poison.confirm(this.#feed(session), message);
  }

  /** At the start of a session: what the hub has not confirmed. */
  async tellUntold(session: OpenSession): Promise<void> {
    const { hubEpoch } = session.welcome;
    const log = this.#feed(session);
    const untold = await this.#poison.untold(log);
    if (untold.length === 0) return;
    const received = await this.#sync.received(log);
    for (const { lane, rejects, mended } of untold) {
      const durability = received.find((each) => each.lane === lane);
      if (durability === undefined) continue;
      const said = {
        kind: 'receipt',
        node: this.#site,
        hubEpoch,
        epoch: hubEpoch,
        ...durability,
        rejects,
        mended,
      } as const;
      await session.publish('ctl', encodeControl(said));
    }
  }

  #feed({ welcome }: OpenSession): LogKey {
    return { direction: 'dn', site: this.#site, epoch: welcome.hubEpoch };
  }
}
