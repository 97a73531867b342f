import { createHash } from 'node:crypto';
import type { MachineTokenStore } from '../../journal/machine-tokens/machine-token-store.js';
import type { PeopleStore, User } from '../../journal/people-store.js';
import type { Pin, PinStore } from '../../journal/pins/pin-store.js';
import type { SecondFactor, SecondFactorStore } from '../../journal/second-factors/second-factor-store.js';
import type { SecurityKey, SecurityKeyStore } from '../../journal/security-keys/security-key-store.js';
import { hasMoreRights } from '../../record/accounts/approval.js';
import type { Role } from '../../record/role.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';

/** Who may use a node, in its database. */
export interface AccountStores {
  readonly people: Pick<PeopleStore, 'listUsers' | 'updateUser'>;
  readonly machineTokens: Pick<MachineTokenStore, 'list' | 'revoke'>;
  readonly secondFactors: Pick<SecondFactorStore, 'list'>;
  readonly securityKeys: Pick<SecurityKeyStore, 'list' | 'remove'>;
  readonly pins: Pick<PinStore, 'list' | 'remove'>;
}

/** A person or a machine. */
export interface Account {
  readonly name: string;
  /** The author of what they write: a FHIR reference. */
  readonly author: string;
}

/** What the database lacked of the ledger. */
export interface SettledAccounts {
  /** Shut out again: disabled since, or with a password or a second factor that was replaced since. */
  readonly users: readonly Account[];
  /** Revoked again. */
  readonly tokens: readonly Account[];
  /** With the lesser role again that they were given since. */
  readonly lowered: readonly Account[];
  /** Names of people who are not in the database at all: added since. */
  readonly missing: readonly string[];
  /** Why the ledger could not be written; what it says of later changes is then written with the next of them. */
  readonly unwritten?: unknown;
}

interface KeptUser {
  /** SHA-256 of the stored form of the password, which has a salt; hex. */
  readonly password: string;
  readonly disabled: boolean;
  /** Absent where an earlier program wrote it. */
  readonly role?: Role;
}

interface Ledger {
  readonly users: Readonly<Record<string, KeptUser>>;
  /** Names of tokens that were revoked; a name stays its first token’s. */
  readonly revokedTokens: readonly string[];
  /** SHA-256 of the secrets of second factors that were taken from people; hex. */
  readonly revokedFactors: readonly string[];
  /** SHA-256 of the ids of security keys that were taken away; hex. */
  readonly revokedKeys: readonly string[];
  /** SHA-256 of the stored form of PINs that their owners changed or took away; hex. */
  readonly revokedPins: readonly string[];
}

/**
 * Who was shut out, as it stands outside of the database (rule B16): one of an earlier day would let them in again. It is
 * written before the database hears of a change, so that a crash between the two shuts out and never lets in.
 */
export class AccountLedger {
  readonly #path: string;

