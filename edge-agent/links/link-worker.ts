import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { ProbeKey } from '../../protocol/probe/probe-key.js';
import { backoffMilliseconds } from './backoff.js';
import { LinkAttempt } from './link-attempt.js';
import type { LinkCause } from './link-cause.js';
import type { LinkWorkerOptions } from './link-worker-options.js';
import type { OpenSession } from './open-session.js';

/** How long at most to wait still for a hub that another link has just reached; spread, for all sites do it at once. */
const hurriedMillisecondsMax = 2_000;

/**
 * One link, while it is wanted: tries to open a session, and after a failure tries again with back-off (rule L2). It
 * decides nothing about other links.
 */
export class LinkWorker {
  readonly #options: LinkWorkerOptions;
  readonly #timers: Timers;
  #wanted = false;
  #failures = 0;
  #attempt: LinkAttempt | undefined;
  /** Begun beside the one that stands, to take its place. */
  #successor: LinkAttempt | undefined;
  /** The attempt that is under way was begun with an earlier certificate. */
  #isOvertaken = false;
  /** The next attempt, and when it is due; `isForHub`: it waits because the hub was away. */
  #retry: { readonly forget: () => void; readonly dueMilliseconds: number; readonly isForHub: boolean } | undefined;

  constructor(options: LinkWorkerOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  get session(): OpenSession | undefined {
    return this.#attempt?.session;
  }

  get kind(): string {
    return this.#options.kind;
  }

  /** Holds or tries the link from now on, or lets it go. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) {
      this.#connect();
      return;
    }
    this.#retry?.forget();
    this.#retry = undefined;
    const had = this.session !== undefined;
    this.#successor?.close();
    this.#attempt?.close();
    if (had) this.#options.onDown('none');
  }

  /** The session does not work although the connection stands: give it up and begin anew. */
  fail(cause: LinkCause): void {
    this.#attempt?.close(cause);
  }

  /** The hub was reached over another link: what waited because it was away is tried soon (rule L2). */
  hurry(): void {
    if (this.#retry?.isForHub === true) this.#trySoon();
  }

  /** Says hello again over the connection as it stands: the cursors are agreed on anew, nothing else is disturbed. */
  renew(): void {
    this.#attempt?.renew();
  }

  /**
   * Goes over to a connection that shows another certificate. The one that stands carries on until the hub has welcomed
   * the other; one that waits to be tried is tried soon, and one that is being tried follows when it is there (rule T27).
   */
  move(): void {
    if (this.session === undefined) {
      if (this.#retry !== undefined) this.#trySoon();
      else this.#isOvertaken = true;
      return;
    }
    this.#successor?.close();
    this.#successor = this.#open();
    this.#successor.start();
  }

  #trySoon(): void {
    if (this.#retry === undefined) return;
    const pause = Math.floor(this.#options.random() * hurriedMillisecondsMax);
    const { dueMilliseconds, isForHub, forget } = this.#retry;
    if (this.#timers.elapsedMilliseconds() + pause >= dueMilliseconds) return;
    forget();
    this.#tryAfter(pause, isForHub);
  }

  #tryAfter(pauseMilliseconds: number, isForHub: boolean): void {
    const forget = this.#timers.after(pauseMilliseconds, () => {
      this.#retry = undefined;
      this.#connect();
    });
    this.#retry = { forget, dueMilliseconds: this.#timers.elapsedMilliseconds() + pauseMilliseconds, isForHub };
  }

  #connect(): void {
    this.#isOvertaken = false;
    this.#attempt = this.#open();
    this.#attempt.start();
  }

  #open(): LinkAttempt {
    const attempt: LinkAttempt = new LinkAttempt(this.#options, this.#timers, {
      onUp: (session, probeKey) => this.#noteUp(attempt, session, probeKey),
      onEnded: (cause) => this.#noteEnded(attempt, cause),
    });
    return attempt;
  }

  #noteUp(attempt: LinkAttempt, session: OpenSession, probeKey: ProbeKey | undefined): void {
    this.#failures = 0;
    if (attempt === this.#successor) {
      const before = this.#attempt;
      this.#attempt = attempt;
      this.#successor = undefined;
      before?.close();
    }
    this.#options.onUp(session, probeKey);
    if (!this.#isOvertaken) return;
    this.#isOvertaken = false;
    this.move();
  }

  #noteEnded(attempt: LinkAttempt, cause: LinkCause): void {
    const isKnown = attempt === this.#successor || attempt === this.#attempt;
    if (isKnown && cause === 'certificate') {
      if (attempt.hasProvenHub) this.#options.onCertificateRefused?.();
      else this.#options.onHubUnproven?.();
    }
    if (attempt === this.#successor) {
      this.#successor = undefined;
      return;
    }
    if (this.#attempt !== attempt) return;
    this.#attempt = undefined;
    this.#successor?.close();
    if (!this.#wanted) return;
    this.#failures += 1;
    const { random, metered } = this.#options;
    this.#tryAfter(backoffMilliseconds(this.#failures, random(), cause, metered), cause === 'hub-down');
    this.#options.onDown(cause === 'none' ? 'link-down' : cause);
  }
}
