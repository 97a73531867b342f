import { existsSync, rmSync } from 'node:fs';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { migrate } from '../schema/migrations.js';
import { telemetrySql } from '../sql/telemetry.js';
import type { Connection } from '../sqlite/connection.js';
import { parseCipher } from '../sqlite/key.js';
import { openDatabase } from '../sqlite/open-database.js';
import { sqliteCodeOf } from '../sqlite/sqlite-problem.js';
import { type Synchronous, transaction } from '../sqlite/transaction.js';
import { telemetryMigrations } from './migrations.js';

export interface TelemetryFileOptions {
  /** Made if missing, mode 0600. */
  readonly file: string;
  /** The database key of the node, 64 hexadecimal digits. */
  readonly key: string;
  readonly now: () => number;
  /** Names a new file. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** The file was of no use, or gone, and was made anew. */
  readonly onAnew: (code: ProblemCode | 'missing') => void;
  readonly cipher?: string;
  /** Pages that stay in memory; the hub's share unless told. */
  readonly pageCacheBytesMax?: number;
}

/** What says that a file is of no use. Nothing else than history is lost with it. */
const useless: ReadonlySet<ProblemCode> = new Set([
  'database-corrupt',
  'database-key-wrong',
  'database-version',
  'disk-failed',
]);

/** The file of telemetry, opened when it is first needed; one that is damaged or gone is made anew, also meanwhile. */
export class TelemetryFile {
  readonly #options: TelemetryFileOptions;
  #connection: Connection | undefined;
  #closed = false;

  constructor(options: TelemetryFileOptions) {
    this.#options = options;
  }

  /** Runs work in one transaction. @throws Problem `disk-full`, `permission-denied`, `disk-failed` */
  run<T>(work: (connection: Connection) => Synchronous<T>): T {
    try {
      return this.#attempt(work);
    } catch (error) {
      if (this.#closed || !(error instanceof Problem) || !isUseless(error)) throw error;
      this.#remove();
      this.#options.onAnew(error.code);
      return this.#attempt(work);
    }
  }

  close(): void {
    this.#closed = true;
    this.#connection?.close();
    this.#connection = undefined;
  }

  #attempt<T>(work: (connection: Connection) => Synchronous<T>): T {
    const connection = this.#open();
    return transaction(connection, () => work(connection));
  }

  #open(): Connection {
    if (this.#closed) throw new Problem('folder-in-use', 'the telemetry is closed');
    const { file, key, now, randomBytes, onAnew, pageCacheBytesMax } = this.#options;
    if (this.#connection !== undefined && !existsSync(file)) {
      // SQLite would go on writing into a file that nobody can open any more.
      this.#remove();
      onAnew('missing');
    }
    if (this.#connection !== undefined) return this.#connection;
    const cipher = parseCipher(this.#options.cipher ?? 'aegis');
    const connection = openDatabase({
      ...{ file, key, cipher, migrationMax: telemetryMigrations.length, durable: false },
      ...(pageCacheBytesMax !== undefined && { pageCacheBytesMax }),
    });
    try {
      migrate(connection, now(), telemetryMigrations);
      if (connection.one(telemetrySql.history) === undefined) {
        connection.run(telemetrySql.begin, Buffer.from(randomBytes(8)).toString('hex'));
      }
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#connection = connection;
    return connection;
  }

  #remove(): void {
    this.#connection?.close();
    this.#connection = undefined;
    for (const end of ['', '-wal', '-shm']) rmSync(`${this.#options.file}${end}`, { force: true });
  }
}

/** A table that is not there is told as a wrong statement; a mistake of ours must not cost the file. */
function isUseless({ code, cause }: Problem): boolean {
  return useless.has(code) || sqliteCodeOf(cause) === 'SQLITE_ERROR';
}
