import type { AuditEntry, RecordStore } from '../journal/record-store.js';
import { apiLimits } from './limits.js';

/**
 * Gathers audit rows of looks and refusals and writes them in groups (`trust.md`: looks at a chart are group-committed
 * within a second). Writes audit themselves inside their own transaction.
 */
export class AuditTrail {
  readonly #store: Pick<RecordStore, 'audit'>;
  readonly #failed: (error: unknown) => void;
  #waiting: AuditEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** `failed` hears of rows that could not be written; they are tried again with the next ones. */
  constructor(store: Pick<RecordStore, 'audit'>, failed: (error: unknown) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  add(entry: AuditEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length >= apiLimits.auditEntriesPerWriteMax) void this.flush();
    else this.#schedule();
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), apiLimits.auditDelayMillisecondsMax);
  }

  async #write(): Promise<void> {
    const entries = this.#waiting;
    if (entries.length === 0) return;
    this.#waiting = [];
    try {
      await this.#store.audit(entries);
    } catch (error) {
      // A full disk must not stop care, nor lose the trail: keep what fits in memory for the next attempt.
      this.#waiting = [...entries, ...this.#waiting].slice(-apiLimits.auditEntriesKeptMax);
      this.#failed(error);
    }
  }
}
