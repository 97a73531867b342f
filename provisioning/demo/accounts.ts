import type { User } from '../../journal/people-store.js';
import type { Role } from '../../record/role.js';
import { callControl } from '../control/client.js';

/** One account of the demo. */
export interface Account {
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
}

/** The people of each node; the names are the roles, so that nobody has to look them up. */
const titles: Readonly<Record<Role, string>> = {
  reception: 'Accueil (démo)',
  nurse: 'Inf. Démo',
  midwife: 'SF Démo',
  doctor: 'Dr Démo',
  chief: 'Dr Démo (chef)',
  pharmacist: 'Pharmacie (démo)',
  lab: 'Laboratoire (démo)',
  admin: 'Administration (démo)',
  ops: 'Exploitation régionale (démo)',
  authority: 'Autorité sanitaire (démo)',
};

export function accountsOf(roles: readonly Role[]): readonly Account[] {
  return roles.map((role) => ({ name: role, displayName: titles[role], role }));
}

type KnownUser = Omit<User, 'passwordHash'>;

/**
 * Adds the accounts that are missing to a running node, and gives all of them; an interrupted start is made whole by
 * the next one.
 */
export async function ensureAccounts(
  dir: string,
  roles: readonly Role[],
  password: string,
): Promise<ReadonlyMap<Role, KnownUser>> {
  const known = (await callControl(dir, 'user-list', {})) as readonly KnownUser[];
  const users = new Map(known.map((user) => [user.role, user]));
  for (const account of accountsOf(roles)) {
    if (known.some((user) => user.name === account.name)) continue;
    const added = (await callControl(dir, 'user-add', { ...account, password })) as { user: KnownUser };
    users.set(account.role, added.user);
  }
  return users;
}

const tokenMilliseconds = 365 * 24 * 60 * 60 * 1000;

/** One bearer token for each role; those of an earlier start are kept while they still work. */
export async function ensureTokens<R extends Role>(
  dir: string,
  roles: readonly R[],
  earlier: Readonly<Partial<Record<R, string>>> | undefined,
  works: (token: string) => Promise<boolean>,
): Promise<Readonly<Record<R, string>>> {
  const tokens: Partial<Record<R, string>> = {};
  for (const role of roles) {
    const old = earlier?.[role];
    tokens[role] =
      old !== undefined && (await works(old))
        ? old
        : (
            (await callControl(dir, 'token-issue', { user: role, ttlMilliseconds: tokenMilliseconds })) as {
              secret: string;
            }
          ).secret;
  }
  return tokens as Readonly<Record<R, string>>;
}
