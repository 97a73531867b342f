import type { SubscriptionProgress } from '../../journal/subscriptions/subscription-store.js';
import { doublingMilliseconds } from '../../protocol/doubling.js';
import { apiLimits } from '../limits.js';
import type { HookFailure, OffReason } from './hook-failure.js';

/** What is to be done for a subscription now. */
export type Due =
  /** Nothing, until its author writes it anew. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'turn-off'; readonly error: OffReason }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  /** Look whether anybody is there. */
  | { readonly kind: 'greet' }
  | { readonly kind: 'deliver' };

/** What bounds a subscription beside its progress. */
export interface Bounds {
  /** `Subscription.end`, milliseconds since 1970. */
  readonly endMilliseconds: number | undefined;
  /** Whether whose rights it acts with still has them. */
  readonly hasRights: boolean;
}

/** Decides from what is kept and the clock alone, so that a stop at any moment changes nothing (rules F113, F114). */
export function dueOf(progress: SubscriptionProgress, bounds: Bounds, now: number): Due {
  const { status, retryMilliseconds: retry } = progress;
  if (status === 'off') return { kind: 'nothing' };
  if (!bounds.hasRights) return { kind: 'turn-off', error: 'rights-ended' };
  if (bounds.endMilliseconds !== undefined && now >= bounds.endMilliseconds)
    return { kind: 'turn-off', error: 'ended' };
  const pause = retry === undefined ? 0 : retry - now;
  // No pause is longer; one that is was begun by a clock that was set back since, which must hold up nobody for years.
  if (pause > 0 && pause <= apiLimits.hookRetryMillisecondsMax) return { kind: 'wait', milliseconds: pause };
  return { kind: status === 'requested' ? 'greet' : 'deliver' };
}

/** It was taken. @param cursor behind what was delivered; absent after a greeting */
export function afterTaken({ cursor: before }: SubscriptionProgress, cursor = before): SubscriptionProgress {
  return { status: 'active', cursor, failures: 0 };
}

/** Nothing up to a place is for it; what failed before was deleted since, and nothing is owed any more. */
export function afterLook({ status }: SubscriptionProgress, cursor: number): SubscriptionProgress {
  return { status: status === 'error' ? 'active' : status, cursor, failures: 0 };
}

/**
 * It was not taken: another attempt follows, later each time, and nothing is left out meanwhile. A receiver that stays away for
 * too long, or says that it is gone, is given up.
 * @param random from 0 up to 1, so that receivers that fell together are not tried together
 */
export function afterFailure(
  progress: SubscriptionProgress,
  reason: HookFailure,
  now: number,
  random: number,
): SubscriptionProgress {
  const { hookRetryMillisecondsMin: shortest, hookRetryMillisecondsMax: longest } = apiLimits;
  const failures = progress.failures + 1;
  const since = Math.min(progress.failingSinceMilliseconds ?? now, now);
  const { cursor, status } = progress;
  if (reason === 'gone' || now - since >= apiLimits.hookGiveUpMilliseconds) return afterEnd(progress, reason);
  const whole = doublingMilliseconds({ shortest, longest }, failures - 1);
  const isTold = failures >= apiLimits.hookFailuresToldMin;
  return {
    ...{ cursor, failures, failingSinceMilliseconds: since },
    retryMilliseconds: Math.floor(now + whole * (0.5 + random / 2)),
    // What was never active asks again whether anybody is there.
    status: isTold && status === 'active' ? 'error' : status,
    ...(isTold && { error: reason }),
  };
}

export function afterEnd({ cursor }: SubscriptionProgress, error: OffReason): SubscriptionProgress {
  return { status: 'off', error, cursor, failures: 0 };
}
