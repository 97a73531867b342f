import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';
import { laneRetryMilliseconds } from './backoff.js';
import type { OpenSession } from './open-session.js';

export interface StoppedLanesOptions {
  /** Agrees on the cursors anew over a session: every lane that it carries gets another chance. */
  readonly renew: (session: OpenSession) => unknown;
  readonly random: () => number;
  readonly timers?: Timers;
  /** A lane stopped, or goes again. */
  readonly onChanged: () => void;
}

interface Stop {
  readonly code: ProblemCode;
  /** How often it stopped without anything in between. */
  readonly attempts: number;
  readonly session: OpenSession;
  readonly forgetRetry: () => void;
}

/**
 * The lanes of one direction that stopped because the receiver refused them. None stays so until somebody restarts a
 * program: after a pause that grows, the session is renewed. One that was refused in truth stops again, and is shown.
 */
export class StoppedLanes {
  readonly #options: StoppedLanesOptions;
  readonly #stops = new Map<Lane, Stop>();

  constructor(options: StoppedLanesOptions) {
    this.#options = options;
  }

  note(session: OpenSession, lane: Lane, code: ProblemCode): void {
    const before = this.#stops.get(lane);
    // Each batch under way is refused with the first one; that is one stop.
    if (before?.session === session) return;
    const attempts = (before?.attempts ?? 0) + 1;
    before?.forgetRetry();
    const { timers = systemTimers, random, renew } = this.#options;
    const forgetRetry = timers.after(laneRetryMilliseconds(attempts, code, random()), () => renew(session));
    this.#stops.set(lane, { code, attempts, session, forgetRetry });
    this.#options.onChanged();
  }

  /** A lane that another session carries now begins anew with it; one that stays where it stopped waits for its retry. */
  noteCarriers(carriers: ReadonlyMap<Lane, OpenSession>): void {
    for (const [lane, { session, forgetRetry }] of this.#stops) if (carriers.get(lane) !== session) forgetRetry();
  }

  /** The receiver took something of a lane. A receipt of the session that stopped is of what went before. */
  noteProgress(session: OpenSession, lane: Lane): void {
    const stop = this.#stops.get(lane);
    if (stop === undefined || stop.session === session) return;
    stop.forgetRetry();
    this.#stops.delete(lane);
    this.#options.onChanged();
  }

  /** Why a lane stopped; `undefined` while it goes. */
  codeOf(lane: Lane): ProblemCode | undefined {
    return this.#stops.get(lane)?.code;
  }

  stop(): void {
    for (const { forgetRetry } of this.#stops.values()) forgetRetry();
  }
}
