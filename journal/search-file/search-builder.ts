import { Problem } from '../../protocol/problem.js';
import type { FhirObject } from '../../record/resource.js';
import { searchRowsOf } from '../../record/search-rows.js';
import { journalLimits } from '../limits.js';
import { Names } from '../names.js';
import { removeSearchRows, SearchRowBatch, type SearchRowsContext } from '../search-rows.js';
import { erasureSql } from '../sql/erasures.js';
import { indexedSql, searchFileSql, searchSourceSql, type ToIndexRow } from '../sql/search-file.js';
import { versionSql } from '../sql/versions.js';
import type { Connection } from '../sqlite/connection.js';
import { emptyLog } from '../sqlite/empty-log.js';
import { openReader } from '../sqlite/open-reader.js';
import { RowBatch } from '../sqlite/row-batch.js';
import { transaction } from '../sqlite/transaction.js';
import { openSearchFile, removeSearchFile, type SearchFilePlace } from './search-file.js';

/** Closed resources that are looked at in one transaction. */
const closedMax = 1_000;

/** What one round of the builder did. */
export interface IndexRound {
  /** Changes that the index does not hold yet. */
  readonly waitingChanges: number;
  /** How old the oldest of them is; 0 when there is none. */
  readonly lagMilliseconds: number;
  /** Whether the file was made anew in this round: who reads it must open it again. */
  readonly madeAnew: boolean;
  /** Changes of this round that could not be indexed: no search finds them (rule P5). */
  readonly skippedChanges?: number;
  /** What was erased may still stand in the file's write-ahead log (rule W11): somebody reads an earlier state. */
  readonly holdsErased?: true;
}

/**
 * Builds the hub's search rows behind the commit: reads the journal through a connection of its own, which is never in
 * the way of the writer, and writes the rows with their cursor in one transaction of the search file (rule J5).
 */
export class SearchBuilder {
  readonly #place: SearchFilePlace;
  readonly #journal: Connection;
  #file: SearchRowsContext;
  #madeAnew: boolean;
  /** Up to where what was closed (rule W12) is known to have no rows here; a new builder looks at all of it once. */
  #closedThrough = 0;

  /** @throws Problem `disk-full`, `permission-denied`, and what is wrong with the journal */
  constructor(place: SearchFilePlace) {
    this.#place = place;
    this.#journal = openReader(place.journal, place.cipher, place.key);
    const { connection, isNew } = openSearchFile(place, this.#journal);
    this.#file = { connection, names: new Names(connection) };
    this.#madeAnew = isNew;
  }

  /** Indexes at most `changesMax` changes, in the journal's order. */
  round(changesMax: number, nowMilliseconds: number): IndexRound {
    const isClean = this.#removeClosed();
    const cursor = this.#inFile(({ connection }) => connection.one(searchFileSql.state)?.cursor ?? 0) ?? 0;
    const rows = this.#read(cursor, Math.max(1, changesMax));
    const skippedChanges = rows.length === 0 ? 0 : this.#index(rows);
    const madeAnew = this.#madeAnew;
    this.#madeAnew = false;
    return {
      ...{ ...this.waiting(nowMilliseconds), madeAnew },
      ...(skippedChanges > 0 && { skippedChanges }),
      ...(!isClean && { holdsErased: true as const }),
    };
  }

  /** Throws away what there is, as when a reader found it damaged. */
  makeAnew(): void {
    this.#file.connection.close();
    removeSearchFile(this.#place.file);
    const { connection } = openSearchFile(this.#place, this.#journal);
    this.#file = { connection, names: new Names(connection) };
    this.#madeAnew = true;
  }

  close(): void {
    this.#file.connection.close();
    this.#journal.close();
  }

  /** Takes out what was erased; where it stood is overwritten (rule W11). */
  #removeClosed(): boolean {
    const closed = this.#journal.all(erasureSql.closedAfter, this.#closedThrough, closedMax);
    const last = closed.at(-1);
    if (last === undefined) return true;
    const isClean = this.#inFile((file) => {
      transaction(file.connection, () => {
        for (const { resource } of closed) {
          if (file.connection.run(searchFileSql.removeIndexed, resource).changes > 0) removeSearchRows(file, resource);
        }
      });
      return emptyLog(file.connection);
    });
    // A file that turned out to be damaged was made anew, of what is left.
    if (isClean === false) return false;
    this.#closedThrough = last.key;
    return closed.length < closedMax || this.#removeClosed();
  }

