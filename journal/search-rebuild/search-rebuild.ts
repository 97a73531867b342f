import type { FhirObject } from '../../record/resource.js';
import type { SearchRow } from '../../record/search-row.js';
import { searchRowsOf } from '../../record/search-rows.js';
import { searchRowsVersion } from '../schema/search-pair.js';
import { addSearchRows, removeSearchRows, type SearchRowsContext } from '../search-rows.js';
import { type SearchBuiltRow, searchBuiltSql, type ToBuildRow } from '../sql/search-built.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import type { SearchRebuildStore } from './search-rebuild-store.js';

/**
 * Makes the search rows of a site again that another program wrote (rule J20). What was committed before the journal was
 * opened may be of anybody: a cursor in the order of versions says up to where the rows are known to be of this program. What is committed since
 * the opening is.
 */
export class SearchRebuild implements SearchRebuildStore {
  readonly #context: SearchRowsContext;
  /** The newest version at the opening. */
  readonly #newest: number;
  #built: SearchBuiltRow;
  #isBegun: boolean;

  /** At the opening, before anything is written. */
  constructor(context: SearchRowsContext) {
    const { connection } = context;
    this.#context = context;
    this.#newest = connection.one(versionSql.newest)?.key ?? 0;
    const built = connection.one(searchBuiltSql.read) ?? { format: 0, cursor: 0, parameterMax: 0 };
    // A later program may answer a parameter by other rows than this one: none of them is known to be whole.
    const isLater = built.format > searchRowsVersion;
    const parameterMax = isLater ? 0 : (connection.one(searchBuiltSql.newestParameter)?.id ?? 0);
    this.#isBegun = built.format === searchRowsVersion;
    this.#built = this.#isBegun ? built : { format: searchRowsVersion, cursor: 0, parameterMax };
  }

  get waitingVersions(): number {
    return Math.max(0, this.#newest - this.#built.cursor);
  }

  /** Whether every resource has the rows of a parameter that an earlier program may not have known. */
  isWhole(parameter: number | undefined): boolean {
    if (this.waitingVersions === 0) return true;
    return parameter !== undefined && parameter <= this.#built.parameterMax;
  }

  async round(versionsMax: number): Promise<number> {
    if (this.waitingVersions > 0) this.#round(Math.max(1, versionsMax));
    return this.waitingVersions;
  }

  async keep(): Promise<void> {
    this.keepNow();
  }

  keepNow(): void {
    const newest = this.#context.connection.one(versionSql.newest)?.key ?? 0;
    if (this.waitingVersions > 0 || (newest === this.#built.cursor && this.#isBegun)) return;
    transaction(this.#context.connection, () => {
      this.#begin();
      this.#move(newest);
    });
    this.#isBegun = true;
    this.#built = { ...this.#built, cursor: newest };
  }

  #round(versionsMax: number): void {
    const { connection } = this.#context;
    const cursor = transaction(connection, () => {
      this.#begin();
      const rows = connection.all(searchBuiltSql.toBuild, this.#built.cursor, this.#newest, versionsMax);
      for (const row of rows) if (row.isShown === 1) this.#build(row);
      const last = rows.at(-1)?.key ?? this.#newest;
      this.#move(last);
      return last;
    });
    this.#isBegun = true;
    this.#built = { ...this.#built, cursor };
  }

  #begin(): void {
    if (this.#isBegun) return;
    this.#context.connection.run(searchBuiltSql.begin, searchRowsVersion, this.#built.parameterMax);
  }

  #build({ resource, type, body }: ToBuildRow): void {
    removeSearchRows(this.#context, resource);
    if (body !== null) addSearchRows(this.#context, type, resource, rowsOf(body));
  }

  #move(cursor: number): void {
    this.#context.connection.run(searchBuiltSql.moveCursor, cursor);
  }
}

/** A body that is no JSON is found by nothing, and holds up no other. */
function rowsOf(body: string): readonly SearchRow[] {
  let value: FhirObject;
  try {
    value = JSON.parse(body) as FhirObject;
  } catch {
    return [];
  }
  return searchRowsOf(value);
}
