import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import type { AuditPage, AuditQuery, KeptEntry } from './audit-query.js';
import { findEntries, findEntry } from './find-entries.js';
import { type AuditTally, tallyEntries } from './tally-entries.js';

/** What a node's own audit says; how it is proven is in `AuditStore`. */
export interface AuditEntries {
  /** Whose audit it is; `000` at the hub. */
  readonly node: SiteCode;
  /** The entry with a number. */
  entry(number: number): Promise<KeptEntry | undefined>;
  /** A bounded look along the audit: see {@link AuditPage}. */
  find(query: AuditQuery): Promise<AuditPage>;
  /** See {@link tallyEntries}. */
  tally(fromMilliseconds: number): Promise<{ readonly tallies: readonly AuditTally[]; readonly isWhole: boolean }>;
}

/** {@link AuditEntries} over one SQLite database. */
export class SqliteAuditEntries implements AuditEntries {
  readonly #context: Pick<JournalContext, 'connection' | 'site' | 'now'>;

  constructor(context: Pick<JournalContext, 'connection' | 'site' | 'now'>) {
    this.#context = context;
  }

  get node(): SiteCode {
    return this.#context.site;
  }

  async entry(number: number): Promise<KeptEntry | undefined> {
    return findEntry(this.#context, number);
  }

  async find(query: AuditQuery): Promise<AuditPage> {
    return findEntries(this.#context, query);
  }

  async tally(
    fromMilliseconds: number,
  ): Promise<{ readonly tallies: readonly AuditTally[]; readonly isWhole: boolean }> {
    return tallyEntries(this.#context, fromMilliseconds);
  }
}
