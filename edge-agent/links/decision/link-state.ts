import type { LinkName } from '../../../protocol/ids.js';
import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import type { Signal } from '../../../protocol/links/link-signal.js';
import { type Damping, noDamping } from './damping.js';
import type { judgeSignal } from './judge-signal.js';
import { type KnownUsual, type LinkHealth, openHealth } from './link-health.js';
import type { LinkPlan } from './link-plan.js';
import { noQuestions, type SessionQuestions } from './session-questions.js';
import { openUsualLosses } from './usual-losses.js';

/**
 * `sound` may be used; `shaky` came back and has not been clean for long enough; `slow` and `lossy` are worse than the
 * link usually is; `down` gives no sign of life.
 */
export type LinkCondition = 'sound' | 'shaky' | 'slow' | 'lossy' | 'down';

/**
 * Whether probes say anything of a link (rule L70). `proven`: one was answered since its session opened, or no session is
 * there to ask instead. `unproven`: none was yet. `blocked`: a burst was missed although the session lives: a firewall, or a
 * forward of TCP alone.
 */
export type ProbePath = 'proven' | 'unproven' | 'blocked';

export interface KnownSignal {
  readonly said: Signal;
  readonly cause: ReturnType<typeof judgeSignal>;
  readonly since: number;
}

/** All that is known of one link. Times are milliseconds of the steady clock. */
export interface LinkState {
  readonly plan: LinkPlan;
  readonly health: LinkHealth;
  /** Whether probes say anything of it, and since when they are known not to come through. */
  readonly probePath: ProbePath;
  readonly blockedAt: number | undefined;
  readonly questions: SessionQuestions;
  readonly condition: LinkCondition;
  readonly conditionAt: number;
  /** Since when nothing was wrong; counts while it is not `sound`. */
  readonly cleanSince: number;
  readonly damping: Damping;
  readonly session: 'up' | 'down';
  /** When the session last opened or ended; undefined before the first attempt came to anything. */
  readonly sessionAt: number | undefined;
  /** Why the session is not there, as far as its connection could tell. */
  readonly sessionCause: LinkCauseCode;
  /** The hub's certificate was accepted over it in this run. */
  readonly wasUp: boolean;
  /** The last error of the operating system. */
  readonly socketError: { readonly code: string; readonly at: number } | undefined;
  /** What its equipment says, what that means, and since when it has meant that. */
  readonly signal: KnownSignal | undefined;
  /** Somebody else was found to answer in the hub's place, and the hub has not since. */
  readonly captive: boolean;
  readonly receiptLateAt: number | undefined;
  readonly exhausted: boolean;
  /** Whether a session is to be held over it, and since when not. */
  readonly held: boolean;
  readonly heldSince: number | undefined;
  readonly heldUntil: number | undefined;
  readonly renewed: boolean;
  /** When the next probe would be too early, by the last order. */
  readonly askedAt: number;
  readonly burstUntil: number;
  /** The misses that a burst was sent for, so that each run of them gets one. */
  readonly burstFor: number | undefined;
  /** When it last went down while others worked, until it is known whether any of them failed with it. */
  readonly fateOpenAt: number | undefined;
}

const never = Number.NEGATIVE_INFINITY;

export function openLink(plan: LinkPlan, at: number, usual: KnownUsual = {}): LinkState {
  const usualLosses = openUsualLosses(plan.kind, usual.lossShare);
  return {
    ...{
      plan,
      health: { ...openHealth, usualMilliseconds: usual.milliseconds ?? 0, usualLosses },
      probePath: 'proven',
      blockedAt: undefined,
      questions: noQuestions,
      condition: 'sound',
      conditionAt: at,
      cleanSince: at,
      damping: noDamping,
    },
    ...{ session: 'down', sessionAt: undefined, sessionCause: 'none', wasUp: false, socketError: undefined },
    ...{
      signal: undefined,
      captive: false,
      receiptLateAt: undefined,
      exhausted: false,
      held: false,
      heldSince: undefined,
      heldUntil: undefined,
      renewed: false,
    },
    ...{ askedAt: never, burstUntil: never, burstFor: undefined, fateOpenAt: undefined },
  };
}

export function nameOf(link: LinkState): LinkName {
  return link.plan.link;
}

/** Whether a session is wanted, and an attempt to open one has come to nothing, or it has ended. */
export function isSessionMissing({ held, heldSince = 0, session, sessionAt }: LinkState): boolean {
  return held && session === 'down' && sessionAt !== undefined && sessionAt >= heldSince;
}

/** Whether a receipt is overdue now. */
export function isReceiptLate({ receiptLateAt }: LinkState, at: number, forMilliseconds: number): boolean {
  return receiptLateAt !== undefined && at - receiptLateAt < forMilliseconds;
}
