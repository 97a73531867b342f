import type { Failure } from '../../kit/http/failure.js';
import type { Fleet } from './fleet.js';

/** A fleet that was read once stays on the page while the hub does not answer. */
export type FleetState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** `silentSince`: time of the hub's clock since which it gives no answer. */
  | { readonly kind: 'ready'; readonly fleet: Fleet; readonly silentSince: number | undefined };

/** A role that may not see the fleet (any more) must not keep it on the screen; anything else may pass. */
export function afterFailure(before: FleetState, failure: Failure, nowMilliseconds: number): FleetState {
  if (before.kind !== 'ready' || failure.kind === 'restricted') return { kind: 'failed', failure };
  return { ...before, silentSince: before.silentSince ?? nowMilliseconds };
}
