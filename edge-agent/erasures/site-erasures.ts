import type { Logger } from '../../config/running/logger.js';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import type { ErasureStore } from '../../journal/erasure/erasure-store.js';
import { type ControlOf, encodeControl } from '../../protocol/control/control.js';
import type { Erasure } from '../../protocol/control/erasure.js';
import type { ErasureAsk } from '../../protocol/control/erasure-ask.js';
import { type ErasureOrder, erasureLimits } from '../../protocol/erasures/erasure-order.js';
import type { NodeErasures } from '../../provisioning/erasure/node-erasures.js';
import type { OpenSession } from '../links/open-session.js';

/** How orders of law reach the records of a site. */
export interface SiteErasureGround {
  readonly node: NodeErasures;
  /** Whether the hub's authority, as it is trusted now, gave the order (rule S94). */
  readonly isSealed: (order: ErasureOrder) => boolean;
}

export interface SiteErasuresOptions {
  readonly erasures: Pick<ErasureStore, 'find' | 'after'>;
  readonly ground: SiteErasureGround;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly onError: (error: unknown) => void;
}

/** Orders that have come and are not told as done. */
const waitingMax = 1_000;

/** Carries out what the hub says was erased by order of law, and says so when nothing of it is left (rules S94 to S97). */
export class SiteErasures {
  readonly #options: SiteErasuresOptions;
  readonly #waiting = new Set<string>();
  #session: OpenSession | undefined;
  readonly #hearing = new OneAfterAnother();

  constructor(options: SiteErasuresOptions) {
    this.#options = options;
    options.ground.node.onSettled = () => this.#queue(() => this.#tellWaiting());
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    await this.#hearing.settled();
  }

  /** The session that answers go over; what was not heard, the hub asks for again. */
  use(session: OpenSession | undefined): void {
    this.#session = session;
  }

  /** One after the other, in the order in which they came. */
  hear(message: Erasure | ErasureAsk): void {
    this.#queue(() => (message.kind === 'erasure' ? this.#take(message.order) : this.#answer(message)));
  }

  async #take(order: ErasureOrder): Promise<void> {
    const { ground, erasures, logger } = this.#options;
    if ((await erasures.find(order.id)) === undefined) {
      if (!ground.isSealed(order)) {
        logger.warn({ code: 'scope-forged' }, 'an erasure without the word of the hub’s authority');
        return;
      }
      logger.info({ reason: order.reason }, 'an erasure by order of law');
    }
    await ground.node.erase(order);
    if (this.#waiting.size < waitingMax) this.#waiting.add(order.id);
    await this.#tellWaiting();
  }

  async #tellWaiting(): Promise<void> {
    const ids: string[] = [];
    for (const id of this.#waiting) {
      if ((await this.#options.erasures.find(id))?.settledMilliseconds !== undefined) ids.push(id);
    }
    for (const id of ids) this.#waiting.delete(id);
    if (ids.length > 0) await this.#say({ kind: 'erased', ids });
  }

  async #answer({ after, wanted }: ErasureAsk): Promise<void> {
    const { erasures } = this.#options;
    if (wanted.length > 0) {
      for (const id of wanted) {
        const order = (await erasures.find(id))?.order;
        if (order?.seal !== undefined) await this.#say({ kind: 'erasure', order: { ...order, seal: order.seal } });
      }
      return;
    }
    const page = await erasures.after(after, erasureLimits.namedOrdersMax);
    const isLast = page.length < erasureLimits.namedOrdersMax;
    const settled = page.filter(({ settledMilliseconds }) => settledMilliseconds !== undefined);
    await this.#say({ kind: 'erased', ids: settled.map(({ order }) => order.id), page: { after, isLast } });
  }

  async #say(message: ControlOf<'erased'> | ControlOf<'erasure'>): Promise<void> {
    await this.#session?.publish('ctl', encodeControl(message));
  }

  #queue(work: () => Promise<void>): void {
    this.#hearing.run(work).catch(this.#options.onError);
  }
}
