import { asObject, asText, type Elements } from '../../record/elements.js';
import type { RegisterFacts } from '../../record/privacy/processing.js';
import type { ExportStore } from '../exports/export-store.js';
import type { MachineTokenStore } from '../machine-tokens/machine-token-store.js';
import type { PeopleStore } from '../people-store.js';
import type { RetentionStore } from '../retention/retention-store.js';
import type { SubscriptionStore } from '../subscriptions/subscription-store.js';
import { readSiteNames } from './site-names.js';

export interface RegisterGround {
  readonly exports: Pick<ExportStore, 'page'>;
  readonly people: Pick<PeopleStore, 'listUsers'>;
  readonly machineTokens: Pick<MachineTokenStore, 'list'>;
  readonly retention: Pick<RetentionStore, 'days'>;
  readonly subscriptions: Pick<SubscriptionStore, 'atWork' | 'find'>;
}

/** What the register of processing is printed from: counts and names of who receives data, nothing of a record (rule R41). */
export async function readRegisterFacts(
  { exports, people, machineTokens, subscriptions, retention }: RegisterGround,
  known: Pick<RegisterFacts, 'node' | 'hub' | 'isSecondFactorMandatory' | 'madeAt'>,
): Promise<RegisterFacts> {
  const accounts: Record<string, number> = {};
  for (const { role, disabled } of await people.listUsers()) if (!disabled) accounts[role] = (accounts[role] ?? 0) + 1;
  const machines = (await machineTokens.list()).filter(
    ({ revokedMilliseconds, expiresMilliseconds }) =>
      revokedMilliseconds === undefined && expiresMilliseconds > known.madeAt,
  );
  return {
    ...known,
    accounts,
    sites: [...(await readSiteNames(exports))].map(([code, name]) => ({ code, name })),
    machines: machines.map(({ name, scopes }) => ({ name, scopes })),
    retention: await retention.days(),
    receivers: await readReceivers(subscriptions),
  };
}

/** Each host once that a Subscription at work notifies, and whether one of them sends it records. */
async function readReceivers(subscriptions: RegisterGround['subscriptions']): Promise<RegisterFacts['receivers']> {
  const hosts = new Map<string, boolean>();
  for (const id of await subscriptions.atWork()) {
    const channel = asObject((JSON.parse((await subscriptions.find(id))?.body ?? '{}') as Elements)['channel']);
    const endpoint = asText(channel?.['endpoint']);
    if (endpoint === undefined || !URL.canParse(endpoint)) continue;
    const { host } = new URL(endpoint);
    hosts.set(host, hosts.get(host) === true || channel?.['payload'] !== undefined);
  }
  return [...hosts].toSorted().map(([host, getsRecords]) => ({ host, getsRecords }));
}
