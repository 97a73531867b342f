import { parseResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { faultOf, overBefore, type RetentionDays, retentionKinds } from '../../record/privacy/retention.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { retentionSql } from '../sql/retention.js';
import type { NamedSql } from '../sqlite/named-sql.js';
import { transaction } from '../sqlite/transaction.js';
import { keptDays } from './kept-days.js';
import { noteSweep } from './note-sweep.js';
import type { DuePage, RetentionStore, SweptKind } from './retention-store.js';

const swept: Readonly<Record<SweptKind, NamedSql<never>>> = {
  'sign-ins': retentionSql.signIns,
  habits: retentionSql.habits,
  'account-changes': retentionSql.accountChanges,
  'mended-changes': retentionSql.mendedChanges,
};

/** {@link RetentionStore} over one SQLite database. */
export class SqliteRetentionStore implements RetentionStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async days(): Promise<RetentionDays> {
    const { connection } = this.#context;
    return Object.fromEntries(retentionKinds.map((kind) => [kind, keptDays(connection, kind)])) as RetentionDays;
  }

  async setDays(changes: Partial<RetentionDays>, author: string): Promise<void> {
    const { connection, now } = this.#context;
    const wanted = Object.entries(changes);
    for (const [kind, days] of wanted) {
      const fault = faultOf(kind, days);
      if (fault !== undefined) throw new Problem('usage-wrong', `${kind}=${days}: ${fault}`);
    }
    transaction(connection, () => {
      for (const [kind, days] of wanted) connection.run(retentionSql.setDays, kind, days);
      const rows = wanted.map(([kind, days]) => {
        return { author, action: `retention ${kind} ${days}`, subject: '', outcome: 'done' } as const;
      });
      addAudit(this.#context, rows, now());
    });
  }

  async sweep(kind: SweptKind, nowMilliseconds: number): Promise<number> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const before = overBefore(keptDays(connection, kind), nowMilliseconds);
      const { changes } = connection.run(swept[kind], before, journalLimits.sweptRowsMax);
      if (changes > 0) noteSweep(this.#context, kind, changes);
      return changes;
    });
  }

  async due(beforeMilliseconds: number, after: string): Promise<DuePage> {
    const rows = this.#context.connection.all(retentionSql.lastWritten, after, journalLimits.duePatientsMax);
    const records = rows.flatMap(({ patient, lastMilliseconds }) =>
      lastMilliseconds !== null && lastMilliseconds < beforeMilliseconds
        ? [{ patient: parseResourceId(patient), lastMilliseconds }]
        : [],
    );
    const last = rows.length < journalLimits.duePatientsMax ? undefined : rows.at(-1);
    return { records, ...(last !== undefined && { next: last.patient }) };
  }
}
