import { parseResourceType } from '../../protocol/ids.js';
import type { FhirObject } from '../../record/resource.js';
import { searchRowsOf } from '../../record/search-rows.js';
import { Names } from '../names.js';
import { ownSearchTables } from '../schema/search-file.js';
import type { CursorSeal } from '../search/cursor-seal.js';
import { selectPage } from '../search/select.js';
import { criteriaOf } from '../search/sources.js';
import { addSearchRows } from '../search-rows.js';
import { thenIndexSql, thenIndexTables } from '../sql/then-index.js';
import type { Connection } from '../sqlite/connection.js';
import { sql } from '../sqlite/named-sql.js';
import { openMemory } from '../sqlite/open-memory.js';
import { rolledBack } from '../sqlite/transaction.js';
import type { ExportFilter } from './export-job-store.js';

/** A resource as it stood. */
export interface Stood {
  readonly resource: number;
  readonly id: string;
  readonly body: string;
  readonly updatedMilliseconds: number;
}

/**
 * Which resources met criteria at a moment. The index says what meets them now; so rows of the resources as they stood are
 * made in a database in memory, asked by the engine of every search, and taken back.
 */
export class ThenIndex {
  readonly #connection: Connection;
  readonly #names: Names;
  readonly #cursorSeal: CursorSeal;

  constructor(cursorSeal: CursorSeal) {
    this.#connection = openMemory();
    this.#connection.execute(thenIndexTables + ownSearchTables);
    this.#names = new Names(this.#connection);
    this.#cursorSeal = cursorSeal;
  }

  /**
   * The keys of those that meet any of the filters, all of one type.
   * @param atMilliseconds the moment, since 1970
   */
  matches(resources: readonly Stood[], filters: readonly ExportFilter[], atMilliseconds: number): ReadonlySet<number> {
    const [filter] = filters;
    if (filter === undefined) return new Set();
    return rolledBack(this.#connection, () => {
      const type = this.#names.type(filter.type);
      for (const stood of resources) this.#add(type, stood);
      return new Set(filters.flatMap((each) => this.#keysOf(each, resources.length, atMilliseconds)));
    });
  }

  #add(type: number, { resource, id, body, updatedMilliseconds }: Stood): void {
    this.#connection.run(thenIndexSql.addResource, resource, type, id, Math.floor(updatedMilliseconds));
    const context = { connection: this.#connection, names: this.#names };
    addSearchRows(context, type, resource, searchRowsOf(JSON.parse(body) as FhirObject));
  }

  #keysOf({ type, clauses }: ExportFilter, count: number, atMilliseconds: number): number[] {
    const [connection, names, cursorSeal] = [this.#connection, this.#names, this.#cursorSeal];
    const query = { type: parseResourceType(type), clauses, count, total: false, includes: [] };
    const criteria = criteriaOf({ connection, names, cursorSeal, now: () => atMilliseconds, behind: false }, query);
    if (criteria === undefined) return [];
    const order = [{ by: 'key', descending: false }] as const;
    const { text, values } = selectPage({ criteria, driver: undefined, order }, undefined, count);
    return connection.all(sql<{ id: number }>(text), ...values).map(({ id }) => id);
  }
}
