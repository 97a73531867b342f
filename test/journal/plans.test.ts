import { join } from 'node:path';
import t from 'tap';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import { migrationSql } from '../../journal/schema/migrations.js';
import { alertSql } from '../../journal/sql/alerts.js';
import { attachmentSql } from '../../journal/sql/attachments.js';
import { anchorSql, auditSql } from '../../journal/sql/audit.js';
import { auditTallySql } from '../../journal/sql/audit-tally.js';
import { availabilitySql } from '../../journal/sql/availability.js';
import { backupSql } from '../../journal/sql/backups.js';
import { bootstrapSql } from '../../journal/sql/bootstrap.js';
import { boxNumberSql } from '../../journal/sql/box-numbers.js';
import { brokenGlassSql } from '../../journal/sql/broken-glass.js';
import { cardKeySql } from '../../journal/sql/card-keys.js';
import { careSql } from '../../journal/sql/care.js';
import { carriedFeedSql } from '../../journal/sql/carried-feeds.js';
import { certificateSql } from '../../journal/sql/certificates.js';
import { confidentialSql } from '../../journal/sql/confidential.js';
import { countSql } from '../../journal/sql/counts.js';
import { deadLetterSql } from '../../journal/sql/dead-letters.js';
import { digestSql } from '../../journal/sql/digests.js';
import { earlierFeedSql } from '../../journal/sql/earlier-feeds.js';
import { epochSql } from '../../journal/sql/epochs.js';
import { erasureSql } from '../../journal/sql/erasures.js';
import { eventSql } from '../../journal/sql/events.js';
import { everythingSql } from '../../journal/sql/everything.js';
import { exportJobSql } from '../../journal/sql/export-jobs.js';
import { exportSql } from '../../journal/sql/exports.js';
import { factsSql } from '../../journal/sql/facts.js';
import { fanOutSql } from '../../journal/sql/fan-out.js';
import { fleetSql } from '../../journal/sql/fleet.js';
import { fleetProgressSql } from '../../journal/sql/fleet-progress.js';
import { folderCopySql } from '../../journal/sql/folder-copy.js';
import { givenProfilesSql } from '../../journal/sql/given-profiles.js';
import { healthIdSql } from '../../journal/sql/health-id.js';
import { importSql } from '../../journal/sql/imports.js';
import { keyShareSql } from '../../journal/sql/key-shares.js';
import { labelSql } from '../../journal/sql/labels.js';
import { lastByCodeSql } from '../../journal/sql/last-by-code.js';
import { leaseSql } from '../../journal/sql/leases.js';
import { machineTokenSql } from '../../journal/sql/machine-tokens.js';
import { mergeSql } from '../../journal/sql/merges.js';
import { namesSql } from '../../journal/sql/names.js';
import { nodeSql } from '../../journal/sql/node.js';
import { siteOrderSql, takenOrderSql } from '../../journal/sql/orders.js';
import { peopleSql } from '../../journal/sql/people.js';
import { pinSql } from '../../journal/sql/pins.js';
import { remoteSql } from '../../journal/sql/remote.js';
import { retentionSql } from '../../journal/sql/retention.js';
import { runSql } from '../../journal/sql/runs.js';
import { searchSql } from '../../journal/sql/search.js';
import { searchBuiltSql } from '../../journal/sql/search-built.js';
import { indexedSql, searchFileSql, searchSourceSql } from '../../journal/sql/search-file.js';
import { searchRowSql } from '../../journal/sql/search-rows.js';
import { secondFactorSql } from '../../journal/sql/second-factors.js';
import { securityKeySql } from '../../journal/sql/security-keys.js';
import { selfTestSql } from '../../journal/sql/self-tests.js';
import { signInSql } from '../../journal/sql/sign-ins.js';
import { snapshotSql } from '../../journal/sql/snapshots.js';
import { entrySql, streamSql } from '../../journal/sql/streams.js';
import { subscriptionSql } from '../../journal/sql/subscriptions.js';
import { telemetrySql } from '../../journal/sql/telemetry.js';
import { tunnelSql } from '../../journal/sql/tunnels.js';
import { versionSql } from '../../journal/sql/versions.js';
import { openHubHistory } from '../../journal/telemetry/open-telemetry.js';
import { testKey } from '../support/journal-fixtures.js';
import { hubPlans, plansOf, sitePlans, wholeScan } from '../support/query-plans.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const rowStatements = Object.fromEntries(
  Object.entries(searchRowSql).map(([kind, statements]) => [`searchRowSql.${kind}`, statements]),
);
const subjects = {
  ...{
    alertSql,
    anchorSql,
    auditSql,
    auditTallySql,
    availabilitySql,
    backupSql,
    bootstrapSql,
    boxNumberSql,
    brokenGlassSql,
    cardKeySql,
    careSql,
    carriedFeedSql,
    certificateSql,
    confidentialSql,
    countSql,
    deadLetterSql,
    digestSql,
    eventSql,
    everythingSql,
    exportJobSql,
    exportSql,
    factsSql,
    fanOutSql,
    fleetSql,
    givenProfilesSql,
    fleetProgressSql,
    healthIdSql,
    importSql,
    lastByCodeSql,
    labelSql: { next: labelSql.next },
    keyShareSql,
    machineTokenSql,
    mergeSql,
    earlierFeedSql,
    epochSql,
    erasureSql,
    leaseSql,
    migrationSql,
    namesSql,
    nodeSql,
    siteOrderSql,
    takenOrderSql,
    peopleSql,
    pinSql,
    remoteSql,
    retentionSql,
    runSql,
    secondFactorSql,
    securityKeySql,
    selfTestSql,
    signInSql,
    subscriptionSql,
  },
  ...{ ...rowStatements, searchBuiltSql, searchSourceSql, snapshotSql, entrySql, streamSql, tunnelSql, versionSql },
  searchSql: { referrers: searchSql.referrers },
};
/** What runs over a hub's journal with its search file beside it. */
const hubSubjects = {
  ...{ ...rowStatements, searchFileSql, indexedSql, searchSourceSql, namesSql, everythingSql, lastByCodeSql },
  labelSql,
  folderCopySql,
  searchSql: { freshReferrers: searchSql.freshReferrers },
};

/** These read a whole small table on purpose, or the end of a table by its key. */
const allowed = new Map([
  ['nodeSql.hasNode', 'SCAN sqlite_schema'],
  ['exportSql.types', 'SCAN type'],
  ['importSql.parameters', 'SCAN parameter'],
  ['migrationSql.newest', 'SCAN migration'],
  ['streamSql.quarantined', 'SCAN q'],
  ['remoteSql.unfinished', 'SCAN c USING INDEX remote_copy_unfinished'],
  ['searchBuiltSql.newestParameter', 'SCAN parameter'],
  ['versionSql.newest', 'SCAN version'],
]);

t.test('[J31][J32][R10] no named statement reads a whole table', async (t) => {
  const ofHub = await hubPlans(t);
  const tested = [
    ...Object.entries(subjects).map((subject) => [...subject, sitePlans(t)] as const),
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
