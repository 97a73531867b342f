import type { ResourceId } from '../../protocol/ids.js';
import { searchRowsOf } from '../../record/search-rows.js';
import type { JournalContext } from '../context.js';
import { Names } from '../names.js';
import type { CommitEntry, SearchQuery } from '../record-store.js';
import { ownSearchTables } from '../schema/search-file.js';
import { search } from '../search/search.js';
import { addSearchRows } from '../search-rows.js';
import { versionSql } from '../sql/versions.js';
import { rolledBackPart } from '../sqlite/transaction.js';
import { bareQuery } from './condition-search.js';

/**
 * Search rows of what an open transaction has written, in tables of the connection's own that are in memory only; they
 * are gone again when the answer is there.
 */
export class OwnRows {
  readonly #context: JournalContext;
  #names: Names | undefined;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  /** Makes the tables, which cannot be made by a transaction that may be taken back. */
  prepare(): void {
    if (this.#names !== undefined) return;
    const { connection } = this.#context;
    connection.execute(ownSearchTables);
    this.#names = new Names(connection);
  }

  /** Which of the entries' resources meet the query. @param entries of one transaction, written in it */
  find(query: SearchQuery, entries: readonly CommitEntry[]): readonly ResourceId[] {
    const { connection, now, cursorSeal } = this.#context;
    const names = this.#names ?? new Names(connection);
    const ids: ResourceId[] = [];
    return rolledBackPart(connection, () => {
      for (const entry of entries) {
        if (entry.verb === 'delete' || entry.resource.type !== query.type) continue;
        const { type, id, value } = entry.resource;
        const typeKey = names.type(type);
        const row = connection.one(versionSql.resourceKey, typeKey, id);
        if (row === undefined || ids.includes(id)) continue;
        ids.push(id);
        addSearchRows({ connection, names }, typeKey, row.resource, searchRowsOf(value));
      }
      if (ids.length === 0) return [];
      const values = ids.map((text) => ({ prefix: 'eq' as const, text }));
      const clauses = [...query.clauses, { kind: 'id', parameter: '_id', values } as const];
      const asked = bareQuery({ ...query, clauses }, ids.length);
      return search({ connection, names, now, cursorSeal, behind: false }, asked).versions.map(({ id }) => id);
    });
  }
}
