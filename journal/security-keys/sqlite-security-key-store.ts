import { Problem } from '../../protocol/problem.js';
import type { AccountChange } from '../../record/accounts/account-change.js';
import { addChange } from '../account-changes/add-change.js';
import type { JournalContext } from '../context.js';
import { peopleSql } from '../sql/people.js';
import { secondFactorSql } from '../sql/second-factors.js';
import { type SecurityKeyRow, securityKeySql } from '../sql/security-keys.js';
import { transaction } from '../sqlite/transaction.js';
import type { NewSecurityKey, SecurityKey, SecurityKeyStore } from './security-key-store.js';

/** {@link SecurityKeyStore} over one SQLite database. */
export class SqliteSecurityKeyStore implements SecurityKeyStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async find(id: string): Promise<SecurityKey | undefined> {
    const row = this.#context.connection.one(securityKeySql.find, id);
    return row && keyOf(row);
  }

  async listOf(user: string): Promise<readonly SecurityKey[]> {
    return this.#context.connection.all(securityKeySql.listOf, user).map(keyOf);
  }

  async list(): Promise<readonly SecurityKey[]> {
    return this.#context.connection.all(securityKeySql.list).map(keyOf);
  }

  async add(key: NewSecurityKey, recoveryHashes?: readonly string[], told?: AccountChange): Promise<boolean> {
    return transaction(this.#context.connection, () => this.#add(key, recoveryHashes, told));
  }

  async take(
    offerHash: string,
    key: NewSecurityKey,
    recoveryHashes: readonly string[],
    told?: AccountChange,
  ): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const offer = connection.one(secondFactorSql.findOffer, offerHash, Math.floor(key.addedMilliseconds));
      if (offer?.user !== key.user || !this.#add(key, recoveryHashes, told)) return false;
      connection.run(secondFactorSql.removeOffer, key.user);
      connection.run(peopleSql.removeSessionsOf, key.user);
      return true;
    });
  }

  async use(id: string, signCount: number, nowMilliseconds: number, told?: AccountChange): Promise<'used' | 'copied'> {
    const { connection } = this.#context;
    const now = Math.floor(nowMilliseconds);
    return transaction(connection, () => {
      if (connection.run(securityKeySql.use, signCount, now, id, signCount, signCount).changes === 1) return 'used';
      const owner = connection.one(securityKeySql.find, id)?.user;
      const isFirst = connection.run(securityKeySql.markCopied, now, id).changes === 1;
      if (isFirst && owner !== undefined) addChange(connection, owner, told);
      return 'copied';
    });
  }

  async remove(user: string, id: string, told?: AccountChange): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      if (connection.run(securityKeySql.remove, id, user).changes === 0) return false;
      connection.run(peopleSql.removeSessionsOf, user);
      addChange(connection, user, told);
      return true;
    });
  }

  async removeAllOf(user: string, told?: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      connection.run(securityKeySql.removeAllOf, user);
      connection.run(peopleSql.removeCredentialsOf, user);
      addChange(connection, user, told);
    });
  }

  #add(key: NewSecurityKey, recoveryHashes?: readonly string[], told?: AccountChange): boolean {
    const { connection } = this.#context;
    if (connection.one(peopleSql.findUser, key.user) === undefined) throw new Problem('not-found', 'user');
    if (connection.one(securityKeySql.find, key.id) !== undefined) return false;
    const { id, user, name, publicKey, host, signCount, transports, verifies, addedMilliseconds } = key;
    connection.run(
      securityKeySql.add,
      ...[id, user, name, publicKey, host, signCount, transports.join(' '), verifies ? 1 : 0],
      Math.floor(addedMilliseconds),
    );
    addChange(connection, user, told);
    if (recoveryHashes === undefined) return true;
    connection.run(secondFactorSql.removeRecoveryCodes, user);
    for (const hash of recoveryHashes) connection.run(secondFactorSql.addRecoveryCode, user, hash);
    return true;
  }
}

function keyOf({ transports, verifies, usedMilliseconds, copiedMilliseconds, ...row }: SecurityKeyRow): SecurityKey {
  return {
    ...row,
    transports: transports.split(' ').filter((one) => one !== ''),
    verifies: verifies === 1,
    usedMilliseconds: usedMilliseconds ?? undefined,
    copiedMilliseconds: copiedMilliseconds ?? undefined,
  };
}