  /** All at once; only when that fails one by one, and the one that cannot be indexed holds up no other. */
  #index(rows: readonly ToIndexRow[]): number {
    if (this.#tryIndex(rows)) return 0;
    const skipped = rows.filter((row) => !this.#tryIndex([row]));
    this.#inFile(({ connection }) => this.#moveCursor(connection, rows));
    return skipped.length;
  }

  #tryIndex(rows: readonly ToIndexRow[]): boolean {
    try {
      this.#inFile((file) =>
        transaction(file.connection, () => {
          writeRows(file, rows);
          this.#moveCursor(file.connection, rows);
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code !== 'internal') throw error;
      return false;
    }
  }

  #read(cursor: number, changesMax: number): readonly ToIndexRow[] {
    const rows: ToIndexRow[] = [];
    let bytes = 0;
    this.#journal.eachTuple(searchSourceSql.received, [cursor, changesMax], (row) => {
      rows.push(row);
      bytes += row[4]?.length ?? 0;
      return bytes < journalLimits.indexedBytesMax;
    });
    return rows;
  }

  /** Behind the last of these, by whose change the file knows its journal again. */
  #moveCursor(file: Connection, rows: readonly ToIndexRow[]): void {
    const [key] = rows.at(-1) ?? [];
    if (key === undefined) return;
    const change = this.#journal.one(searchSourceSql.changeAt, key);
    if (change !== undefined) file.run(searchFileSql.moveCursor, key, change.changeId);
  }

  /** Works on the file; one that turns out to be damaged is made anew, and the work is done in a later round. */
  #inFile<T>(work: (file: SearchRowsContext) => T): T | undefined {
    try {
      return work(this.#file);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'database-corrupt') throw error;
      this.makeAnew();
      return undefined;
    }
  }

  /** How far the index is behind. */
  waiting(nowMilliseconds: number): Pick<IndexRound, 'waitingChanges' | 'lagMilliseconds'> {
    const cursor = this.#file.connection.one(searchFileSql.state)?.cursor ?? 0;
    const newest = this.#journal.one(versionSql.newest)?.key ?? 0;
    const [next] = this.#journal.all(versionSql.receivedAfter, cursor);
    const lag = next === undefined ? 0 : nowMilliseconds - next.receivedMilliseconds;
    return { waitingChanges: Math.max(0, newest - cursor), lagMilliseconds: Math.max(0, lag) };
  }
}

/** The rows of current versions; a later version comes later in this same order. The caller holds the transaction. */
function writeRows(file: SearchRowsContext, rows: readonly ToIndexRow[]): void {
  const writer = new IndexWriter(file);
  for (const row of rows) {
    const [, , , isCurrent] = row;
    if (isCurrent === 1) writer.add(row);
  }
  writer.finish();
}

/** A resource has one current version, so that its rows are added once, after those before were removed. */
class IndexWriter {
  readonly #file: SearchRowsContext;
  readonly #rows: SearchRowBatch;
  readonly #indexed: RowBatch;
  /** The last resource that was in the index before. */
  readonly #newest: number;

  constructor(file: SearchRowsContext) {
    const { connection } = file;
    this.#file = file;
    this.#rows = new SearchRowBatch(file);
    this.#indexed = new RowBatch(connection, indexedSql);
    this.#newest = connection.one(searchFileSql.newestIndexed)?.resource ?? 0;
  }

  add([key, resource, type, , body]: ToIndexRow): void {
    const { connection } = this.#file;
    if (resource <= this.#newest && connection.run(searchFileSql.removeIndexed, resource).changes > 0) {
      removeSearchRows(this.#file, resource);
    }
    if (body === null) return;
    this.#indexed.add(resource, key);
    this.#rows.add(type, resource, searchRowsOf(JSON.parse(body) as FhirObject));
  }

  finish(): void {
    this.#indexed.finish();
    this.#rows.finish();
  }
}
