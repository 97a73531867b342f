import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import { migrationSql } from '../../journal/schema/migrations.js';
import { type Order, selectPage, selectProbe, selectTotal } from '../../journal/search/select.js';
import type { Predicate, Source } from '../../journal/search/source.js';
import { alertSql } from '../../journal/sql/alerts.js';
import { attachmentSql } from '../../journal/sql/attachments.js';
import { availabilitySql } from '../../journal/sql/availability.js';
import { backupSql } from '../../journal/sql/backups.js';
import { bootstrapSql } from '../../journal/sql/bootstrap.js';
import { boxNumberSql } from '../../journal/sql/box-numbers.js';
import { cardKeySql } from '../../journal/sql/card-keys.js';
import { carriedFeedSql } from '../../journal/sql/carried-feeds.js';
import { certificateSql } from '../../journal/sql/certificates.js';
import { countSql } from '../../journal/sql/counts.js';
import { deadLetterSql } from '../../journal/sql/dead-letters.js';
import { digestSql } from '../../journal/sql/digests.js';
import { earlierFeedSql } from '../../journal/sql/earlier-feeds.js';
import { epochSql } from '../../journal/sql/epochs.js';
import { eventSql } from '../../journal/sql/events.js';
import { factsSql } from '../../journal/sql/facts.js';
import { fanOutSql } from '../../journal/sql/fan-out.js';
import { fleetSql } from '../../journal/sql/fleet.js';
import { fleetProgressSql } from '../../journal/sql/fleet-progress.js';
import { healthIdSql } from '../../journal/sql/health-id.js';
import { keyShareSql } from '../../journal/sql/key-shares.js';
import { leaseSql } from '../../journal/sql/leases.js';
import { mergeSql } from '../../journal/sql/merges.js';
import { namesSql } from '../../journal/sql/names.js';
import { nodeSql } from '../../journal/sql/node.js';
import { siteOrderSql, takenOrderSql } from '../../journal/sql/orders.js';
import { peopleSql } from '../../journal/sql/people.js';
import { remoteSql } from '../../journal/sql/remote.js';
import { runSql } from '../../journal/sql/runs.js';
import { searchSql } from '../../journal/sql/search.js';
import { searchFileSql, searchReaderSql, searchSourceSql } from '../../journal/sql/search-file.js';
import { searchRowSql } from '../../journal/sql/search-rows.js';
import { selfTestSql } from '../../journal/sql/self-tests.js';
import { snapshotSql } from '../../journal/sql/snapshots.js';
import { streamSql } from '../../journal/sql/streams.js';
import { telemetrySql } from '../../journal/sql/telemetry.js';
import { tunnelSql } from '../../journal/sql/tunnels.js';
import { versionSql } from '../../journal/sql/versions.js';
import { keyPragmas, keyValue } from '../../journal/sqlite/key.js';
import { openHubHistory } from '../../journal/telemetry/open-telemetry.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { openHub, openSite, type Teardown, testKey } from '../support/journal-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const rowStatements = Object.fromEntries(
  Object.entries(searchRowSql).map(([kind, statements]) => [`searchRowSql.${kind}`, statements]),
);
const subjects = {
  ...{
    alertSql,
    availabilitySql,
    backupSql,
    bootstrapSql,
    boxNumberSql,
    cardKeySql,
    carriedFeedSql,
    certificateSql,
    countSql,
    deadLetterSql,
    digestSql,
    eventSql,
    factsSql,
    fanOutSql,
    fleetSql,
    fleetProgressSql,
    healthIdSql,
    keyShareSql,
    mergeSql,
    earlierFeedSql,
    epochSql,
    leaseSql,
    migrationSql,
    namesSql,
    nodeSql,
    siteOrderSql,
    takenOrderSql,
    peopleSql,
    remoteSql,
    runSql,
    selfTestSql,
  },
  ...{ ...rowStatements, searchSourceSql, snapshotSql, streamSql, tunnelSql, versionSql },
  searchSql: { referrers: searchSql.referrers },
};
/** What runs over a hub's journal with its search file beside it. */
const hubSubjects = {
  ...{ ...rowStatements, searchFileSql, searchSourceSql, namesSql },
  searchSql: { freshReferrers: searchSql.freshReferrers },
};

/** These read a whole small table on purpose, or the end of a table by its key. */
const allowed = new Map([
  ['nodeSql.hasNode', 'SCAN sqlite_schema'],
  ['migrationSql.newest', 'SCAN migration'],
  ['remoteSql.unfinished', 'SCAN c USING INDEX remote_copy_unfinished'],
  ['versionSql.newest', 'SCAN version'],
]);

function plans(t: Teardown): (text: string) => string[] {
  const file = join(temporaryFolder(t), 'journal.db');
  openSite(t, parseSiteCode('7KD'), { file }).close();
  return plansOf(t, file);
}

async function hubPlans(t: Teardown): Promise<(text: string) => string[]> {
  const folder = temporaryFolder(t);
  const file = join(folder, 'journal.db');
  const hub = openHub(t, { file });
  await hub.fanout.index(1);
  hub.close();
  return plansOf(t, file, join(folder, 'search.db'));
}

