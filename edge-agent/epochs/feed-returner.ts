import type { Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { SealedRun } from '../../journal/epoch/earlier-feeds.js';
import type { SiteEpochStore } from '../../journal/site-epoch-store.js';
import { encodeBatch, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import type { Cursor } from '../../protocol/change.js';
import type { ReturnedHeld } from '../../protocol/control/returned-held.js';
import { hubCode } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { withSeal } from '../../protocol/session/feed-seal.js';
import type { OpenSession } from '../links/open-session.js';

export interface FeedReturnerOptions {
  readonly epochs: SiteEpochStore;
  /** There is another feed to return, for which the hub has to be asked where it stands: a hello is due. */
  readonly onMore: (session: OpenSession) => void;
  readonly onError: (error: unknown) => void;
  readonly timers?: Timers;
}

/** Batches that may be under way without an answer: what the hub lost comes back over the same link as new work. */
const underWayMax = 4;

interface Return {
  readonly session: OpenSession;
  readonly hubEpoch: number;
  /** How far each lane was sent, and what the hub has answered that it holds. */
  readonly sent: Map<Lane, Cursor>;
  readonly held: Map<Lane, number>;
  underWay: number;
  /** Everything was sent. */
  isSent: boolean;
}

/**
 * Gives back to a hub that was put back to an earlier state what it had sent: of the feed of the earlier hub epoch, what
 * stands after the hub's own marks, unchanged and under its own seals (rule E16). One feed for a session; for the
 * next one, if there is any, it asks for another hello.
 */
export class FeedReturner {
  readonly #options: FeedReturnerOptions;
  readonly #loop: WakeLoop;
  #session: OpenSession | undefined;
  #return: Return | undefined;

  constructor(options: FeedReturnerOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  use(session: OpenSession | undefined): void {
    this.#session = session;
    this.#return = undefined;
    this.#loop.wake();
  }

  hear(session: OpenSession, { hubEpoch, lane, seq }: ReturnedHeld): void {
    const back = this.#return;
    if (back === undefined || back.session !== session || back.hubEpoch !== hubEpoch) return;
    back.held.set(lane, Math.max(back.held.get(lane) ?? 0, seq));
    back.underWay = Math.max(0, back.underWay - 1);
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    await this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    const session = this.#session;
    if (session === undefined) return 'idle';
    this.#return ??= await this.#begin(session);
    const back = this.#return;
    if (back === undefined || back.session !== this.#session) return 'idle';
    if (back.isSent) {
      await this.#settle(back);
      return 'idle';
    }
    if (back.underWay >= underWayMax) return 'idle';
    await this.#sendNext(back);
    return 'again';
  }

  /** Where the hub stands in the feed that the hello has named. */
  async #begin(session: OpenSession): Promise<Return | undefined> {
    const { epochs } = this.#options;
    const feed = await epochs.earlierFeed();
    if (feed === undefined) return undefined;
    const { hubEpoch } = feed;
    const { marks } = session.welcome;
    const sent = new Map<Lane, Cursor>();
    for (const lane of lanes) sent.set(lane, await epochs.commonMark({ hubEpoch, lane, marks }));
    return { session, hubEpoch, sent, held: new Map(), underWay: 0, isSent: false };
  }

  async #sendNext(back: Return): Promise<void> {
    for (const lane of lanes) {
      const after = back.sent.get(lane);
      const run = after && (await this.#options.epochs.sealedRun(back.hubEpoch, lane, after));
      if (run === undefined) continue;
      back.sent.set(lane, { seq: run.to, chain: run.chainAfter });
      back.held.set(lane, back.held.get(lane) ?? 0);
      back.underWay += 1;
      await back.session.publish(lane, payloadOf(back.hubEpoch, lane, run));
      return;
    }
    back.isSent = true;
  }

  /** All that was sent is held: the hub need not be asked about this feed again. */
  async #settle(back: Return): Promise<void> {
    for (const [lane, seq] of back.held) if (seq < (back.sent.get(lane)?.seq ?? 0)) return;
    this.#session = undefined;
    if (await this.#options.epochs.settleFeed(back.hubEpoch)) this.#options.onMore(back.session);
  }
}

/** As the hub had sent it: the same changes, the same chain, its own seal. */
function payloadOf(hubEpoch: number, lane: Lane, run: SealedRun): Uint8Array {
  const { from, to, chainBefore, chainAfter, changes, seal } = run;
  const version = { protocol: protocolVersion, schema: schemaVersion, dictionary: 0 };
  const header = { ...version, origin: hubCode, epoch: hubEpoch, lane, from, to, chainBefore, chainAfter };
  return withSeal(encodeBatch(header, changes, new Map()), seal);
}
