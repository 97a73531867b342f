import type { FhirObject } from '../../record/resource.js';
import { OwnRows } from '../conditions/own-rows.js';
import type { JournalContext } from '../context.js';
import type { SearchQuery } from '../record-store.js';
import type { Connection } from '../sqlite/connection.js';
import type { FoundVersion } from './subscription-store.js';

/**
 * Whether contents meet a search, by that search itself, over rows made of them alone (rule J24). A connection of its own
 * has the rows in its memory, so that no index has to be there yet, and the one that writes is not in the way.
 */
export class VersionMatcher {
  readonly #open: () => Connection;
  readonly #context: Pick<JournalContext, 'now' | 'cursorSeal'>;
  #connection: Connection | undefined;
  #rows: OwnRows | undefined;

  /** @param open makes a connection that reads the journal */
  constructor(open: () => Connection, context: Pick<JournalContext, 'now' | 'cursorSeal'>) {
    this.#open = open;
    this.#context = context;
  }

  /** @param query without links to other resources */
  matches(query: SearchQuery, { type, id, body }: Pick<FoundVersion, 'type' | 'id' | 'body'>): boolean {
    if (query.clauses.length === 0) return true;
    const value = JSON.parse(body) as FhirObject;
    return this.#prepared().find(query, [{ type, id, value }]).length > 0;
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#rows = undefined;
  }

  #prepared(): OwnRows {
    if (this.#rows !== undefined) return this.#rows;
    const { now, cursorSeal } = this.#context;
    this.#connection = this.#open();
    const rows = new OwnRows({ connection: this.#connection, now, cursorSeal });
    rows.prepare();
    this.#rows = rows;
    return rows;
  }
}