function plansOf(t: Teardown, file: string, searchFile?: string): (text: string) => string[] {
  const database = new Sqlite(file);
  t.teardown(() => database.close());
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  if (searchFile !== undefined) database.prepare(searchReaderSql.attach.text).run(searchFile, keyValue(testKey));
  return (text) => {
    const statement = database.prepare(`EXPLAIN QUERY PLAN ${text}`);
    const places = Array.from({ length: (text.match(/\?/g) ?? []).length }, () => 1);
    return statement.all(...places).map((row) => (row as { detail: string }).detail);
  };
}
/** A step that reads a whole table or index of the database; a scan of an inner result is none. */
const wholeScan = (step: string) => /^SCAN (?!m$|\(subquery|constant|CONSTANT|\d)/.test(step);

t.test('no named statement reads a whole table', async (t) => {
  const ofHub = await hubPlans(t);
  const tested = [
    ...Object.entries(subjects).map((subject) => [...subject, plans(t)] as const),
    ...Object.entries(hubSubjects).map((subject) => [...subject, ofHub] as const),
  ];
  for (const [subject, statements, planOf] of tested) {
    for (const [name, { text }] of Object.entries(statements)) {
      const title = `${subject}.${name}`;
      const scans = planOf(text).filter(wholeScan);
      const expected = allowed.get(title);
      t.same(
        scans.filter((step) => expected === undefined || !step.startsWith(expected)),
        [],
        title,
      );
      t.equal(scans.length > 0, expected !== undefined, `${title} is listed as what it is`);
    }
  }
});

t.test('no statement of the attachments reads a whole table', async (t) => {
  const file = join(temporaryFolder(t), 'attachments.db');
  openAttachments({ file, key: testKey, contentBytesMax: 1, storeBytesMax: 1 }).close();
  const planOf = plansOf(t, file);
  const walked = new Set(['wanted', 'wantedFrom', 'unconfirmed']);
  for (const [name, { text }] of Object.entries(attachmentSql)) {
    // These walk an index that holds only what they look for.
    const scans = planOf(text).filter(wholeScan);
    t.ok(
      scans.every((step) => walked.has(name) && /USING (COVERING )?INDEX blob_/.test(step)),
      `${name} ${scans}`,
    );
  }
});

t.test('no statement of the telemetry reads a whole table but its list of sites', async (t) => {
  const file = join(temporaryFolder(t), 'telemetry.db');
  const place = { file, key: testKey, now: () => 1, randomBytes: (length: number) => new Uint8Array(length) };
  const history = openHubHistory({ ...place, onAnew: () => {} });
  await history.prune(1);
  history.close();
  const planOf = plansOf(t, file);
  for (const [name, { text }] of Object.entries(telemetrySql)) {
    t.same(planOf(text).filter(wholeScan), name === 'sites' ? ['SCAN kept'] : [], name);
  }
});

const source = (table: Source['table'], text: string, negated = false): Source => ({
  ...{ table, parameter: 1, negated },
  alternatives: [{ text, values: Array.from({ length: (text.match(/\?/g) ?? []).length }, () => 1) }],
});
const sources = {
  string: source('search_string', 's.value >= ? AND s.value < ?'),
  token: source('search_token', 's.code = ?'),
  reference: source('search_reference', 's.target = ? AND s.type = ?'),
  date: source('search_date', 's.start >= ? AND s."end" <= ?'),
  quantity: source('search_quantity', 's.value >= ? AND s.value < ?'),
};
const orders: Order[] = [
  ...(['key', 'id', 'updated'] as const).map((by) => ({ by, descending: true })),
  ...(['string', 'date'] as const).map((by) => ({ by, parameter: 1, descending: false })),
];

t.test('every form of a search goes through an index', async (t) => {
  checkSearches(t, plans(t), false);
  checkSearches(t, await hubPlans(t), true);
});

function checkSearches(t: Test, planOf: (text: string) => string[], behind: boolean): void {
  const check = ({ text, values }: Predicate, title: string) => {
    t.equal((text.match(/\?/g) ?? []).length, values.length, `${title}: a value for every place`);
    t.same(planOf(text).filter(wholeScan), [], title);
  };
  const own = [{ text: 'm.updated_milliseconds >= ?', values: [1] }];
  for (const [kind, driver] of Object.entries(sources)) {
    check(selectProbe(driver, 1000), `probe ${kind}`);
    t.match(planOf(selectProbe(driver, 1000).text).join(' '), 'USING PRIMARY KEY (parameter=?', `${kind} by its key`);
    const others = [driver, ...Object.values(sources).filter((other) => other !== driver)];
    const criteria = { type: 1, sources: [...others, { ...driver, negated: true }], own, byId: false, behind };
    for (const order of orders) {
      check(selectPage({ criteria, driver, order }, ['1', 1], 20), `${kind} by ${order.by}`);
      check(selectPage({ criteria, driver: undefined, order }, ['1', 1], 20), `type by ${order.by} with ${kind}`);
    }
    check(selectTotal({ criteria, driver, order: { by: 'key', descending: false } }), `total ${kind}`);
  }
  const latest = { criteria: { type: 1, sources: [], own: [], byId: false, behind }, driver: undefined };
  const recent = selectPage({ ...latest, order: { by: 'updated', descending: true } }, undefined, 20);
  t.notMatch(planOf(recent.text).join(' '), 'TEMP B-TREE', 'the latest are read in their order, not sorted');
}
