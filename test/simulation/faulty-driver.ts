import Sqlite, { type Database, type Options, type Statement } from 'better-sqlite3';
import { streamSql } from '../../journal/sql/streams.js';
import { versionSql } from '../../journal/sql/versions.js';
import type { Beside } from './beside.js';
import type { Disk } from './disk.js';
import { FaultyStatement } from './faulty-statement.js';
import { forgetFile, openWarm, type Place, type WarmDatabase } from './warm-databases.js';

type Row = Record<string, unknown>;

/** What an open database was told at its first opening and keeps; to say it again makes SQLite forget its statements. */
const saidOnce =
  /^(cipher|algorithm|key|synchronous|temp_store|foreign_keys|trusted_schema|cache_size|wal_autocheckpoint|journal_size_limit)(=|$)/;

const ofTransactions: ReadonlySet<string> = new Set(['BEGIN IMMEDIATE', 'COMMIT', 'SAVEPOINT part', 'RELEASE part']);

/** The SQLite driver, through which a program can die at any write, and by which bugs are planted. */
export class FaultyDriver {
  readonly #warm: WarmDatabase;
  readonly #isUsed: boolean;
  readonly #place: Place | undefined;
  readonly #database: Database;
  readonly #disk: Disk;
  /** With a planted early acknowledgement: a commit that is told and not done. */
  #owed = false;
  #closed = false;
  /** With a cursor planted outside the transaction: where cursors stood before it, and where they go after it. */
  /** Changes that were taken for new once although they were there. */
  readonly #missed = new Set<string>();
  readonly #cursors = new Map<unknown, { readonly before: Row; after: readonly unknown[] }>();

  constructor(disk: Disk, file: string, options: Options, place: Place | undefined) {
    this.#disk = disk;
    const open = place?.warm;
    if (place !== undefined) place.warm = undefined;
    // What a planted bug does to a schema must not outlive its run, and what was open before it does not know of that.
    const isPlanted = disk.plant !== undefined;
    if (isPlanted) open?.database.close();
    this.#place = isPlanted ? undefined : place;
    const used = isPlanted ? undefined : open;
    this.#isUsed = used !== undefined;
    this.#warm = used ?? openWarm(new Sqlite(file, options));
    this.#database = this.#warm.database;
  }

  get inTransaction(): boolean {
    return !this.#owed && this.#database.inTransaction;
  }

  /** The database for who looks on, without the faults; absent within a transaction, where it shows more than is committed. */
  get beside(): Beside | undefined {
    if (!this.#database.open || this.#database.inTransaction) return undefined;
    return { prepare: (text: string) => this.#statement(text, this.#warm.beside) } as unknown as Beside;
  }

  pragma(text: string, options?: { simple: boolean }): unknown {
    // Nobody else opens the file while the program runs: no lock need be asked of the system for each statement.
    if (this.#place !== undefined && text === 'journal_mode=WAL') this.#database.pragma('locking_mode=EXCLUSIVE');
    if (!saidOnce.test(text)) return this.#database.pragma(text, options);
    const { answers } = this.#warm;
    if (this.#isUsed && answers.has(text)) return answers.get(text);
    const answer = this.#database.pragma(text, options);
    answers.set(text, answer);
    return answer;
  }

  exec(text: string): void {
    this.#disk.assertAlive();
    if (text.startsWith('BEGIN')) this.settle();
    if (text !== 'COMMIT') {
      if (text === 'ROLLBACK') this.#cursors.clear();
      this.#execute(text);
    } else if (this.#disk.plant === 'ack-before-commit') {
      this.#owed = true;
      this.#disk.reach('after-commit');
    } else {
      this.#commit();
    }
  }

  prepare(text: string): FaultyStatement {
    const disk = this.#disk;
    const onMove = text === streamSql.move.text && disk.plant === 'cursor-outside-transaction';
    const isDeduping = text === versionSql.byChange.text && disk.plant === 'no-dedupe';
    return new FaultyStatement(this.#statement(text), {
      disk,
      isMissed: isDeduping
        ? ([changeId]) => this.#missOnce(Buffer.from(changeId as Uint8Array).toString('hex'))
        : undefined,
      onRun: onMove ? (values) => this.#noteCursor(values) : undefined,
    });
  }

  /** What was told and not done is done now, if the program still lives. */
  settle(): void {
    if (!this.#owed || this.#disk.dead) return;
    this.#owed = false;
    this.#database.exec('COMMIT');
  }

  /** A change is taken twice and no more: feeds that are returned would double it without end. */
  #missOnce(changeId: string): boolean {
    const isFirst = !this.#missed.has(changeId);
    this.#missed.add(changeId);
    return isFirst;
  }

  plantAtOpening(): void {
    if (this.#disk.plant !== 'no-dedupe') return;
    this.#database.exec('DROP INDEX IF EXISTS version_by_change');
    this.#database.exec('CREATE INDEX version_by_change ON version (change_id)');
  }

  /** The journal is closed by a program that ends well; one that died is only forgotten, and the next one begins anew. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const place = this.#place;
    if (place !== undefined && this.#database.open && forgetFile(this.#database)) place.warm = this.#warm;
    else this.#database.close();
  }

  #statement(text: string, statements = this.#warm.statements): Statement<unknown[], Row> {
    const known = statements.get(text);
    if (known !== undefined && !known.busy) return known;
    const statement = this.#database.prepare<unknown[], Row>(text);
    statements.set(text, statement);
    return statement;
  }

  /** What comes with each transaction is prepared once. */
  #execute(text: string): void {
    if (ofTransactions.has(text)) this.#statement(text).run();
    else this.#database.exec(text);
  }

  #commit(): void {
    const moved = [...this.#cursors];
    this.#cursors.clear();
    for (const [id, { before }] of moved) this.#setCursor(before['seq'], before['chain'], id);
    this.#disk.commit(() => this.#execute('COMMIT'));
    for (const [, { after }] of moved) {
      this.#disk.reach('before-commit');
      this.#setCursor(...after);
    }
  }

  #noteCursor(values: readonly unknown[]): void {
    const id = values[2];
    const known = this.#cursors.get(id);
    if (known !== undefined) known.after = values;
    else {
      const before = this.#database.prepare<unknown[], Row>('SELECT seq, chain FROM stream WHERE id = ?').get(id);
      this.#cursors.set(id, { before: before ?? {}, after: values });
    }
  }

  #setCursor(...values: readonly unknown[]): void {
    this.#database.prepare(streamSql.move.text).run(...values);
  }
}
