import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { DigestStore, Held } from '../../journal/digests/digest-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { DigestAnswer } from '../../protocol/control/digest-answer.js';
import type { DigestDetail } from '../../protocol/control/digest-detail.js';
import type { SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { OpenSession } from '../links/open-session.js';
import { nextProofMilliseconds, type ProofState } from './proof-due.js';

export interface ProverOptions {
  readonly site: SiteCode;
  readonly digests: DigestStore;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers?: Timers;
  /** The proof or its absence is news. */
  readonly onChanged: () => void;
  readonly onError: (error: unknown) => void;
}

/** What came of {@link Prover.prove}. */
export interface ProofReport {
  readonly state: ProofState | 'unreachable';
  /** The last proof, milliseconds since 1970; `null` when there was none yet. */
  readonly provedAt: number | null;
}

/** Differences larger than one round carries need some. */
const roundsMax = 20;
const healMilliseconds = 1_000;
const answerMillisecondsMax = 60_000;
const lookMilliseconds = 50;

interface Round {
  readonly number: number;
  readonly session: OpenSession;
  readonly held: Held;
}

/** Asks the hub daily, and when a person wants to know, whether both hold the same (rules D2–D5). */
export class Prover {
  readonly #options: ProverOptions;
  readonly #timers: Timers;
  #session: OpenSession | undefined;
  #round: Round | undefined;
  #asking: Promise<void> | undefined;
  #attempts = 0;
  #number = 0;
  #state: ProofState = 'never';
  #forgetTimer: () => void = () => {};
  #stopped = false;

  constructor(options: ProverOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** How the last question ended. */
  get state(): ProofState {
    return this.#state;
  }

  use(session: OpenSession | undefined): void {
    this.#session = session;
    this.#giveUpRound();
    this.#schedule();
  }

  /** Asks now; does nothing without a session. */
  ask(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
      this.#schedule();
    });
    return this.#asking;
  }

  /**
   * Asks until both ends are proved to hold the same, healing what is not; gives up when the hub has no time or what is
   * different stays so.
   */
  async prove(): Promise<ProofReport> {
    for (let round = 0; round < roundsMax && this.#session !== undefined; round += 1) {
      if (round > 0) await this.#wait(healMilliseconds);
      await this.ask();
      const end = this.#timers.elapsedMilliseconds() + answerMillisecondsMax;
      while (isOpen(this.#state) && this.#session !== undefined && this.#timers.elapsedMilliseconds() < end) {
        await this.#wait(lookMilliseconds);
      }
      if (this.#state !== 'healing' && this.#state !== 'not-now') break;
    }
    const proof = await this.#options.digests.proof(this.#options.site);
    const state = this.#session === undefined ? 'unreachable' : isOpen(this.#state) ? 'not-now' : this.#state;
    return { state, provedAt: proof?.atMilliseconds ?? null };
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after(milliseconds, resolve);
    });
  }

  async hear(session: OpenSession, answer: DigestAnswer): Promise<void> {
    const round = this.#round;
    if (round === undefined || round.session !== session || round.number !== answer.round) return;
    switch (answer.verdict) {
      case 'proved':
        return this.#noteProof(round);
      case 'show-months':
        await this.#options.digests.noteMismatch(this.#options.site, this.#options.now());
        this.#end('different');
        return this.#sendPages(round, round.held.heads.months, [], limits.digestMonthsMax);
      case 'show-ids':
        return this.#sendPages(round, [], round.held.heads.idsOf(answer.months), limits.digestIdsMax);
      case 'heal':
        this.#round = undefined;
        await this.#options.digests.enterAgain(answer.lacking);
        return this.#end('healing');
      case 'not-now':
        this.#round = undefined;
        return this.#end('not-now');
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#session = undefined;
    this.#forgetTimer();
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#round = undefined;
    this.#state = 'asking';
    const held = await this.#options.digests.held();
    if (this.#session !== session) return this.#giveUpRound();
    this.#number += 1;
    this.#round = { number: this.#number, session, held };
    const message = { kind: 'digest', round: this.#number, ...held.at, total: held.heads.total } as const;
    await session.publish('ctl', encodeControl(message));
  }

  /** What was asked over a session that carries no more is answered to nobody: it is to be asked again, and soon. */
  #giveUpRound(): void {
    this.#round = undefined;
    if (isOpen(this.#state)) this.#state = 'not-now';
  }

  async #noteProof(round: Round): Promise<void> {
    const { digests, site, now } = this.#options;
    this.#round = undefined;
    await digests.noteProof(site, { atMilliseconds: now(), at: round.held.at });
    this.#end('proved');
  }

  #end(state: ProofState): void {
    this.#state = state;
    this.#attempts = state === 'proved' ? 0 : this.#attempts + 1;
    this.#options.onChanged();
    this.#schedule();
  }

  async #sendPages(
    round: Round,
    months: DigestDetail['months'],
    ids: DigestDetail['ids'],
    pageMax: number,
  ): Promise<void> {
    for (let start = 0; ; start += pageMax) {
      const page = { months: months.slice(start, start + pageMax), ids: ids.slice(start, start + pageMax) };
      const last = start + pageMax >= Math.max(months.length, ids.length);
      await round.session.publish('ctl', encodeControl({ kind: 'digest-detail', round: round.number, last, ...page }));
      if (last) return;
    }
  }

  /** One timer, set anew by whatever happens: also a question that nobody answers is asked again. */
  #schedule(): void {
    this.#forgetTimer();
    if (this.#stopped || this.#session === undefined) return;
    this.#options.digests.proof(this.#options.site).then((proof) => {
      if (this.#stopped || this.#session === undefined) return;
      const { now, random, onError } = this.#options;
      const due = nextProofMilliseconds(
        { state: this.#state, attempts: this.#attempts, provedAt: proof?.atMilliseconds },
        now(),
        random(),
      );
      this.#forgetTimer();
      this.#forgetTimer = this.#timers.after(due, () => void this.ask().catch(onError));
    }, this.#options.onError);
  }
}

function isOpen(state: ProofState): boolean {
  return state === 'asking' || state === 'different';
}
