import {
  type Dictionaries,
  encodeBatch,
  modelledDictionaryMin,
  protocolVersion,
  schemaVersion,
} from '../../protocol/batch.js';
import type { Change, Cursor } from '../../protocol/change.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import type { Refusal } from '../../protocol/control/refusal.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { LinkTraits } from '../../protocol/sender/pace.js';
import {
  isSilent,
  isUnderWay,
  noteAsked,
  noteGap,
  noteHead,
  noteReceipt,
  noteRefused,
  noteSent,
  openSender,
  overdueLanes,
  planAhead,
  planSend,
  releaseLanes,
  type SenderState,
  type SendPlan,
  takeLanes,
  waitsForReceiver,
} from '../../protocol/sender.js';
import { systemTimers, type Timers } from './timers.js';
import { type RoundResult, WakeLoop } from './wake-loop.js';

/** A run of one lane as the log gives it. */
export interface LogRun {
  readonly from: number;
  readonly to: number;
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  readonly changes: readonly Change[];
}

/** The two logs differ; or the receiver does not take what comes next (rule S93). */
export type Unsendable = 'fork' | 'unsupported';

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
  readonly link: LinkTraits;
  readonly readHeads: () => Promise<readonly LogHead[]>;
  readonly readRun: (lane: Lane, after: Cursor, bytesMax: number) => Promise<LogRun | Unsendable | undefined>;
  /** Awaited before a batch up to this cursor goes out; a site's witness is written there (rule E9). */
  readonly beforePublish?: (lane: Lane, to: Cursor) => void | Promise<void>;
  /** @param to the last change of the batch */
  readonly publish: (lane: Lane, batch: Uint8Array, to: Cursor) => Promise<void>;
  /** Asks the receiver for its receipt of a lane as it stands (rule S22). */
  readonly ask: (lane: Lane) => Promise<void>;
  /** The receipt of something that is under way is overdue; not told of a lane that only waits for credit. */
  readonly onOverdue?: () => void;
  /** What may be sent over this link; all lanes where it is left out. */
  readonly policy?: LanePolicy;
  readonly onSent?: (lane: Lane, sent: SentBatch) => void;
  readonly timers?: Timers;
  /** The receiver refused a lane for good, or the two logs differ: it waits for a new session. */
  readonly onLaneStopped: (lane: Lane, code: ProblemCode) => void;
  readonly onError: (error: unknown) => void;
}

/** A batch that went out: its first and last change, and its weight. */
export interface SentBatch {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Which lanes flow over a link; one that costs money keeps some for later. */
export interface LanePolicy {
  mayFlow(lane: Lane): boolean;
  noteSent(lane: Lane, bytes: number): void;
}

/** How many times smaller bodies are on the wire, until it is known: the log counts them before compression. */
const shrinkAtFirst = { deflated: 4, modelled: 12 };
const shrinkMax = 24;
/** A batch that came out so much too large is cut smaller. */
const overweightMax = 1.5;
/** How often the loop looks whether to ask, while something waits for the receiver. */
const lookMilliseconds = 250;

interface CutBatch {
  readonly to: Cursor;
  readonly batch: Uint8Array;
}

/**
 * The sending half of one session: a site's uplink and the hub's downlink are both this loop around the state machine of
 * `protocol/sender.ts`. It reads the log at its own pace; whatever happens outside only wakes it.
 */
export class SendLoop {
  readonly #options: SendLoopOptions;
  readonly #loop: WakeLoop;
  readonly #timers: Timers;
  #state: SenderState;
  #dictionary: number;
  #shrink: number;
  #grown = true;
  #forgetLook: (() => void) | undefined;
  #ahead: { readonly plan: SendPlan; readonly cut: CutBatch } | undefined;
  readonly #mayFlow = (lane: Lane) => this.#options.policy?.mayFlow(lane) ?? true;

