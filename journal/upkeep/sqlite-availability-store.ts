import type { AvailabilityState, MonthAvailability } from '../../protocol/facts/availability.js';
import type { JournalContext } from '../context.js';
import { type AvailabilityRow, availabilitySql } from '../sql/availability.js';
import { transaction } from '../sqlite/transaction.js';
import type { AvailabilityStore, DayShare } from './availability-store.js';

const dayMilliseconds = 24 * 60 * 60_000;
const keptDaysMax = 800;

/** {@link AvailabilityStore} over one SQLite database. */
export class SqliteAvailabilityStore implements AvailabilityStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async keep(shares: readonly DayShare[], untilMilliseconds: number): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      for (const share of shares) this.#add(share);
      connection.run(availabilitySql.beat, Math.floor(untilMilliseconds));
      connection.run(availabilitySql.prune, Math.floor(untilMilliseconds / dayMilliseconds) - keptDaysMax);
    });
  }

  async accountedUntil(): Promise<number | undefined> {
    return this.#context.connection.one(availabilitySql.lastBeat)?.milliseconds;
  }

  async months(nowMilliseconds: number): Promise<readonly MonthAvailability[]> {
    const now = new Date(nowMilliseconds);
    const starts = [0, -1].map((back) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + back));
    const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
    return starts.flatMap((start, index) => {
      const [first, last] = [start, (starts[index - 1] ?? next) - 1].map((at) => Math.floor(at / dayMilliseconds));
      const rows = this.#context.connection.all(availabilitySql.between, first ?? 0, last ?? 0);
      return rows.length === 0 ? [] : [monthOf(start, rows)];
    });
  }

  #add({ day, state, milliseconds }: DayShare): void {
    const { connection } = this.#context;
    const before = connection.one(availabilitySql.ofDay, day) ?? { day, up: 0, degraded: 0, down: 0, off: 0 };
    const room = dayMilliseconds - before.up - before.degraded - before.down - before.off;
    const after = { ...before, [state]: before[state] + Math.min(room, Math.round(milliseconds)) };
    connection.run(availabilitySql.set, day, after.up, after.degraded, after.down, after.off);
  }
}

function monthOf(start: number, rows: readonly AvailabilityRow[]): MonthAvailability {
  const seconds = (state: AvailabilityState) => Math.round(rows.reduce((sum, row) => sum + row[state], 0) / 1000);
  return {
    month: new Date(start).toISOString().slice(0, 7),
    ...{ upSeconds: seconds('up'), degradedSeconds: seconds('degraded') },
    ...{ downSeconds: seconds('down'), offSeconds: seconds('off') },
  };
}
