import type { ResourceId } from '../../protocol/ids.js';
import type { ParsedResource } from '../../record/resource.js';
import { searchRowsOf } from '../../record/search-rows.js';
import type { JournalContext } from '../context.js';
import { Names } from '../names.js';
import type { SearchQuery } from '../record-store.js';
import { ownSearchTables } from '../schema/search-file.js';
import { search } from '../search/search.js';
import { addSearchRows } from '../search-rows.js';
import { versionSql } from '../sql/versions.js';
import { rolledBackPart } from '../sqlite/transaction.js';
import { bareQuery } from './condition-search.js';

type OwnContext = Pick<JournalContext, 'connection' | 'now' | 'cursorSeal'>;

/**
 * Search rows of contents that no index holds: what an open transaction has written, or a version as it came. They stand in
 * tables of the connection's own that are in memory only, and are gone again when the answer is there.
 */
export class OwnRows {
  readonly #context: OwnContext;
  #names: Names | undefined;

  constructor(context: OwnContext) {
    this.#context = context;
  }

  /** Makes the tables, which cannot be made by a transaction that may be taken back. */
  prepare(): void {
    if (this.#names !== undefined) return;
    const { connection } = this.#context;
    connection.execute(ownSearchTables);
    this.#names = new Names(connection);
  }

  /** Which of the resources meet the query by these contents. @param resources that the connection sees to be there */
  find(query: SearchQuery, resources: readonly Pick<ParsedResource, 'type' | 'id' | 'value'>[]): readonly ResourceId[] {
    const { connection, now, cursorSeal } = this.#context;
    const names = this.#names ?? new Names(connection);
    const ids: ResourceId[] = [];
    return rolledBackPart(connection, () => {
      for (const { type, id, value } of resources) {
        if (type !== query.type) continue;
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
