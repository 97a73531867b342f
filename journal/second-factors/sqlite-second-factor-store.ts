import { Problem } from '../../protocol/problem.js';
import type { AccountChange } from '../../record/accounts/account-change.js';
import { addChange } from '../account-changes/add-change.js';
import type { JournalContext } from '../context.js';
import { peopleSql } from '../sql/people.js';
import { secondFactorSql } from '../sql/second-factors.js';
import { securityKeySql } from '../sql/security-keys.js';
import { transaction } from '../sqlite/transaction.js';
import type { SecondFactor, SecondFactorOffer, SecondFactorStore, SecondFactorTaken } from './second-factor-store.js';

/** {@link SecondFactorStore} over one SQLite database. */
export class SqliteSecondFactorStore implements SecondFactorStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async find(user: string): Promise<SecondFactor | undefined> {
    return this.#context.connection.one(secondFactorSql.find, user);
  }

  async list(): Promise<readonly SecondFactor[]> {
    return this.#context.connection.all(secondFactorSql.list);
  }

  async offer({ user, hash, secret, expiresMilliseconds }: SecondFactorOffer): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      if (connection.one(peopleSql.findUser, user) === undefined) throw new Problem('not-found', 'user');
      connection.run(secondFactorSql.offer, user, hash, secret, Math.floor(expiresMilliseconds));
    });
  }

  async findOffer(hash: string, nowMilliseconds: number): Promise<SecondFactorOffer | undefined> {
    return this.#context.connection.one(secondFactorSql.findOffer, hash, Math.floor(nowMilliseconds));
  }

  async take(
    taken: SecondFactorTaken,
    onReplaced: (before: SecondFactor) => void,
    told?: AccountChange,
  ): Promise<boolean> {
    const { connection } = this.#context;
    const { hash, step, recoveryHashes, nowMilliseconds } = taken;
    const now = Math.floor(nowMilliseconds);
    return transaction(connection, () => {
      const offer = connection.one(secondFactorSql.findOffer, hash, now);
      if (offer === undefined) return false;
      const before = connection.one(secondFactorSql.find, offer.user);
      if (before !== undefined) onReplaced(before);
      connection.run(secondFactorSql.removeOffer, offer.user);
      connection.run(secondFactorSql.put, offer.user, offer.secret, now, step);
      this.#putRecoveryCodes(offer.user, recoveryHashes);
      connection.run(peopleSql.removeSessionsOf, offer.user);
      addChange(connection, offer.user, told);
      return true;
    });
  }

  async useStep(user: string, step: number): Promise<boolean> {
    return this.#context.connection.run(secondFactorSql.useStep, step, user, step).changes === 1;
  }

  async useRecoveryCode(user: string, hash: string, nowMilliseconds: number, told?: AccountChange): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const now = Math.floor(nowMilliseconds);
      if (connection.run(secondFactorSql.useRecoveryCode, now, user, hash).changes === 0) return false;
      addChange(connection, user, told);
      return true;
    });
  }

  async renewRecoveryCodes(user: string, hashes: readonly string[], told?: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const hasKey = connection.one(securityKeySql.listOf, user) !== undefined;
      if (!hasKey && connection.one(secondFactorSql.find, user) === undefined) {
        throw new Problem('not-found', 'second factor');
      }
      this.#putRecoveryCodes(user, hashes);
      addChange(connection, user, told);
    });
  }

  async countRecoveryCodes(user: string): Promise<number> {
    return this.#context.connection.one(secondFactorSql.countRecoveryCodes, user)?.count ?? 0;
  }

  async remove(user: string, told?: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      connection.run(secondFactorSql.remove, user);
      connection.run(secondFactorSql.removeOffer, user);
      connection.run(secondFactorSql.removeRecoveryCodes, user);
      connection.run(peopleSql.removeCredentialsOf, user);
      addChange(connection, user, told);
    });
  }

  async holdBack(stepMax: number): Promise<void> {
    this.#context.connection.run(secondFactorSql.holdBack, stepMax, stepMax);
  }

  #putRecoveryCodes(user: string, hashes: readonly string[]): void {
    const { connection } = this.#context;
    connection.run(secondFactorSql.removeRecoveryCodes, user);
    for (const hash of hashes) connection.run(secondFactorSql.addRecoveryCode, user, hash);
  }
}
