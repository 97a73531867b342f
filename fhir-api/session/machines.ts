import type { MachineToken, MachineTokenStore } from '../../journal/machine-tokens/machine-token-store.js';
import type { AuditEntry } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { unknownAuthor } from '../../record/accounts/program-author.js';
import { parseScopes } from '../../record/machine-scopes.js';
import type { Machine } from '../actor.js';
import { apiLimits } from '../limits.js';
import { Attempts } from './attempts.js';

export interface MachinesOptions {
  readonly tokens: MachineTokenStore;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Which machine a bearer token is of. A token is looked up with each request, so one that is revoked ends at once. */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #wrong: Attempts;

  constructor(options: MachinesOptions) {
    this.#options = options;
    this.#wrong = new Attempts(options.now, { perPersonMax: apiLimits.wrongTokensPerAddressMax });
  }

  async find(hash: string): Promise<Machine | undefined> {
    const { tokens, now } = this.#options;
    const token = await tokens.find(hash, now());
    if (token === undefined) return undefined;
    const { usedMilliseconds: used } = token;
    if (used === undefined || now() - used >= apiLimits.tokenUseMillisecondsMin)
      await tokens.noteUse(token.name, now());
    return machineOf(token);
  }

  /**
   * Nobody has this token. It is written down, but not without end: whoever tries on is told to wait. A right token from
   * the same address, where many machines may be behind one gateway, is good meanwhile.
   * @throws Problem `too-many-attempts`
   */
  async refuse(address: string): Promise<void> {
    if (this.#wrong.begin('', address) > 0) throw new Problem('too-many-attempts');
    await this.#options.audit([{ author: unknownAuthor, action: 'token', subject: '', outcome: 'refused' }]);
  }
}

/** A machine by its token. */
export function machineOf({ name, author, scopes, patient, expiresMilliseconds }: MachineToken): Machine {
  const read = parseScopes(scopes, patient !== undefined);
  return { name, displayName: name, author, scopes: read, patient, expiresMilliseconds };
}
