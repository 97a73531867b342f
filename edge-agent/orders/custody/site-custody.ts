import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { AttachmentStore } from '../../../journal/attachment-store.js';
import type { OrderResult } from '../../../journal/orders/taken-order-store.js';
import type { SyncStore } from '../../../journal/sync-store.js';
import type { Order } from '../../../protocol/control/order.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { CustodyOrderKind } from '../../../protocol/orders/order-kinds.js';
import { Problem, type ProblemCode } from '../../../protocol/problem.js';
import { givenMilliseconds, isOrderSealed } from '../../../provisioning/custody/orders/order-seal.js';

/** What a folder's keys let be done with them. */
export interface FolderKeys {
  /** Closes what opens without a person; how many slots. @throws Problem `forbidden` */
  lock(order: { readonly by: string; readonly atMilliseconds: number }): number;
  beginWipe(order: { readonly id: string; readonly by: string }): void;
  destroy(): void;
}

export interface SiteCustodyOptions {
  readonly site: SiteCode;
  /** The bundle that is trusted now. */
  readonly readTrust: () => string;
  readonly joinedMilliseconds: number;
  readonly keys: FolderKeys;
  readonly sync: Pick<SyncStore, 'identity' | 'acknowledged'>;
  readonly attachments: Pick<AttachmentStore, 'unconfirmed'>;
  readonly now: () => number;
  readonly timers?: Timers;
  /** Takes no more requests of the hospital. */
  readonly stopServing: () => Promise<void>;
  /** Ends the program, and says why. */
  readonly end: (problem: Problem) => void;
}

/** What the hub does not hold yet. */
export interface Unsynced {
  readonly changes: number;
  readonly lanes: readonly { readonly lane: number; readonly changes: number }[];
  /** Contents of attachments; at most as many as are counted. */
  readonly contents: number;
  /** When the oldest of them was written, milliseconds since 1970. */
  readonly oldestAt: number | null;
}

const lookMilliseconds = 500;
/** How long a wipe waits for what the hub lacks: while the hospital is served, and then without it. */
const waitMillisecondsMax = 10 * 60_000;
const lastWaitMillisecondsMax = 30_000;
const contentsCountedMax = 10_000;

/** Carries out orders about the keys of this site (rules K14 to K16). */
export class SiteCustody {
  readonly #options: SiteCustodyOptions;
  readonly #timers: Timers;
  #stopped = false;

  constructor(options: SiteCustodyOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Why an order is not heeded; a box that joined after it was given is not the one that is meant. */
  refusalOf({ id, order: kind, by, seal = '' }: Order): ProblemCode | undefined {
    const { site, readTrust, joinedMilliseconds } = this.#options;
    if (!isOrderSealed(readTrust(), { site, id, kind, by }, seal)) return 'scope-forged';
    return givenMilliseconds({ id }) < joinedMilliseconds ? 'epoch-unknown' : undefined;
  }

  /** What is told to the hub before the program ends. */
  async carryOut({ id, by }: Order, kind: CustodyOrderKind): Promise<OrderResult> {
    const { keys, now } = this.#options;
    if (kind === 'lock-site') return { end: 'done', outcome: { closed: keys.lock({ by, atMilliseconds: now() }) } };
    if (kind === 'wipe-site') {
      const left = await this.#waitUntilSynced();
      if (left !== undefined) return { end: 'failed', outcome: { code: 'site-unsynced', ...left } };
    } else {
      await this.#options.stopServing();
    }
    const lost = await this.#unsynced();
    keys.beginWipe({ id, by });
    return { end: 'done', outcome: { wiped: true, lost } };
  }

  /** The hub was told, or cannot be: now it happens. */
  finish(kind: CustodyOrderKind, result: OrderResult): void {
    const { keys, end } = this.#options;
    if (result.end !== 'done') return;
    if (kind !== 'lock-site') keys.destroy();
    end(new Problem(kind === 'lock-site' ? 'key-locked' : 'site-wiped'));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** What still is not at the hub after the time for it; what is written last is waited for without the hospital. */
  async #waitUntilSynced(): Promise<Unsynced | undefined> {
    const left = await this.#wait(waitMillisecondsMax);
    if (left !== undefined) return left;
    await this.#options.stopServing();
    const last = await this.#wait(lastWaitMillisecondsMax);
    // The hospital is served again by the next start.
    if (last !== undefined) this.#timers.after(lookMilliseconds, () => this.#options.end(new Problem('site-unsynced')));
    return last;
  }

  async #wait(millisecondsMax: number): Promise<Unsynced | undefined> {
    const begun = this.#timers.elapsedMilliseconds();
    for (;;) {
      const left = await this.#unsynced();
      if (left.changes === 0 && left.contents === 0) return undefined;
      if (this.#stopped || this.#timers.elapsedMilliseconds() - begun >= millisecondsMax) return left;
      await new Promise<void>((resolve) => this.#timers.after(lookMilliseconds, resolve));
    }
  }

  async #unsynced(): Promise<Unsynced> {
    const { site, sync, attachments } = this.#options;
    const { epoch } = await sync.identity();
    const progress = await sync.acknowledged({ direction: 'up', site, epoch });
    const lanes = progress
      .filter(({ pending }) => pending > 0)
      .map(({ lane, pending }) => ({ lane, changes: pending }));
    const oldest = progress.flatMap(({ oldestPendingMilliseconds }) => oldestPendingMilliseconds ?? []);
    return {
      changes: lanes.reduce((sum, { changes }) => sum + changes, 0),
      lanes,
      contents: (await attachments.unconfirmed(contentsCountedMax)).length,
      oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
    };
  }
}
