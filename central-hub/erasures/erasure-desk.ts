import type { Logger } from '../../config/running/logger.js';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { CarriedErasure, ErasureStore } from '../../journal/erasure/erasure-store.js';
import { takesErased } from '../../protocol/control/abilities.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Erased } from '../../protocol/control/erased.js';
import type { Erasure } from '../../protocol/control/erasure.js';
import type { ErasureAsk } from '../../protocol/control/erasure-ask.js';
import type { Hello } from '../../protocol/control/hello.js';
import { doublingMilliseconds } from '../../protocol/doubling.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { NodeErasures } from '../../provisioning/erasure/node-erasures.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';

/** What erasures at the hub need beside the engine. */
export interface HubErasures {
  readonly node: NodeErasures;
  /** The word of the hub's authority for an order. */
  readonly seal: (order: ErasureOrder) => string;
  /** Whether an order that comes back bears it. */
  readonly isSealed: (order: ErasureOrder) => boolean;
}

export interface ErasureDeskOptions {
  readonly erasures: ErasureStore;
  readonly hub: HubErasures;
  readonly transport: Pick<SiteTransport, 'publish'>;
  /** The session that carries a site's most urgent lane; `undefined` while there is none. */
  readonly carrier: (site: SiteCode) => SitePeer | undefined;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** Where the talk with a site stands that takes erasures. */
interface Talk {
  /** Behind which id the site is asked what it has settled; absent where that is known. */
  asked?: string | undefined;
  /** Orders that were said and are not answered. */
  told: Set<string>;
  /** Something is said, or to be said, and not answered. */
  isOpen: boolean;
  /** How often it was said over this connection, and when last. */
  peer?: SitePeer;
  times: number;
  atMilliseconds: number;
}

const lookMilliseconds = 5_000;
/** How long an answer is waited for until it is said again over the same connection: twice as long each time. */
const againMilliseconds = { shortest: 30_000, longest: 60 * 60 * 1000 };
const toldAtOnceMax = 20;

/** Tells sites what was erased by order of law, until each has settled it (rules S94 to S97). */
export class ErasureDesk {
  readonly #options: ErasureDeskOptions;
  readonly #timers: Timers;
  readonly #talks = new Map<SiteCode, Talk>();
  readonly #talking = new OneAfterAnother();
  #endLooks: (() => void) | undefined;

  constructor(options: ErasureDeskOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  start(): void {
    this.#endLooks = this.#timers.every(lookMilliseconds, () => {
      for (const [site, { isOpen }] of this.#talks) if (isOpen) this.tell(site);
    });
  }

  async stop(): Promise<void> {
    this.#endLooks?.();
    await this.#talking.settled();
  }

  /** Carries an order out here, and tells the sites of it. */
  async order(order: ErasureOrder): Promise<CarriedErasure> {
    const carried = await this.#options.hub.node.erase(order);
    for (const site of this.#talks.keys()) this.#beginAnew(site);
    return carried;
  }

  /** A session was opened: its hello tells whether the site has settled what was erased here (rule S95). */
  open({ site }: SitePeer, hello: Pick<Hello, 'abilities' | 'erasures'>): void {
    if (!takesErased(hello)) {
      this.#talks.delete(site);
      return;
    }
    this.#queue(async () => {
      const { erasures, now } = this.#options;
      const own = await erasures.digest();
      const isSame = Buffer.compare(own, hello.erasures ?? new Uint8Array()) === 0;
      if (isSame && own.length > 0) await erasures.confirmAll(site, now());
      this.#talks.set(site, {
        ...(!isSame && { asked: '' }),
        told: new Set(),
        isOpen: !isSame,
        times: 0,
        atMilliseconds: 0,
      });
      if (!isSame) await this.#tell(site);
    });
  }

  /** Says what waits over the connection that carries the site's urgent lane, if there is one. */
  tell(site: SiteCode): void {
    this.#queue(() => this.#tell(site));
  }

  /** Hears what a site has settled, or returns, in a session; `foreign` where an order bears another word than this hub's. */
  async hear({ site }: SitePeer, message: Erased | Erasure): Promise<'taken' | 'foreign'> {
    if (message.kind === 'erased') {
      this.#queue(() => this.#hearErased(site, message));
      return 'taken';
    }
    const { hub, erasures, logger } = this.#options;
    if ((await erasures.find(message.order.id)) !== undefined) return 'taken';
    if (!hub.isSealed(message.order)) return 'foreign';
    logger.warn({ site }, 'a site returned an erasure that this hub had lost');
    await this.order(message.order);
    return 'taken';
  }

  async #hearErased(site: SiteCode, { ids, page }: Erased): Promise<void> {
    const { erasures, now } = this.#options;
    const talk = this.#talks.get(site);
    if (page === undefined) {
      await erasures.confirm(site, ids, now());
      for (const id of ids) talk?.told.delete(id);
      // Those behind the first few wait until these are settled.
      if (talk !== undefined && talk.told.size > 0) return;
    } else {
      // The answer to a question that was asked twice is heard once.
      if (talk === undefined || talk.asked !== page.after) return;
      const last = ids.at(-1);
      await erasures.confirmPage(site, { ...page, ...(!page.isLast && last && { through: last }), ids }, now());
      await this.#askBack(site, ids);
      talk.asked = page.isLast ? undefined : last;
    }
    this.#beginAnew(site);
  }

  /** A hub that was put back to an earlier state has lost orders that its sites still have (rule S97). */
  async #askBack(site: SiteCode, ids: readonly string[]): Promise<void> {
    const lost: string[] = [];
    for (const id of ids) if ((await this.#options.erasures.find(id)) === undefined) lost.push(id);
    if (lost.length > 0) await this.#say(site, { kind: 'erasure-ask', after: '', wanted: lost });
  }

  #beginAnew(site: SiteCode): void {
    const talk = this.#talks.get(site);
    if (talk === undefined) return;
    Object.assign(talk, { isOpen: true, times: 0 });
    this.tell(site);
  }

  async #tell(site: SiteCode): Promise<void> {
    const { erasures, carrier, hub } = this.#options;
    const [talk, peer] = [this.#talks.get(site), carrier(site)];
    if (talk === undefined || peer === undefined || !this.#isDue(talk, peer)) return;
    Object.assign(talk, { times: talk.peer === peer ? talk.times + 1 : 1, peer });
    talk.atMilliseconds = this.#timers.elapsedMilliseconds();
    if (talk.asked !== undefined) return this.#say(site, { kind: 'erasure-ask', after: talk.asked, wanted: [] });
    const waiting = await erasures.unconfirmed(site, toldAtOnceMax);
    Object.assign(talk, { isOpen: waiting.length > 0, told: new Set(waiting.map(({ order }) => order.id)) });
    for (const { order } of waiting) {
      await this.#say(site, { kind: 'erasure', order: { ...order, seal: hub.seal(order) } });
    }
  }

  #isDue(talk: Talk, peer: SitePeer): boolean {
    if (talk.peer !== peer || talk.times === 0) return true;
    const pause = doublingMilliseconds(againMilliseconds, talk.times - 1);
    return this.#timers.elapsedMilliseconds() - talk.atMilliseconds >= pause;
  }

  async #say(site: SiteCode, message: ErasureAsk | Erasure): Promise<void> {
    const { carrier, transport } = this.#options;
    const peer = carrier(site);
    if (peer !== undefined) await transport.publish(peer, 'ctl', encodeControl(message));
  }

  #queue(work: () => Promise<void>): void {
    this.#talking.run(work).catch(this.#options.onError);
  }
}
