import type { AuditMark } from '../../protocol/audit/audit-mark.js';
import type { JournalContext } from '../context.js';
import type { AuditPlace, AuditStore, WalkedAudit } from './audit-store.js';
import { readHeads, readMark, walkAudit } from './read-audit.js';

/** {@link AuditStore} over one SQLite database. */
export class SqliteAuditStore implements AuditStore {
  readonly #context: Pick<JournalContext, 'connection'>;

  constructor(context: Pick<JournalContext, 'connection'>) {
    this.#context = context;
  }

  async mark(): Promise<AuditMark> {
    return readMark(this.#context.connection);
  }

  async headsAt(counts: readonly number[]): Promise<readonly Uint8Array[]> {
    return readHeads(this.#context.connection, counts);
  }

  async walk(from: AuditPlace, entriesMax: number): Promise<WalkedAudit> {
    return walkAudit(this.#context.connection, from, entriesMax);
  }
}
