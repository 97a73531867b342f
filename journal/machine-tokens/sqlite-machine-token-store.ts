import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { type MachineTokenRow, machineTokenSql } from '../sql/machine-tokens.js';
import { transaction } from '../sqlite/transaction.js';
import type { MachineToken, MachineTokenStore, NewMachineToken } from './machine-token-store.js';

/** {@link MachineTokenStore} over one SQLite database. */
export class SqliteMachineTokenStore implements MachineTokenStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async add(token: NewMachineToken): Promise<void> {
    const { connection } = this.#context;
    const { name, hash, author, scopes, patient, createdMilliseconds, expiresMilliseconds } = token;
    transaction(connection, () => {
      if (connection.one(machineTokenSql.findNamed, name) !== undefined) {
        throw new Problem('already-exists', `token ${name}`);
      }
      const times = [Math.floor(createdMilliseconds), Math.floor(expiresMilliseconds)];
      connection.run(machineTokenSql.add, name, hash, author, scopes, patient ?? null, ...times);
    });
  }

  async find(hash: string, nowMilliseconds: number): Promise<MachineToken | undefined> {
    const row = this.#context.connection.one(machineTokenSql.find, hash, Math.floor(nowMilliseconds));
    return row && tokenOf(row);
  }

  async findNamed(name: string): Promise<MachineToken | undefined> {
    const row = this.#context.connection.one(machineTokenSql.findNamed, name);
    return row && tokenOf(row);
  }

  async list(): Promise<readonly MachineToken[]> {
    return this.#context.connection.all(machineTokenSql.list).map(tokenOf);
  }

  async revoke(name: string, nowMilliseconds: number): Promise<MachineToken> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      connection.run(machineTokenSql.revoke, Math.floor(nowMilliseconds), name);
      const row = connection.one(machineTokenSql.findNamed, name);
      if (row === undefined) throw new Problem('not-found', `token ${name}`);
      return tokenOf(row);
    });
  }

  async noteUse(name: string, nowMilliseconds: number): Promise<void> {
    this.#context.connection.run(machineTokenSql.noteUse, Math.floor(nowMilliseconds), name);
  }

  async move(move: Parameters<MachineTokenStore['move']>[0]): Promise<void> {
    const by = Math.round(move.byMilliseconds);
    this.#context.connection.run(machineTokenSql.move, by, by, Math.floor(move.sinceMilliseconds));
  }
}

function tokenOf(row: MachineTokenRow): MachineToken {
  return {
    ...row,
    patient: (row.patient ?? undefined) as ResourceId | undefined,
    usedMilliseconds: row.usedMilliseconds ?? undefined,
    revokedMilliseconds: row.revokedMilliseconds ?? undefined,
  };
}