  constructor(dir: string) {
    this.#path = nodePaths(dir).accounts;
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  keepUser(user: Pick<User, 'name' | 'passwordHash' | 'disabled' | 'role'>): void {
    const ledger = this.#read();
    this.#write({ ...ledger, users: { ...ledger.users, [user.name]: keptUser(user) } });
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  keepRevokedToken(name: string): void {
    const ledger = this.#read();
    this.#write({ ...ledger, revokedTokens: union(ledger.revokedTokens, [name]) });
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  keepRevokedFactor(factor: Pick<SecondFactor, 'secret'>): void {
    const ledger = this.#read();
    this.#write({ ...ledger, revokedFactors: union(ledger.revokedFactors, [keptFactor(factor)]) });
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  keepRevokedPin(pin: Pick<Pin, 'hash'>): void {
    const ledger = this.#read();
    this.#write({ ...ledger, revokedPins: union(ledger.revokedPins, [keptPin(pin)]) });
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  keepRevokedKey(key: Pick<SecurityKey, 'id'>): void {
    const ledger = this.#read();
    this.#write({ ...ledger, revokedKeys: union(ledger.revokedKeys, [keptKey(key)]) });
  }

  isFactorRevoked(factor: Pick<SecondFactor, 'secret'>): boolean {
    return this.#read().revokedFactors.includes(keptFactor(factor));
  }

  isTokenRevoked(name: string): boolean {
    return this.#read().revokedTokens.includes(name);
  }

  /** Brings the database up to the ledger, then the ledger up to the database. */
  async settle(
    { people, machineTokens, secondFactors, securityKeys, pins }: AccountStores,
    nowMilliseconds: number,
  ): Promise<SettledAccounts> {
    const before = this.#read();
    const factors = new Map((await secondFactors.list()).map((factor) => [factor.user, keptFactor(factor)]));
    const onlyRevokedKeys = await removeRevokedKeys(securityKeys, before);
    const hasRevokedFactor = ({ name }: User) =>
      before.revokedFactors.includes(factors.get(name) ?? '') || (onlyRevokedKeys.has(name) && !factors.has(name));
    const users = (await people.listUsers()).filter(
      (user) => !user.disabled && (isShutOut(user, before) || hasRevokedFactor(user)),
    );
    for (const { name } of users) await people.updateUser(name, { disabled: true });
    const lowered = await lowerAgain(people, before);
    const isRevived = (name: string) => before.revokedTokens.includes(name);
    const tokens = (await machineTokens.list()).filter(
      ({ name, revokedMilliseconds }) => revokedMilliseconds === undefined && isRevived(name),
    );
    for (const { name } of tokens) await machineTokens.revoke(name, nowMilliseconds);
    // It opens a session and lets nobody in: without it its owner types the password.
    const revokedPins = (await pins.list()).filter((pin) => before.revokedPins.includes(keptPin(pin)));
    for (const { user } of revokedPins) await pins.remove(user);
    const known = await people.listUsers();
    const revoked = (await machineTokens.list()).filter((token) => token.revokedMilliseconds !== undefined);
    const after: Ledger = {
      ...before,
      users: { ...before.users, ...Object.fromEntries(known.map((user) => [user.name, keptUser(user)])) },
      revokedTokens: union(
        before.revokedTokens,
        revoked.map(({ name }) => name),
      ),
    };
    const names = new Set(known.map(({ name }) => name));
    return {
      users: users.map(accountOf),
      tokens: tokens.map(accountOf),
      lowered: lowered.map(accountOf),
      missing: Object.keys(before.users)
        .filter((name) => !names.has(name) && before.users[name]?.disabled === false)
        .sort(),
      ...this.#writeIfOther(before, after),
    };
  }

  #writeIfOther(before: Ledger, after: Ledger): { readonly unwritten?: unknown } {
    if (textOf(before) === textOf(after)) return {};
    try {
      this.#write(after);
      return {};
    } catch (cause) {
      return { unwritten: cause };
    }
  }

  /** A file that is damaged is made anew from the database: that a site starts is worth more. */
  #read(): Ledger {
    const nothing: Ledger = { users: {}, revokedTokens: [], revokedFactors: [], revokedKeys: [], revokedPins: [] };
    const text = readTextIfThere(this.#path);
    if (text === undefined) return nothing;
    try {
      // One of an earlier program knows of no second factors, keys or PINs.
      const {
        users,
        revokedTokens,
        revokedFactors = [],
        revokedKeys = [],
        ...rest
      } = JSON.parse(text) as Partial<Ledger>;
      const { revokedPins = [] } = rest;
      const isUser = ({ password, disabled }: KeptUser) =>
        typeof password === 'string' && typeof disabled === 'boolean';
      if (users === undefined || !Object.values(users).every(isUser)) return nothing;
      if (![revokedTokens, revokedFactors, revokedKeys, revokedPins].every(Array.isArray)) return nothing;
      return { users, revokedTokens: revokedTokens ?? [], revokedFactors, revokedKeys, revokedPins };
    } catch {
      return nothing;
    }
  }

  #write(ledger: Ledger): void {
    writeFileAtomically(this.#path, textOf(ledger));
  }
}

/** Who had more rights then than they were given since: of a role that was raised since nothing has to be taken back. */
async function lowerAgain(people: AccountStores['people'], { users }: Ledger): Promise<readonly User[]> {
  const roleOf = ({ name }: User) => (Object.hasOwn(users, name) ? users[name]?.role : undefined);
  const higher = (await people.listUsers()).filter((user) => hasMoreRights(user.role, roleOf(user) ?? user.role));
  for (const user of higher) await people.updateUser(user.name, { role: roleOf(user) ?? user.role });
  return higher;
}

function isShutOut(user: User, { users }: Ledger): boolean {
  const kept = Object.hasOwn(users, user.name) ? users[user.name] : undefined;
  return kept !== undefined && (kept.disabled || kept.password !== keptUser(user).password);
}

function keptUser({ passwordHash, disabled, role }: Pick<User, 'passwordHash' | 'disabled' | 'role'>): KeptUser {
  return { password: createHash('sha256').update(passwordHash).digest('hex'), disabled, role };
}

function keptFactor({ secret }: Pick<SecondFactor, 'secret'>): string {
  return createHash('sha256').update(secret).digest('hex');
}

function keptKey({ id }: Pick<SecurityKey, 'id'>): string {
  return createHash('sha256').update(id).digest('hex');
}

/** @returns who has no key left: the password alone would let them set up a second factor anew */
async function removeRevokedKeys(
  keys: AccountStores['securityKeys'],
  { revokedKeys }: Ledger,
): Promise<ReadonlySet<string>> {
  const all = await keys.list();
  const revoked = all.filter((key) => revokedKeys.includes(keptKey(key)));
  for (const { user, id } of revoked) await keys.remove(user, id);
  const left = new Set(all.filter((key) => !revoked.includes(key)).map(({ user }) => user));
  return new Set(revoked.map(({ user }) => user).filter((user) => !left.has(user)));
}

function keptPin({ hash }: Pick<Pin, 'hash'>): string {
  return createHash('sha256').update(hash).digest('hex');
}

function accountOf({ name, author }: Account): Account {
  return { name, author };
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])].sort();
}

function textOf({ users, ...revoked }: Ledger): string {
  const sorted = Object.fromEntries(Object.entries(users).sort(([left], [right]) => (left < right ? -1 : 1)));
  return `${JSON.stringify({ users: sorted, ...revoked })}\n`;
}
