import type { AuditEntries } from '../../journal/audit/audit-entries.js';
import type { AuditPage, AuditQuery, KeptEntry } from '../../journal/audit/audit-query.js';
import type { SiteCode } from '../../protocol/ids.js';
import { auditType } from '../../record/kept-apart.js';
import type { Rights } from '../access/rights.js';

/** The node's audit as somebody may read it: all of it or nothing, and who read stands in it before they know (rule R63). */
export class GuardedAudit {
  readonly #entries: AuditEntries;
  readonly #rights: Rights;

  constructor(entries: AuditEntries, rights: Rights) {
    this.#entries = entries;
    this.#rights = rights;
  }

  /** Whose audit it is. */
  get node(): SiteCode {
    return this.#entries.node;
  }

  /** @param subject what is asked for, for the audit. @throws Problem `forbidden` */
  async entry(number: number | undefined, subject: string): Promise<KeptEntry | undefined> {
    this.#rights.requireAll(auditType, 'read');
    await this.#rights.settle();
    const entry = number === undefined ? undefined : await this.#entries.entry(number);
    await this.#rights.noteFirst('read', subject);
    return entry;
  }

  /** As {@link entry}. @throws Problem `forbidden` */
  async find(query: AuditQuery, subject: string): Promise<AuditPage> {
    this.requireSearch();
    await this.#rights.settle();
    const page = await this.#entries.find(query);
    await this.#rights.noteFirst('search', subject);
    return page;
  }

  /** @throws Problem `forbidden` */
  requireSearch(): void {
    this.#rights.requireAll(auditType, 'read', 'search');
  }
}
