import type { Logger } from '../../config/running/logger.js';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import type { CarriedErasure, ErasureStore } from '../../journal/erasure/erasure-store.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import { keepErasures, readKeptErasures } from './kept-erasures.js';

export interface NodeErasuresOptions {
  readonly dir: string;
  readonly erasures: ErasureStore;
  /** The contents beside the records. */
  readonly attachments: Pick<AttachmentStore, 'destroy'>;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

const contentsMax = 100;
const ordersMax = 500;
/** While somebody reads an earlier state, what was destroyed still stands in a write-ahead log. */
const settleAgainMilliseconds = 5_000;

/** Carries out erasures at one node, in its database and outside of it, one after the other (rules W10 to W15). */
export class NodeErasures {
  readonly #options: NodeErasuresOptions;
  readonly #timers: Timers;
  readonly #erasing = new OneAfterAnother();
  #cancel: (() => void) | undefined;
  #isStopped = false;
  /** Whoever waits until all is settled. */
  #onSettled: (() => void) | undefined;

  constructor(options: NodeErasuresOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Who is told when what was not settled at once is. */
  set onSettled(tell: () => void) {
    this.#onSettled = tell;
  }

  /** Keeps an order outside of the database, with fsync, then carries it out; the same again says how it stands. */
  erase(order: ErasureOrder): Promise<CarriedErasure> {
    return this.#erasing.run(async () => {
      const { dir, erasures } = this.#options;
      keepErasures(dir, [order]);
      await erasures.erase(order);
      if (!(await this.#settle())) this.#settleLater();
      return erasures.erase(order);
    });
  }

  /**
   * Before anybody is served: carries out again what a database of an earlier day lacks, keeps outside what only the
   * database knows of, and ends what a crash cut.
   */
  async settleAtStart(logger?: Pick<Logger, 'warn'>): Promise<void> {
    const { dir, erasures } = this.#options;
    let again = 0;
    for (const order of readKeptErasures(dir)) {
      if ((await erasures.find(order.id)) !== undefined) continue;
      await erasures.erase(order);
      again += 1;
    }
    if (again > 0) logger?.warn({ erasures: again }, 'the database held what was erased since; it is erased again');
    for (let after = ''; ; ) {
      const carried = await erasures.after(after, ordersMax);
      keepErasures(
        dir,
        carried.map(({ order }) => order),
      );
      const last = carried.at(-1);
      if (last === undefined) break;
      after = last.order.id;
    }
    if (!(await this.#settle())) this.#settleLater();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#erasing.settled();
  }

  /** Destroys the contents of attachments that only erased records named, then all that is left of the bodies. */
  async #settle(): Promise<boolean> {
    const { erasures, attachments } = this.#options;
    for (;;) {
      const due = await erasures.contentsDue(contentsMax);
      for (const hash of due) {
        if (!(await attachments.destroy(hash))) return false;
        await erasures.noteDestroyed(hash);
      }
      if (due.length < contentsMax) return erasures.settle();
    }
  }

  #settleLater(): void {
    this.#cancel?.();
    if (this.#isStopped) return;
    this.#cancel = this.#timers.after(settleAgainMilliseconds, () => {
      const settling = this.#erasing.run(async () => {
        if (this.#isStopped) return;
        if (await this.#settle()) this.#onSettled?.();
        else this.#settleLater();
      });
      settling.catch(this.#options.onError);
    });
  }
}