  constructor(options: SendLoopOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#state = openSender(options.durabilities, new Map(), options.link);
    this.#dictionary = options.dictionary;
    this.#shrink = options.dictionary >= modelledDictionaryMin ? shrinkAtFirst.modelled : shrinkAtFirst.deflated;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  /** The log may have grown. */
  wake(): void {
    this.#grown = true;
    this.#loop.wake();
  }

  /** Sends these lanes too from now on, from where the receiver is durable; lanes that it sends already begin again there. */
  take(durabilities: readonly LaneDurability[]): void {
    this.#state = takeLanes(this.#state, durabilities);
    this.#ahead = undefined;
    this.wake();
  }

  /** Another session carries these lanes from now on. */
  release(lanes: readonly Lane[]): void {
    this.#state = releaseLanes(this.#state, lanes);
    this.#ahead = undefined;
  }

  noteReceipt(receipt: Receipt): void {
    this.#state = noteReceipt(this.#state, receipt, this.#now());
    this.#loop.wake();
  }

  noteRefusal(refusal: Refusal): void {
    if (refusal.lane === undefined) return;
    const reaction = reactionTo(refusal.code);
    if (reaction === 'send-plain') this.#dictionary = 0;
    this.#ahead = undefined;
    if (reaction === 'stop') {
      this.#state = noteRefused(this.#state, refusal.lane);
      this.#options.onLaneStopped(refusal.lane, refusal.code);
      return;
    }
    this.#state = noteGap(this.#state, refusal.lane);
    this.#loop.wake();
  }

  /** Whether the receiver has left so many questions unanswered that the session is of no use. */
  isSilent(): boolean {
    return isSilent(this.#state, this.#now());
  }

  stop(): Promise<void> {
    this.#forgetLook?.();
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    if (this.#grown) {
      this.#grown = false;
      for (const head of await this.#options.readHeads()) this.#state = noteHead(this.#state, head.lane, head.seq);
    }
    const overdue = overdueLanes(this.#state, this.#now());
    if (overdue.some((lane) => isUnderWay(this.#state, lane))) this.#options.onOverdue?.();
    for (const lane of overdue) {
      this.#state = noteAsked(this.#state, lane, this.#now());
      await this.#options.ask(lane);
    }
    this.#lookAgain();
    const plan = this.#plan();
    if (plan === undefined) return this.#readAhead();
    const cut = this.#takeAhead(plan) ?? (await this.#cut(plan));
    if (cut === undefined) return 'idle';
    if (typeof cut === 'string') {
      this.#state = noteRefused(this.#state, plan.lane);
      this.#options.onLaneStopped(plan.lane, cut === 'fork' ? 'batch-fork' : 'version-unsupported');
      return 'again';
    }
    const { to, batch } = cut;
    await this.#options.beforePublish?.(plan.lane, to);
    // A receipt or a refusal that came meanwhile has moved the lane; what was read may be stale.
    if (this.#plan()?.after !== plan.after) return 'again';
    this.#state = noteSent(this.#state, plan.lane, to, batch.length, this.#now());
    this.#options.policy?.noteSent(plan.lane, batch.length);
    this.#options.onSent?.(plan.lane, { from: plan.after.seq + 1, to: to.seq, bytes: batch.length });
    await this.#options.publish(plan.lane, batch, to);
    return 'again';
  }

  #plan(): SendPlan | undefined {
    return planSend(this.#state, this.#now(), this.#mayFlow);
  }

  /** Cuts the next batch while the one before is under way, so that its receipt finds it ready. */
  async #readAhead(): Promise<RoundResult> {
    const plan = planAhead(this.#state, this.#now(), this.#mayFlow);
    if (plan === undefined || this.#ahead?.plan.after === plan.after) return 'idle';
    const cut = await this.#cut(plan);
    if (typeof cut === 'object') this.#ahead = { plan, cut };
    return 'idle';
  }

  /** What was cut ahead, if it is what is to be sent now. */
  #takeAhead({ lane, after }: SendPlan): CutBatch | undefined {
    const ahead = this.#ahead;
    if (ahead?.plan.lane !== lane || ahead.plan.after !== after) return undefined;
    this.#ahead = undefined;
    const { cut, plan } = ahead;
    const grew = (this.#state.lanes.get(lane)?.headSeq ?? 0) > cut.to.seq;
    // Few changes that have become more meanwhile: one batch of all of them is cheaper.
    return grew && cut.batch.length < plan.bytesMax / 2 ? undefined : cut;
  }

  /** While something waits for the receiver, or for the policy, nobody else may wake the loop. */
  #lookAgain(): void {
    if (this.#forgetLook !== undefined || !waitsForReceiver(this.#state)) return;
    this.#forgetLook = this.#timers.after(lookMilliseconds, () => {
      this.#forgetLook = undefined;
      this.#loop.wake();
    });
  }

  /** A batch of about the planned size; one that came out much too large is cut again. */
  async #cut({ lane, after, bytesMax }: SendPlan): Promise<CutBatch | Unsendable | undefined> {
    for (;;) {
      const run = await this.#options.readRun(lane, after, Math.floor(bytesMax * this.#shrink));
      if (typeof run !== 'object') return run;
      const batch = this.#encode(lane, run);
      if (!this.#isOverweight(bytesMax, run, batch.length)) {
        return { to: { seq: run.to, chain: run.chainAfter }, batch };
      }
    }
  }

  #encode(lane: Lane, run: LogRun): Uint8Array {
    const { origin, epoch, dictionaries } = this.#options;
    const { from, to, chainBefore, chainAfter } = run;
    const version = { protocol: protocolVersion, schema: schemaVersion };
    const header = { ...version, origin, epoch, lane, from, to, chainBefore, chainAfter, dictionary: this.#dictionary };
    return encodeBatch(header, run.changes, dictionaries);
  }

  #now(): number {
    return this.#timers.elapsedMilliseconds();
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

/** Changes that one read of the log may take, a group more at most. */
export const runChangesMax = limits.batchChangesMax;
