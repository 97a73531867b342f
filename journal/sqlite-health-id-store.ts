import { normaliseTyped } from '../protocol/check-characters.js';
import { Problem } from '../protocol/problem.js';
import { counterApart, healthIdSystem, isCounterOfBox, nextHealthId } from '../record/identity/health-id.js';
import type { JournalContext } from './context.js';
import type { HealthIdStore } from './health-id-store.js';
import { healthIdSql } from './sql/health-id.js';
import { transaction } from './sqlite/transaction.js';

/** {@link HealthIdStore} over one SQLite database. */
export class SqliteHealthIdStore implements HealthIdStore {
  readonly #context: JournalContext;
  readonly #boxNumber: number;

  /** @param boxNumber which of the site's boxes this is */
  constructor(context: JournalContext, boxNumber: number) {
    this.#context = context;
    this.#boxNumber = boxNumber;
  }

  async take(): Promise<string> {
    const { connection, role, site } = this.#context;
    if (role === 'hub') throw new Problem('usage-wrong', 'health identifiers are given by sites');
    return transaction(connection, () => {
      let serial = connection.one(healthIdSql.read)?.serial;
      // Starting over would give identifiers twice.
      if (serial === undefined) throw new Problem('database-corrupt', 'no row of health identifiers');
      for (;;) {
        const { healthId, counter } = nextHealthId(site, serial, this.#boxNumber);
        serial = counter;
        if (this.#isTaken(healthId.text)) continue;
        connection.run(healthIdSql.keep, counter);
        return healthId.text;
      }
    });
  }

  async counter(): Promise<number> {
    return this.#context.connection.one(healthIdSql.read)?.serial ?? 0;
  }

  async counterApart(fraction: number): Promise<number> {
    return counterApart(await this.counter(), this.#boxNumber, fraction);
  }

  async raise(counter: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const serial = connection.one(healthIdSql.read)?.serial ?? 0;
      const isBehind = serial < counter || !isCounterOfBox(serial, this.#boxNumber);
      if (isBehind && isCounterOfBox(counter, this.#boxNumber)) connection.run(healthIdSql.keep, counter);
    });
  }

  /** Whether a patient bears it; the search index holds it without its hyphens too, however it was typed. */
  #isTaken(text: string): boolean {
    const { connection, names } = this.#context;
    const type = names.findType('Patient');
    const parameter = type === undefined ? undefined : names.findParameter(type, 'identifier');
    if (parameter === undefined) return false;
    return connection.one(healthIdSql.isTaken, parameter, normaliseTyped(text), healthIdSystem) !== undefined;
  }
}
