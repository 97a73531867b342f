import type { SubscriptionStore } from '../../journal/subscriptions/subscription-store.js';
import type { Actor } from '../actor.js';
import type { AddressJudge } from './endpoint-address.js';

/** What serves the Subscriptions of a node. */
export interface SubscriptionParts {
  readonly store: SubscriptionStore;
  readonly allows: AddressJudge;
  /** One was written or removed. */
  readonly onChanged: (id: string) => void;
}

/** The same, and who asks. */
export interface CallerSubscriptions {
  readonly parts: SubscriptionParts;
  readonly actor: Actor;
}
