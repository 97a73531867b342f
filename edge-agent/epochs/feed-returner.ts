import type { Logger } from '../../config/running/logger.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { SealedRun } from '../../journal/epoch/earlier-feeds.js';
import type { SiteEpochStore } from '../../journal/site-epoch-store.js';
import { encodeBatch, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import type { Cursor } from '../../protocol/change.js';
import type { ReturnedHeld } from '../../protocol/control/returned-held.js';
import type { ReturnedRefused } from '../../protocol/control/returned-refused.js';
import { doublingMilliseconds } from '../../protocol/doubling.js';
import { hubCode } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { withSeal } from '../../protocol/session/feed-seal.js';
import type { OpenSession } from '../links/open-session.js';

export interface FeedReturnerOptions {
  readonly epochs: Pick<SiteEpochStore, 'earlierFeed' | 'commonMark' | 'sealedRun' | 'settleFeed'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** There is another feed to return, for which the hub has to be asked where it stands: a hello is due. */
  readonly onMore: (session: OpenSession) => void;
  readonly onError: (error: unknown) => void;
  readonly timers?: Timers;
}

/** Pieces that may be under way without an answer: what the hub lost comes back over the same link as new work. */
const unansweredMax = 4;

/** How long the hub may be silent before what it has not answered is sent again, and twice as long each further time. */
const silenceMilliseconds = { shortest: 20_000, longest: 600_000 };

interface Piece {
  readonly lane: Lane;
  readonly payload: Uint8Array;
}

interface Return {
  readonly session: OpenSession;
  readonly hubEpoch: number;
  /** How far each lane was sent. */
  readonly sent: Map<Lane, Cursor>;
  /** What the hub has said nothing of, by {@link pieceName}. */
  readonly unanswered: Map<string, Piece>;
  /** Everything was sent. */
  isSent: boolean;
}

const pieceName = (lane: Lane, seq: number) => `${lane}:${seq}`;

/**
 * Gives back to a hub that was put back to an earlier state what it had sent: of the feed of the earlier hub epoch, what
 * stands after the hub's own marks, unchanged and under its own seals (rule E16). One feed for a session; for the
 * next one, if there is any, it asks for another hello.
 */
export class FeedReturner {
  readonly #options: FeedReturnerOptions;
  readonly #loop: WakeLoop;
  readonly #timers: Timers;
  #session: OpenSession | undefined;
  #return: Return | undefined;
  /** How often what is unanswered was sent again since the hub last answered. */
  #repeats = 0;
  #forgetSilence: (() => void) | undefined;

  constructor(options: FeedReturnerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  use(session: OpenSession | undefined): void {
    this.#session = session;
    this.#end();
    this.#loop.wake();
  }

  /** What the hub refuses it will not take before it is put right, under another hub epoch: the rest goes on. */
  hear(session: OpenSession, answer: ReturnedHeld | ReturnedRefused): void {
    const { hubEpoch, lane, seq } = answer;
    const back = this.#return;
    if (back === undefined || back.session !== session || back.hubEpoch !== hubEpoch) return;
    if (!back.unanswered.delete(pieceName(lane, seq))) return;
    if (answer.kind === 'returned-refused') {
      const { code } = answer;
      this.#options.logger.warn({ code, hubEpoch, lane, seq }, 'the hub does not take back what it had sent');
    }
    this.#repeats = 0;
    this.#awaitAnswer(back);
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    this.#end();
    await this.#loop.stop();
  }

  #end(): void {
    this.#return = undefined;
    this.#repeats = 0;
    this.#forgetSilence?.();
  }

  async #round(): Promise<RoundResult> {
    const session = this.#session;
    if (session === undefined) return 'idle';
    const back = this.#return ?? (await this.#begin(session));
    // Another session may have come meanwhile, and has woken the loop.
    if (back === undefined || this.#session !== session) return 'idle';
    this.#return = back;
    if (back.unanswered.size >= unansweredMax) return 'idle';
    if (!back.isSent) {
      await this.#sendNext(back);
      return 'again';
    }
    if (back.unanswered.size === 0) await this.#settle(back);
    return 'idle';
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
    return { session, hubEpoch, sent, unanswered: new Map(), isSent: false };
  }

  async #sendNext(back: Return): Promise<void> {
    for (const lane of lanes) {
      const after = back.sent.get(lane);
      const run = after && (await this.#options.epochs.sealedRun(back.hubEpoch, lane, after));
      if (run === undefined) continue;
      const piece = { lane, payload: payloadOf(back.hubEpoch, lane, run) };
      back.sent.set(lane, { seq: run.to, chain: run.chainAfter });
      back.unanswered.set(pieceName(lane, run.to), piece);
      this.#awaitAnswer(back);
      await back.session.publish(lane, piece.payload);
      return;
    }
    back.isSent = true;
  }

  /** A piece or its answer may be lost while the session stands: nothing else would ever bring the rest back. */
  #awaitAnswer(back: Return): void {
    this.#forgetSilence?.();
    if (back.unanswered.size === 0) return;
    const milliseconds = doublingMilliseconds(silenceMilliseconds, this.#repeats);
    this.#forgetSilence = this.#timers.after(milliseconds, () => this.#repeat(back).catch(this.#options.onError));
  }

  async #repeat(back: Return): Promise<void> {
    if (this.#return !== back) return;
    this.#repeats += 1;
    this.#awaitAnswer(back);
    for (const { lane, payload } of [...back.unanswered.values()]) await back.session.publish(lane, payload);
  }

  /** The hub has answered to all: it need not be asked about this feed again. */
  async #settle(back: Return): Promise<void> {
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
