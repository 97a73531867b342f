import { writeFileSync } from 'node:fs';
import { Server } from 'node:http';
import Sqlite from 'better-sqlite3';

/**
 * Stands in a program before its first line (`node --import`), for tests only. It always makes SQLite's cache small, and
 * each connection sort far more than fits into it; so whatever may go into temporary files does. And it
 * plants the mistake that `CARNET_TEST_SPILL` names: `temporary-files`, `plain-database`, `plain-key`, `told-in-log`,
 * `whole-cores`.
 */
const spill = process.env['CARNET_TEST_SPILL'] ?? '';
const folder = process.env['CARNET_TEST_SPILL_FOLDER'] ?? '';
const smallCachePages = 16;
const sortMilliseconds = 500;
/** Of each connection, once there is something to sort. */
const sortsMax = 3;
const sortedRowsMin = 100;
/** Of all names, so often that they are several megabytes; SQLite keeps one in memory in any case. */
const largeSort = `WITH RECURSIVE often (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM often WHERE n < 100)
  SELECT exact FROM search_string, often ORDER BY exact || n || resource DESC`;

const { pragma } = Sqlite.prototype;
const said = new WeakMap<object, Map<string, unknown>>();

Sqlite.prototype.pragma = function planted(source, options) {
  const [name = '', value] = source.split(/=(.*)/s);
  const lies = said.get(this) ?? new Map<string, unknown>();
  said.set(this, lies);
  if (value === undefined) return lies.has(name) ? lies.get(name) : pragma.call(this, source, options);
  if (name === 'key' && spill === 'plain-key') writeFileSync(`${folder}/key.txt`, value);
  if (name === 'cipher' && spill === 'plain-database') lies.set(name, value.replaceAll("'", ''));
  if (['cipher', 'algorithm', 'key'].includes(name) && spill === 'plain-database') return undefined;
  if (name === 'temp_store' && spill === 'temporary-files') {
    lies.set(name, 2);
    return pragma.call(this, 'temp_store=FILE', options);
  }
  if (name === 'cache_size') {
    lies.set(name, Number(value));
    const timer = setInterval(() => sortMuch(this, timer), sortMilliseconds).unref();
    return pragma.call(this, `cache_size=${smallCachePages}`, options);
  }
  return pragma.call(this, source, options);
};

const sorts = new WeakMap<object, number>();

function sortMuch(database: Sqlite.Database, timer: NodeJS.Timeout): void {
  try {
    const rows = Number(database.prepare('SELECT count(*) FROM search_string').pluck().get());
    if (rows < sortedRowsMin) return;
    database.prepare(largeSort).get();
    const done = (sorts.get(database) ?? 0) + 1;
    sorts.set(database, done);
    if (done >= sortsMax) clearInterval(timer);
  } catch {
    // Not a journal, not one yet, or closed.
  }
}

if (spill === 'told-in-log') {
  const { emit } = Server.prototype;
  Server.prototype.emit = function told(event: string, ...rest: unknown[]) {
    const [request] = rest as [{ readonly url?: string } | undefined];
    if (event === 'request') process.stderr.write(`${request?.url}\n`);
    return Reflect.apply(emit, this, [event, ...rest]);
  };
}

if (spill === 'whole-cores') {
  // Then `prlimit` is not found, and the kernel is told otherwise.
  process.env['PATH'] = '';
  setInterval(() => writeFileSync('/proc/self/coredump_filter', '0x33'), 20).unref();
}
