import type { Logger } from '../../config/running/logger.js';
import { reactionTo } from '../../config/running/send-loop.js';
import type { Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { ApplyBatch, ApplyOutcome, SyncStore } from '../../journal/sync-store.js';
import { type Dictionaries, decodeBatch } from '../../protocol/batch.js';
import { encodeControl } from '../../protocol/control/control.js';
import { hubCode, type SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { splitSeal } from '../../protocol/session/feed-seal.js';
import type { OpenSession } from '../links/open-session.js';
import type { StoppedLanes } from '../links/stopped-lanes.js';

export interface DownlinkOptions {
  readonly sync: SyncStore;
  readonly site: SiteCode;
  readonly dictionaries: Dictionaries;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly stops: StoppedLanes;
  readonly onError: (error: unknown) => void;
}

interface Waiting {
  readonly session: OpenSession;
  readonly lane: Lane;
  readonly payload: Uint8Array;
}

interface Admitted {
  readonly session: OpenSession;
  readonly lane: Lane;
  readonly command: ApplyBatch;
}

/** The last outcome of a lane in a round; it says all that the hub has to hear of the lane. */
interface Answer {
  readonly session: OpenSession;
  readonly outcome: ApplyOutcome;
}

/** Batches of one transaction. */
const batchesMax = 16;

/** Applies the hub's feed, and answers each lane with a receipt after the commit (rules S6, S7). */
export class Downlink {
  readonly #options: DownlinkOptions;
  readonly #loop: WakeLoop;
  #waiting: Waiting[] = [];

  constructor(options: DownlinkOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  take(session: OpenSession, lane: Lane, payload: Uint8Array): void {
    this.#waiting.push({ session, lane, payload });
    this.#loop.wake();
  }

  /** The hub asks how far a lane of its feed is: the receipt, without a batch. */
  async answer(session: OpenSession, lane: Lane): Promise<void> {
    const { site, sync } = this.#options;
    const { hubEpoch } = session.welcome;
    const received = await sync.received({ direction: 'dn', site, epoch: hubEpoch });
    const durability = received.find((each) => each.lane === lane);
    if (durability !== undefined) this.#acknowledge(session, { durability, rejects: [] });
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    const taken = this.#waiting.slice(0, batchesMax);
    this.#waiting = this.#waiting.slice(taken.length);
    const admitted = taken.flatMap((waiting) => this.#judge(waiting));
    if (admitted.length > 0) await this.#apply(admitted);
    return this.#waiting.length > 0 ? 'again' : 'idle';
  }

  #judge({ session, lane, payload }: Waiting): readonly Admitted[] {
    const { site, dictionaries, now } = this.#options;
    const { hubEpoch } = session.welcome;
    try {
      const { batch: bytes, seal } = splitSeal(payload);
      const batch = decodeBatch(bytes, dictionaries);
      if (batch.header.origin !== hubCode || batch.header.lane !== lane) throw new Problem('scope-forged');
      if (batch.header.epoch !== hubEpoch) throw new Problem('epoch-unknown');
      const log = { direction: 'dn', site, epoch: hubEpoch } as const;
      return [{ session, lane, command: { log, batch, seal, receivedMilliseconds: now() } }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#refuse(session, lane, error.code);
      return [];
    }
  }

  async #apply(admitted: readonly Admitted[]): Promise<void> {
    const outcomes = await this.#options.sync.applyBatches(admitted.map(({ command }) => command));
    const answers = new Map<Lane, Answer>();
    for (const [index, outcome] of outcomes.entries()) {
      const item = admitted[index];
      if (item === undefined) continue;
      if (outcome.problem === undefined) answers.set(item.lane, { session: item.session, outcome });
      else this.#refuse(item.session, item.lane, outcome.problem.code);
    }
    for (const { session, outcome } of answers.values()) {
      this.#options.stops.noteProgress(session, outcome.durability.lane);
      this.#acknowledge(session, outcome);
    }
  }

  #acknowledge(session: OpenSession, outcome: Pick<ApplyOutcome, 'durability' | 'rejects' | 'mended'>): void {
    const { hubEpoch } = session.welcome;
    const receipt = encodeControl({
      kind: 'receipt',
      node: this.#options.site,
      hubEpoch,
      epoch: hubEpoch,
      ...outcome.durability,
      rejects: outcome.rejects,
      ...(outcome.mended !== undefined && { mended: outcome.mended }),
    });
    session.publish('ctl', receipt).catch(this.#options.onError);
  }

  #refuse(session: OpenSession, lane: Lane, code: ProblemCode): void {
    this.#options.logger.warn({ link: session.link, lane, code }, 'a batch of the hub was refused');
    // The hub stops the lane when it hears this.
    if (reactionTo(code) === 'stop') this.#options.stops.note(session, lane, code);
    session.publish('ctl', encodeControl({ kind: 'refusal', code, lane })).catch(this.#options.onError);
  }
}
