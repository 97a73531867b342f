import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readMark } from '../../../journal/audit/read-audit.js';
import { readEvents } from '../../../journal/event-log.js';
import type { FleetEvent } from '../../../journal/fleet-events.js';
import { anchorSql } from '../../../journal/sql/audit.js';
import type { Connection } from '../../../journal/sqlite/connection.js';
import { defaultCipher } from '../../../journal/sqlite/key.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import type { SiteCode } from '../../../protocol/ids.js';
import { type AuditKeys, auditKeys, auditRun } from '../../support/audit-sync.js';
import { type Tamper, tampers } from '../../support/audit-tampers.js';
import { addSite, openHub, openSite, type Teardown, testKey } from '../../support/journal-fixtures.js';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const tries = Number(process.env['CARNET_TAMPERS'] ?? 1_000);
const openTries = 200;
const checkpoints = 70;
const olderCopies = 10;

/** What is tested here is no power cut: without an fsync for each commit a try takes a third of the time. */
const open = (file: string) =>
  openDatabase({ file, key: testKey, cipher: defaultCipher, migrationMax: 1_000, durable: false });

/** A site that has written and told the hub of it for a while, with copies of its file from on the way. */
async function written(t: Teardown, keys: AuditKeys, random: SeededRandom) {
  const folder = temporaryFolder(t);
  const [siteFile, hubFile] = [join(folder, 'site.db'), join(folder, 'hub.db')];
  const hubJournal = openHub(t, { file: hubFile });
  const code = await addSite(hubJournal);
  const journal = openSite(t, code, { file: siteFile });
  const [site, hub] = [open(siteFile), open(hubFile)];
  t.teardown(() => hub.close());
  const run = auditRun(code, keys, { site, hub });
  await run.pass(1_000);
  const copies: { file: string; count: number }[] = [];
  const authors = ['Practitioner/p1', 'Practitioner/other'];
  for (let number = 1; number <= checkpoints; number += 1) {
    const entries = Array.from({ length: 1 + random.below(9) }, (_, index) => ({
      ...{ author: authors[random.below(2)] ?? '', action: 'read' as const, subject: `Patient/p${number}-${index}` },
      outcome: 'done' as const,
    }));
    await journal.records.audit(entries);
    await run.pass(61_000);
    if (number % (checkpoints / olderCopies) === 0 && number < checkpoints) {
      copies.push({ file: copyOf(siteFile, join(folder, `older-${number}.db`)), count: readMark(site).count });
    }
  }
  await run.teller.stop();
  const kept = readMark(site).count;
  // What is written after the last checkpoint stands in the open window.
  await journal.records.audit(Array.from({ length: 12 }, (_, index) => openEntry(index)));
  site.close();
  journal.close();
  hub.execute(`CREATE TABLE kept_anchor AS SELECT * FROM audit_anchor;
    CREATE TABLE kept_proof AS SELECT * FROM audit_proof`);
  return { folder, siteFile, hub, code, copies, kept };
}

const openEntry = (index: number) =>
  ({ author: 'Practitioner/p1', action: 'read', subject: `Patient/open${index}`, outcome: 'done' }) as const;

function copyOf(from: string, to: string): string {
  for (const end of ['', '-wal']) if (existsSync(`${from}${end}`)) copyFileSync(`${from}${end}`, `${to}${end}`);
  return to;
}

/** What the hub tells of a file, once a program runs on it and meets the hub. */
async function foundIn(file: string, code: SiteCode, keys: AuditKeys, hub: Connection): Promise<readonly FleetEvent[]> {
  hub.execute(`DELETE FROM audit_anchor; DELETE FROM audit_proof; DELETE FROM event;
    INSERT INTO audit_anchor SELECT * FROM kept_anchor; INSERT INTO audit_proof SELECT * FROM kept_proof`);
  const site = open(file);
  try {
    const run = auditRun(code, keys, { site, hub });
    await run.pass(3_000);
    await run.teller.stop();
    const anchored = hub.one(anchorSql.newest, code)?.count;
    const mark = readMark(site).count;
    if (anchored !== mark) throw new Error(`${anchored} of ${mark} entries are covered again`);
    return readEvents(hub, { site: code, limit: 10 });
  } finally {
    site.close();
  }
}

/** Whether one of the events names where it begins, as closely as the anchors allow. */
function isLocated(events: readonly FleetEvent[], first: number, anchors: readonly number[]): boolean {
  const below = anchors.findLast((count) => count < first) ?? 0;
  const above = anchors.find((count) => count >= first) ?? Number.POSITIVE_INFINITY;
  return events.some(({ kind, detail }) => {
    const [from, to] = [Number(detail.from), Number(detail.to)];
    const isClose = from === below + 1 && (kind === 'audit-cut' || to <= above);
    return ['audit-altered', 'audit-cut'].includes(kind) && from <= first && first <= to && isClose;
  });
}

t.test(
  '[R6][R9][R10] each of a thousand changes of checkpointed entries is found and located at the next sync',
  async (t) => {
    const [keys, random] = [await auditKeys(), seededRandom(7)];
    const { folder, siteFile, hub, code, copies, kept } = await written(t, keys, random);
    const anchors = hub.all(anchorSql.live, code).map(({ count }) => count);
    t.equal(anchors.at(-1), kept);
    t.same(
      await foundIn(copyOf(siteFile, join(folder, 'sound.db')), code, keys, hub),
      [],
      'what is sound is not accused',
    );
    const ways: (readonly [string, Tamper | undefined])[] = [...Object.entries(tampers), ['an older file', undefined]];
    const missed: string[] = [];
    for (let number = 0; number < tries; number += 1) {
      const [name, tamper] = ways[number % ways.length] ?? ['', undefined];
      const older = copies[random.below(copies.length)];
      const file = join(folder, `try-${number % 4}.db`);
      copyOf(tamper === undefined ? (older?.file ?? '') : siteFile, file);
      const first =
        tamper === undefined ? (older?.count ?? 0) + 1 : tampered(file, tamper, 1 + random.below(kept), random);
      const events = await foundIn(file, code, keys, hub);
      if (!isLocated(events, first, anchors)) {
        missed.push(`${name} at ${first}: ${JSON.stringify(events.map(({ kind, detail }) => [kind, detail]))}`);
      }
    }
    t.same(missed, []);
    t.comment(`${tries - missed.length} of ${tries} found and located, ${anchors.length} anchors over ${kept} entries`);
  },
);

t.test('[R5] in the open window only what contradicts itself is found: that is what the window means', async (t) => {
  const [keys, random] = [await auditKeys(), seededRandom(8)];
  const { folder, siteFile, hub, code, kept } = await written(t, keys, random);
  const found = { reckoned: 0, other: 0 };
  const told = { reckoned: 0, other: 0 };
  const list = Object.values(tampers);
  for (let number = 0; number < openTries; number += 1) {
    const tamper = list[number % list.length];
    if (tamper === undefined) continue;
    const file = copyOf(siteFile, join(folder, `try-${number % 4}.db`));
    tampered(file, tamper, kept + 1 + random.below(12), random);
    const kind = tamper.reckoned ? 'reckoned' : 'other';
    told[kind] += 1;
    if ((await foundIn(file, code, keys, hub)).length > 0) found[kind] += 1;
  }
  t.equal(found.reckoned, 0, `of ${told.reckoned} with a chain that was reckoned anew`);
  t.equal(found.other, told.other, 'all others');
});

function tampered(file: string, tamper: Tamper, id: number, random: SeededRandom): number {
  const connection = open(file);
  try {
    return tamper.act(connection, id, random);
  } finally {
    connection.close();
  }
}
