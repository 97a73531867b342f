import type { MachineTokenStore } from '../../journal/machine-tokens/machine-token-store.js';
import type { PeopleStore } from '../../journal/people-store.js';
import type { KeptSubscription, SubscriptionOwner } from '../../journal/subscriptions/subscription-store.js';
import { isPerson } from '../access/decide.js';
import type { Actor } from '../actor.js';
import { machineOf } from '../session/machines.js';

export interface OwnersOptions {
  readonly people: Pick<PeopleStore, 'findUser'>;
  readonly machineTokens: Pick<MachineTokenStore, 'findNamed'>;
}

export function ownerOf(actor: Actor): SubscriptionOwner {
  return { kind: isPerson(actor) ? 'person' : 'machine', name: actor.name };
}

/**
 * Who a subscription acts for, with the rights that they have now; `undefined` when they have none any more: a token that was
 * revoked or has ended, a person who was disabled.
 */
export async function actorOf(
  { owner, author }: Pick<KeptSubscription, 'owner' | 'author'>,
  { people, machineTokens }: OwnersOptions,
  now: number,
): Promise<Actor | undefined> {
  if (owner.kind === 'machine') {
    const token = await machineTokens.findNamed(owner.name);
    const isGood = token?.revokedMilliseconds === undefined && (token?.expiresMilliseconds ?? 0) > now;
    return token !== undefined && isGood && token.author === author ? machineOf(token) : undefined;
  }
  const user = await people.findUser(owner.name);
  if (user === undefined || user.disabled || user.author !== author) return undefined;
  const { name, displayName, role } = user;
  return { name, displayName, author, role, expiresMilliseconds: Number.POSITIVE_INFINITY };
}
