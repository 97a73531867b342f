import type { Logger } from '../../config/running/logger.js';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import type { OrderResult, TakenOrderStore } from '../../journal/orders/taken-order-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Order } from '../../protocol/control/order.js';
import type { LinkName } from '../../protocol/ids.js';
import { type CustodyOrderKind, type OrderOutcome, orderLimits } from '../../protocol/orders/order-kinds.js';
import { Problem } from '../../protocol/problem.js';
import type { OpenSession } from '../links/open-session.js';
import type { SiteCustody } from './custody/site-custody.js';
import type { HoldKeeper } from './hold-keeper.js';
import { type Judged, judgeOrder, takenOf } from './judge-order.js';
import type { PathTester } from './path-test/path-tester.js';

export interface SiteOrdersOptions {
  readonly taken: TakenOrderStore;
  readonly links: readonly LinkName[];
  readonly holds: HoldKeeper;
  readonly tester: Pick<PathTester, 'run'>;
  /** What the box says of itself; without, it says nothing. */
  readonly diagnose?: () => Promise<OrderOutcome>;
  /** Who has the keys; without, no order about them is heeded. */
  readonly custody?: Pick<SiteCustody, 'refusalOf' | 'carryOut' | 'finish'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

type BegunOrder = Exclude<Judged, { readonly kind: 'now' | 'custody' }>;

/** Does what regional operations order, each order once, and says what became of it (rules L45 to L49). */
export class SiteOrders {
  readonly #options: SiteOrdersOptions;
  #session: OpenSession | undefined;
  /** One after the other, in the order in which they came. */
  readonly #taking = new OneAfterAnother();
  /** What takes time, by the id of its order. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(options: SiteOrdersOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { taken, holds, now } = this.#options;
    await holds.start();
    await taken.forget(now() - orderLimits.rememberedMillisecondsMax);
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    await this.#taking.settled();
    await Promise.all(this.#underWay.values());
    this.#options.holds.stop();
  }

  /** The session that outcomes are told over. The hub asks again for what could not be told. */
  use(session: OpenSession | undefined): void {
    this.#session = session;
  }

  /** An order came over a session. */
  hear(order: Order): void {
    this.#taking.run(() => this.#take(order)).catch(this.#options.onError);
  }

  async #take(order: Order): Promise<void> {
    const { id } = order;
    if (this.#underWay.has(id)) return;
    const { taken, links, holds, custody, logger, now } = this.#options;
    const at = now();
    const refusal = custody && { refusalOfCustody: (given: Order) => custody.refusalOf(given) };
    const judged = judgeOrder(order, { links, holds: holds.holds, now: at, ...refusal });
    const change = judged.kind === 'now' && judged.change !== undefined ? { change: judged.change } : {};
    const done = judged.kind === 'now' ? { ...judged.result, ...change } : undefined;
    const known = await taken.take(takenOf(order, at), done);
    if (known !== 'new') return this.#tellAgain(id, known.result);
    logger.info({ order: order.order, link: order.link }, 'an order of operations');
    if (judged.kind === 'custody') return this.#carryOut(order, judged.custody);
    if (judged.kind !== 'now') return this.#begin(id, judged);
    if (judged.change !== undefined) holds.note(judged.change);
    await this.#tell(id, judged.result);
  }

  /** One that was begun by a run of the program that ended meanwhile has come to nothing. */
  async #tellAgain(id: string, result: OrderResult | undefined): Promise<void> {
    if (result !== undefined) return this.#tell(id, result);
    await this.#settle(id, { end: 'failed', outcome: { code: 'time-out' } });
  }

  /** What is told is true when it arrives, or becomes so with the next start; and only then does the program end. */
  #carryOut(order: Order, kind: CustodyOrderKind): void {
    const { custody, onError } = this.#options;
    if (custody === undefined) return;
    const { id } = order;
    const work = custody
      .carryOut(order, kind)
      .catch((error): OrderResult => this.#failedBy(error))
      .then(async (result) => {
        await this.#settle(id, result).catch(onError);
        custody.finish(kind, result);
      })
      .catch(onError)
      .finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, work);
  }

  #failedBy(error: unknown): OrderResult {
    if (!(error instanceof Problem)) this.#options.onError(error);
    return { end: 'failed', outcome: { code: error instanceof Problem ? error.code : 'internal' } };
  }

  #begin(id: string, judged: BegunOrder): void {
    const work = this.#outcomeOf(judged)
      .then((outcome): OrderResult => ({ end: 'done', outcome }))
      .catch((error): OrderResult => this.#failedBy(error))
      .then((result) => this.#settle(id, result))
      .catch(this.#options.onError)
      .finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, work);
  }

  async #outcomeOf(judged: BegunOrder): Promise<OrderOutcome> {
    const { tester, diagnose } = this.#options;
    if (judged.kind === 'path-test') return { ...(await tester.run(judged.link)) };
    if (diagnose === undefined) throw new Problem('method-unsupported', 'diagnostics');
    return diagnose();
  }

  async #settle(id: string, result: OrderResult): Promise<void> {
    await this.#options.taken.settle(id, result);
    await this.#tell(id, result);
  }

  async #tell(id: string, { end, outcome }: OrderResult): Promise<void> {
    await this.#session?.publish('ctl', encodeControl({ kind: 'order-done', id, end, outcome }));
  }
}
