import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import t, { type Test } from 'tap';
import { journalLimits } from '../../journal/limits.js';
import { openDatabase } from '../../journal/sqlite/open-database.js';
import { TelemetryFile } from '../../journal/telemetry/telemetry-file.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { openHub, openSite, testKey } from '../support/journal-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** What `PRAGMA cache_size` says for so many bytes: negative KiB. */
const kibibytes = (bytes: number) => -bytes / 1024;
const cacheOf = (database: Database) => database.pragma('cache_size', { simple: true });

/** A driver that keeps what it opened for writing. */
function keepingDriver() {
  const opened: Database[] = [];
  return {
    opened,
    openDriver: (file: string, options: Sqlite.Options) => {
      const database = new Sqlite(file, options);
      if (options.readonly !== true) opened.push(database);
      return database;
    },
  };
}

t.test('a site’s journal keeps fewer pages in memory than the hub’s', async (t: Test) => {
  const site = keepingDriver();
  const hub = keepingDriver();
  openSite(t, parseSiteCode('7KD'), { openDriver: site.openDriver });
  openHub(t, { openDriver: hub.openDriver });
  t.same(site.opened.map(cacheOf), [kibibytes(journalLimits.sitePageCacheBytesMax)]);
  t.same(hub.opened.map(cacheOf), [kibibytes(journalLimits.pageCacheBytesMax)]);
  t.ok(journalLimits.sitePageCacheBytesMax <= 24 * 1024 * 1024, 'what a small box has to spare');
});

t.test('a file beside the journal keeps few pages, where it is told to', async (t: Test) => {
  const pageCacheBytesMax = journalLimits.sidePageCacheBytesMax;
  const options = { file: join(temporaryFolder(t), 'side.db'), key: testKey };
  const connection = openDatabase({ ...options, cipher: 'aegis', migrationMax: 1, pageCacheBytesMax });
  t.teardown(() => connection.close());
  t.equal(connection.pragma('cache_size'), kibibytes(pageCacheBytesMax));
  const telemetry = new TelemetryFile({
    ...{ file: join(temporaryFolder(t), 'telemetry.db'), key: testKey, pageCacheBytesMax },
    ...{ now: () => 0, randomBytes: (length) => new Uint8Array(length), onAnew: () => t.fail('nothing was there') },
  });
  t.teardown(() => telemetry.close());
  t.equal(
    telemetry.run((opened) => Number(opened.pragma('cache_size'))),
    kibibytes(pageCacheBytesMax),
  );
});
