import type { RegisterFacts } from '../../record/privacy/processing.js';
import type { ExportStore } from '../exports/export-store.js';
import type { MachineTokenStore } from '../machine-tokens/machine-token-store.js';
import type { PeopleStore } from '../people-store.js';
import { readSiteNames } from './site-names.js';

export interface RegisterGround {
  readonly exports: Pick<ExportStore, 'page'>;
  readonly people: Pick<PeopleStore, 'listUsers'>;
  readonly machineTokens: Pick<MachineTokenStore, 'list'>;
}

/** What the register of processing is printed from: counts and names of who receives data, nothing of a record (rule R41). */
export async function readRegisterFacts(
  { exports, people, machineTokens }: RegisterGround,
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
  };
}
