import { Problem } from '../protocol/problem.js';
import type { AccountChange } from '../record/accounts/account-change.js';
import type { Role } from '../record/role.js';
import { addChange } from './account-changes/add-change.js';
import type { Approval } from './approvals/approval-store.js';
import { putApproval } from './approvals/put-approval.js';
import type { JournalContext } from './context.js';
import type {
  Credential,
  CredentialMove,
  FoundCredential,
  OpenSession,
  PeopleStore,
  SessionMarks,
  SessionOrigin,
  User,
} from './people-store.js';
import { type CredentialRow, peopleSql, type UserRow } from './sql/people.js';
import { pinSql } from './sql/pins.js';
import { secondFactorSql } from './sql/second-factors.js';
import { transaction } from './sqlite/transaction.js';

/** {@link PeopleStore} over one SQLite database. */
export class SqlitePeopleStore implements PeopleStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async addUser(user: User, asked?: Omit<Approval, 'refusedBy'>): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      if (connection.one(peopleSql.findUser, user.name) !== undefined) throw new Problem('already-exists', 'user');
      const { name, displayName, role, passwordHash, author, disabled } = user;
      connection.run(peopleSql.addUser, name, displayName, role, passwordHash, author, disabled ? 1 : 0);
      markGiven(connection, user);
      if (asked !== undefined) putApproval(connection, asked);
    });
  }

  async findUser(name: string): Promise<User | undefined> {
    const row = this.#context.connection.one(peopleSql.findUser, name);
    return row && userOf(row);
  }

  async listUsers(): Promise<readonly User[]> {
    return this.#context.connection.all(peopleSql.listUsers).map(userOf);
  }

  /** A new password, another role or a disabled user ends all sessions and tokens of that user, what is offered to them, and their PIN. */
  async updateUser(
    name: string,
    change: Partial<Pick<User, 'passwordHash' | 'givenMilliseconds' | 'disabled' | 'role'>>,
    told?: AccountChange,
  ): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const row = connection.one(peopleSql.findUser, name);
      if (row === undefined) throw new Problem('not-found', 'user');
      const disabled = change.disabled ?? row.disabled === 1;
      connection.run(peopleSql.updateUser, change.passwordHash ?? row.passwordHash, disabled ? 1 : 0, name);
      if (change.passwordHash !== undefined) markGiven(connection, { name, ...change });
      if (change.role !== undefined) connection.run(peopleSql.setRole, change.role, disabled ? 1 : 0, name);
      addChange(connection, name, told);
      if (change.passwordHash === undefined && change.role === undefined && !disabled) return;
      connection.run(peopleSql.removeCredentialsOf, name);
      connection.run(secondFactorSql.removeOffer, name);
      connection.run(pinSql.remove, name);
    });
  }

  async addCredential(credential: Credential, origin?: SessionOrigin): Promise<void> {
    const { connection } = this.#context;
    const { address = '', device = '' } = origin ?? {};
    const { hash, kind, user, createdMilliseconds, expiresMilliseconds } = credential;
    transaction(connection, () => {
      if (connection.one(peopleSql.findUser, user) === undefined) throw new Problem('not-found', 'user');
      const created = Math.floor(createdMilliseconds);
      connection.run(
        peopleSql.addCredential,
        ...[hash, kind, user, created, Math.floor(expiresMilliseconds), created, created, address, device],
      );
    });
  }

  async findCredential(hash: string, nowMilliseconds: number): Promise<FoundCredential | undefined> {
    const { connection } = this.#context;
    const row = connection.one(peopleSql.findCredential, hash, Math.floor(nowMilliseconds));
    return row && foundOf(row);
  }

  async openSessions(nowMilliseconds: number): Promise<readonly FoundCredential[]> {
    const rows = this.#context.connection.all(peopleSql.openSessions, Math.floor(nowMilliseconds));
    return rows.map(foundOf);
  }

  async extendCredential(hash: string, expiresMilliseconds: number): Promise<void> {
    this.#context.connection.run(peopleSql.extendCredential, Math.floor(expiresMilliseconds), hash);
  }

  async markSession(hash: string, { usedMilliseconds, provedMilliseconds }: Partial<SessionMarks>): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      if (usedMilliseconds !== undefined) connection.run(peopleSql.markUse, Math.floor(usedMilliseconds), hash);
      if (provedMilliseconds !== undefined) connection.run(peopleSql.markProof, Math.floor(provedMilliseconds), hash);
    });
  }

  async removeCredential(hash: string, told?: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const user = told && connection.one(peopleSql.userOfCredential, hash)?.user;
      connection.run(peopleSql.removeCredential, hash);
      if (user !== undefined) addChange(connection, user, told);
    });
  }

  async removeSessions(user: string): Promise<void> {
    this.#context.connection.run(peopleSql.removeSessionsOf, user);
  }

  async listSessions(user: string, nowMilliseconds: number): Promise<readonly OpenSession[]> {
    return this.#context.connection.all(peopleSql.listSessions, user, Math.floor(nowMilliseconds));
  }

  async removeOtherSessions(user: string, kept: string): Promise<void> {
    this.#context.connection.run(peopleSql.removeOtherSessionsOf, user, kept);
  }

  async removeAllSessions(): Promise<void> {
    this.#context.connection.run(peopleSql.removeAllSessions);
  }

  async expireCredentials(nowMilliseconds: number): Promise<number> {
    return this.#context.connection.run(peopleSql.expireCredentials, Math.floor(nowMilliseconds)).changes;
  }

  async moveCredentials(move: CredentialMove): Promise<void> {
    const { connection } = this.#context;
    const since = Math.floor(move.sinceMilliseconds);
    const by = Math.round(move.byMilliseconds);
    transaction(connection, () => {
      // Before the ends move, by which those are found that had not ended.
      connection.run(peopleSql.moveUse, by, since, since);
      connection.run(peopleSql.moveProof, by, since, since);
      connection.run(peopleSql.moveCredentials, by, by, since, since);
      connection.run(peopleSql.moveGiven, by, since);
      const end = Math.floor(move.sessionEndsMilliseconds);
      connection.run(peopleSql.endSessionsBy, end, end);
    });
  }
}

function markGiven(
  connection: JournalContext['connection'],
  { name, givenMilliseconds: given }: Pick<User, 'name' | 'givenMilliseconds'>,
): void {
  if (given === undefined) connection.run(peopleSql.markOwn, name);
  else connection.run(peopleSql.markGiven, Math.floor(given), name);
}

function userOf({ name, displayName, role, passwordHash, author, disabled, givenMilliseconds }: UserRow): User {
  const user = { name, displayName, role: role as Role, passwordHash, author, disabled: disabled === 1 };
  return givenMilliseconds === null ? user : { ...user, givenMilliseconds };
}

function foundOf(row: CredentialRow): FoundCredential {
  const { hash, kind, createdMilliseconds, expiresMilliseconds } = row;
  const { usedMilliseconds, provedMilliseconds, pinMisses } = row;
  return {
    credential: { hash, kind, user: row.user, createdMilliseconds, expiresMilliseconds },
    user: userOf(row),
    marks: { usedMilliseconds, provedMilliseconds, pinMisses },
  };
}
