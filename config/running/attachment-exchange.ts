import {
  choosePull,
  noteChunk,
  notePullFailed,
  openPuller,
  type Pullable,
  type PullerState,
  planPull,
  pullLimits,
} from '../../protocol/attachments/puller.js';
import type { Chunk } from '../../protocol/control/chunk.js';
import type { ChunkDone } from '../../protocol/control/chunk-done.js';
import type { ChunkWant } from '../../protocol/control/chunk-want.js';
import { Problem } from '../../protocol/problem.js';
import { systemTimers, type Timers } from './timers.js';
import { type RoundResult, WakeLoop } from './wake-loop.js';

export type AttachmentMessage = ChunkWant | Chunk | ChunkDone;

/** What an exchange needs of the store of attachments. */
export interface ExchangedAttachments {
  readonly wanted: () => Promise<readonly Pullable[]>;
  readonly chunk: (hash: string, index: number) => Promise<Uint8Array | undefined>;
  readonly addChunk: (hash: string, index: number, bytes: Uint8Array) => Promise<'kept' | 'complete' | 'ignored'>;
  /** The other end holds it whole; whether to say the same of this one. */
  readonly noteDone: (hash: string) => Promise<boolean>;
  /** What the other end may hold without our knowing: a word of it may have been lost with a session. */
  readonly unconfirmed: () => Promise<readonly string[]>;
}

export interface AttachmentExchangeOptions {
  readonly attachments: ExchangedAttachments;
  readonly publish: (message: AttachmentMessage) => Promise<void>;
  /** Whether contents may flow over this link although nobody waits for them (rule A4). */
  readonly flowsFreely: () => boolean;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  readonly timers?: Timers;
  /** Bytes of content that went out. */
  readonly onSent?: (bytes: number) => void;
  /** A content is here whole. */
  readonly onComplete: (hash: string) => void;
  readonly onError: (error: unknown) => void;
}

/** How often, while something is wanted, a pull that has gone silent is looked for. */
const lookMilliseconds = 1_000;

/**
 * Attachments over one session, in both directions: pulls what is wanted here, and sends what the other end asks for
 * (rules A2 to A4). The log says what there is; this carries only the bytes.
 */
export class AttachmentExchange {
  readonly #options: AttachmentExchangeOptions;
  readonly #timers: Timers;
  readonly #loop: WakeLoop;
  #state: PullerState = openPuller();
  #heard: readonly AttachmentMessage[] = [];
  #forgetLook: (() => void) | undefined;

  constructor(options: AttachmentExchangeOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, this.#timers);
  }

  start(): void {
    this.wake();
    this.#tellWhole().catch(this.#options.onError);
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    this.#forgetLook?.();
  }

  /** Something new may be wanted. */
  wake(): void {
    this.#loop.wake();
  }

  hear(message: AttachmentMessage): void {
    // Who asks for more than a window at once breaks the rule; a long queue would only keep old questions.
    if (this.#heard.length >= pullLimits.windowChunksMax * 4) return;
    this.#heard = [...this.#heard, message];
    this.#loop.wake();
  }

  async #round(): Promise<RoundResult> {
    const [message, ...rest] = this.#heard;
    if (message !== undefined) {
      this.#heard = rest;
      await this.#answer(message);
      return 'again';
    }
    const { attachments, flowsFreely, now, publish } = this.#options;
    const wanted = await attachments.wanted();
    if (wanted.length > 0) this.#lookAgain();
    this.#state = choosePull(this.#state, flowsFreely() ? wanted : wanted.filter(({ asked }) => asked), now());
    const { state, plan } = planPull(this.#state, now());
    this.#state = state;
    if (plan === undefined) return 'idle';
    await publish({ kind: 'chunk-want', ...plan, hash: Buffer.from(plan.hash, 'hex') });
    return 'idle';
  }

  /** While something is wanted, nobody else may wake the loop; what is new to be wanted wakes it. */
  #lookAgain(): void {
    this.#forgetLook?.();
    this.#forgetLook = this.#timers.after(lookMilliseconds, () => this.wake());
  }

  async #answer(message: AttachmentMessage): Promise<void> {
    const hash = Buffer.from(message.hash).toString('hex');
    switch (message.kind) {
      case 'chunk-want':
        return this.#send(hash, message);
      case 'chunk':
        return this.#take(hash, message);
      case 'chunk-done':
        if (await this.#options.attachments.noteDone(hash)) await this.#tellDone(hash);
    }
  }

  async #tellWhole(): Promise<void> {
    for (const hash of await this.#options.attachments.unconfirmed()) await this.#tellDone(hash);
  }

  #tellDone(hash: string): Promise<void> {
    return this.#options.publish({ kind: 'chunk-done', hash: Buffer.from(hash, 'hex') });
  }

  /** Who knows the name has been given the record that names it: a name cannot be guessed. */
  async #send(hash: string, { from, count, asked }: ChunkWant): Promise<void> {
    const { attachments, publish, flowsFreely } = this.#options;
    const name = Buffer.from(hash, 'hex');
    const may = flowsFreely() || asked;
    const to = from + Math.min(count, pullLimits.windowChunksMax);
    for (let index = from; index < to; index += 1) {
      const bytes = may ? await attachments.chunk(hash, index) : undefined;
      await publish({ kind: 'chunk', hash: name, index, bytes: bytes ?? new Uint8Array(0) });
      if (bytes === undefined) return;
      this.#options.onSent?.(bytes.length);
    }
  }

  async #take(hash: string, { index, bytes }: Chunk): Promise<void> {
    const { attachments, now, onComplete, onError } = this.#options;
    if (bytes.length === 0) {
      this.#state = notePullFailed(this.#state, hash, now());
      return;
    }
    try {
      const kept = await attachments.addChunk(hash, index, bytes);
      if (kept === 'ignored') return;
      this.#state = noteChunk(this.#state, hash, index, now());
      if (kept === 'kept') return;
      await this.#tellDone(hash);
      onComplete(hash);
    } catch (error) {
      this.#state = notePullFailed(this.#state, hash, now());
      if (!(error instanceof Problem)) throw error;
      onError(error);
    }
  }
}
