import { networkInterfaces } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { SubscriptionStore } from '../../journal/subscriptions/subscription-store.js';
import { Rights, type RightsGround } from '../access/rights.js';
import { safeErrorFields } from '../problem-of.js';
import type { SubscriptionParts } from './caller-subscriptions.js';
import { EndpointPolicy } from './endpoint-address.js';
import type { HookFailure } from './hook-failure.js';
import { HookSender, type ResolveName } from './hook-request.js';
import { HookRunner } from './hook-runner.js';
import { actorOf, type OwnersOptions } from './known-owner.js';

export interface SubscriptionsOptions extends OwnersOptions {
  readonly store: SubscriptionStore;
  /** Calls a listener after each commit; what it gives back ends that. */
  readonly onCommit: (listener: () => void) => () => void;
  /** Networks that notifications may go to although they usually do not: `127.0.0.0/8, 10.1.2.3`. */
  readonly networks: string;
  /** PEM, in the place of the usual authorities. */
  readonly authorities?: readonly string[] | undefined;
  /** Hears of each attempt to notify. */
  readonly onOutcome?: (outcome: 'taken' | HookFailure) => void;
  readonly resolve?: ResolveName;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/**
 * Has the subscriptions of a node served for as long as `app` is.
 * @throws Problem `usage-wrong` for networks that are none
 */
export function serveSubscriptions(
  app: FastifyInstance,
  options: SubscriptionsOptions,
  ground: RightsGround,
): SubscriptionParts {
  const { now } = ground;
  const { store, networks, authorities, resolve, random = Math.random, onOutcome = () => {} } = options;
  const policy = new EndpointPolicy(networks, ownAddresses);
  const allows = (address: string, isSecure: boolean) => policy.allows(address, isSecure);
  const sender = new HookSender({ allows, authorities, ...(resolve && { resolve }) });
  const runner = new HookRunner({
    ...{ store, now, random, onOutcome },
    actorOf: (kept) => actorOf(kept, options, now()),
    rightsOf: (actor) => new Rights(ground, actor),
    send: (message, ended) => sender.send(message, ended),
    onError: (error) => app.log.error({ defect: safeErrorFields(error) }, 'subscription held up'),
  });
  let forget = () => {};
  app.addHook('onReady', async () => {
    forget = options.onCommit(() => runner.wake());
    await runner.start();
  });
  app.addHook('onClose', async () => {
    forget();
    await runner.stop();
  });
  return { store, allows, onChanged: (id) => runner.changed(id) };
}

/** Of this computer, as they are now. */
function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
}
