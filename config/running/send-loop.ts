import { type Dictionaries, encodeBatch, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import type { Change, Cursor } from '../../protocol/change.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import { type ProblemCode, problems } from '../../protocol/problem.js';
import {
  noteGap,
  noteHead,
  noteReceipt,
  noteRefused,
  noteSent,
  openSender,
  overdueLanes,
  planSend,
  type SenderState,
  type SendPlan,
} from '../../protocol/sender.js';
import type { Timers } from './timers.js';
import { type RoundResult, WakeLoop } from './wake-loop.js';

/** A run of one lane as the log gives it. */
export interface LogRun {
  readonly from: number;
  readonly to: number;
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  readonly changes: readonly Change[];
}

export interface LogHead {
  readonly lane: Lane;
  readonly seq: number;
}

export interface SendLoopOptions {
  /** Whose log it is, and of which epoch. */
  readonly origin: SiteCode;
  readonly epoch: number;
  /** Where the receiver stands, as it said at the opening of the session (rule S2). */
  readonly durabilities: readonly LaneDurability[];
  /** The dictionary to compress with, which the receiver announced; 0 for none (rule S11). */
  readonly dictionary: number;
  readonly dictionaries: Dictionaries;
  /** What a batch may weigh on this link. */
  readonly batchBytesMax: number;
  readonly readHeads: () => Promise<readonly LogHead[]>;
  readonly readRun: (lane: Lane, after: Cursor, bytesMax: number) => Promise<LogRun | 'fork' | undefined>;
  /** Awaited before a batch up to this cursor goes out; a site's witness is written there (rule E9). */
  readonly beforePublish?: (lane: Lane, to: Cursor) => void | Promise<void>;
  readonly publish: (lane: Lane, batch: Uint8Array) => Promise<void>;
  readonly now: () => number;
  readonly timers?: Timers;
  /** The receiver refused a lane for good, or the two logs differ: it waits for a new session. */
  readonly onLaneStopped: (lane: Lane, code: ProblemCode) => void;
  readonly onError: (error: unknown) => void;
}

/** How many times smaller bodies are on the wire, until it is known: the log counts them before compression. */
const shrinkAtFirst = 4;
const shrinkMax = 24;
/** A batch that came out so much too large is cut smaller. */
const overweightMax = 1.5;

/**
 * The sending half of one session: a site's uplink and the hub's downlink are both this loop around the state machine of
 * `protocol/sender.ts`. It reads the log at its own pace; whatever happens outside only wakes it.
 */
export class SendLoop {
  readonly #options: SendLoopOptions;
  readonly #loop: WakeLoop;
  #state: SenderState;
  #dictionary: number;
  #grown = true;
  #shrink = shrinkAtFirst;

  constructor(options: SendLoopOptions) {
    this.#options = options;
    this.#state = openSender(options.durabilities, new Map());
    this.#dictionary = options.dictionary;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  /** The log may have grown. */
  wake(): void {
    this.#grown = true;
    this.#loop.wake();
  }

  noteReceipt(receipt: Receipt): void {
    this.#state = noteReceipt(this.#state, receipt);
    this.#loop.wake();
  }

  noteRefusal(refusal: Refusal): void {
    if (refusal.lane === undefined) return;
    const reaction = reactionTo(refusal.code);
    if (reaction === 'send-plain') this.#dictionary = 0;
    if (reaction === 'stop') {
      this.#state = noteRefused(this.#state, refusal.lane);
      this.#options.onLaneStopped(refusal.lane, refusal.code);
      return;
    }
    this.#state = noteGap(this.#state, refusal.lane);
    this.#loop.wake();
  }

  /** Whether a batch has waited for its receipt for too long. */
  isOverdue(): boolean {
    return overdueLanes(this.#state, this.#options.now()).length > 0;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    if (this.#grown) {
      this.#grown = false;
      for (const head of await this.#options.readHeads()) this.#state = noteHead(this.#state, head.lane, head.seq);
    }
    const plan = planSend(this.#state, this.#options.batchBytesMax);
    if (plan === undefined) return 'idle';
    const run = await this.#options.readRun(plan.lane, plan.after, Math.floor(plan.bytesMax * this.#shrink));
    if (run === undefined) return 'idle';
    if (run === 'fork') {
      this.#state = noteRefused(this.#state, plan.lane);
      this.#options.onLaneStopped(plan.lane, 'batch-fork');
      return 'again';
    }
    // A receipt or a refusal that came while the log was read has moved the lane; what was read may be stale.
    if (planSend(this.#state, plan.bytesMax)?.after !== plan.after) return 'again';
    await this.#send(plan, run);
    return 'again';
  }

  async #send({ lane, bytesMax }: SendPlan, run: LogRun): Promise<void> {
    const { origin, epoch, dictionaries, now } = this.#options;
    const header = {
      protocol: protocolVersion,
      schema: schemaVersion,
      origin,
      epoch,
      lane,
      from: run.from,
      to: run.to,
      chainBefore: run.chainBefore,
      chainAfter: run.chainAfter,
      dictionary: this.#dictionary,
    };
    const batch = encodeBatch(header, run.changes, dictionaries);
    if (this.#isOverweight(bytesMax, run, batch.length)) return;
    await this.#options.beforePublish?.(lane, { seq: run.to, chain: run.chainAfter });
    this.#state = noteSent(this.#state, lane, { seq: run.to, chain: run.chainAfter }, batch.length, now());
    await this.#options.publish(lane, batch);
  }

  /** Learns from each batch how much to read for one; whether this one is so large that less has to be read. */
  #isOverweight(bytesMax: number, run: LogRun, batchBytes: number): boolean {
    const bodyBytes = run.changes.reduce((sum, { body }) => sum + body.length, 0);
    const before = this.#shrink;
    const measured = Math.min(shrinkMax, Math.max(1, bodyBytes / batchBytes));
    // Small batches say little of large ones, and hope is dearer than caution.
    this.#shrink = measured < before ? measured : Math.min(measured, before * 2);
    const groups = run.changes.filter(({ groupEnd }) => groupEnd).length;
    return batchBytes > bytesMax * overweightMax && groups > 1 && measured < before * 0.9;
  }
}

/** What a refusal of a batch asks of its sender. */
export type Reaction = 'send-again' | 'send-plain' | 'stop';

export function reactionTo(code: ProblemCode): Reaction {
  if (code === 'batch-gap') return 'send-again';
  if (code === 'dictionary-unknown') return 'send-plain';
  return 'stop';
}

/** Whether what stopped a lane may pass by itself; otherwise it is tried again much more rarely. */
export function mayTryAgain(code: ProblemCode): boolean {
  return problems[code].nature !== 'permanent';
}

/** Changes that one read of the log may take, a group more at most. */
export const runChangesMax = limits.batchChangesMax;
