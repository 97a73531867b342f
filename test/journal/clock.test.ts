import t from 'tap';
import type { Journal } from '../../journal/open.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import {
  addSite,
  batchesBetween,
  journalFile,
  observation,
  openHub,
  openSite,
  patient,
  upOf,
  write,
} from '../support/journal-fixtures.js';

const hour = 3_600_000;
const stampOf = async (journal: Journal, id: string) =>
  (await journal.records.read(patient(id)))?.lastUpdatedMilliseconds ?? 0;

t.test('[T2] the clock does not go back, not even over a restart with a clock at 1970', async (t) => {
  const file = journalFile(t);
  const site = parseSiteCode('7KD');
  const present = openSite(t, site, { file, now: () => 50 * hour });
  await write(present, patient('p1'));
  present.close();
  const past = openSite(t, site, { file, now: () => 0 });
  await write(past, patient('p2'));
  await write(past, patient('p1', { gender: 'other' }));
  t.equal(await stampOf(past, 'p2'), 50 * hour);
  t.match(await past.records.read(patient('p1')), { body: /other/ }, 'the later write is the current one');
});

t.test('[T3] a stamp far ahead is told and accepted, and does not move the clock', async (t) => {
  const received = 100 * hour;
  for (const [ahead, told, moved] of [
    [limits.clockAheadWarnMillisecondsMax, false, true],
    [limits.clockAheadWarnMillisecondsMax + 1, true, true],
    [limits.clockAheadMillisecondsMax, true, true],
    [limits.clockAheadMillisecondsMax + 1, true, false],
    [80 * 365 * 24 * hour, true, false],
  ] as const) {
    const hub = openHub(t, { now: () => received });
    const code = await addSite(hub);
    const site = openSite(t, code, { now: () => received + ahead });
    await write(site, patient('p1'));
    const batches = await batchesBetween(site.sync, hub.sync, upOf(code));
    const [outcome] = await hub.sync.applyBatches(
      batches.map((batch) => ({ ...batch, receivedMilliseconds: received })),
    );
    t.equal(outcome?.applied, 1);
    t.equal(outcome?.aheadMilliseconds, told ? ahead : undefined);
    await write(hub, patient('p2'));
    t.equal(await stampOf(hub, 'p2'), moved ? received + ahead : received);
    await write(hub, patient('p1', { gender: 'other' }));
    t.match(await hub.records.read(patient('p1')), { body: /other/ }, '[M2] who saw a version wins over it');
    await write(hub, patient('p3'));
    t.equal(await stampOf(hub, 'p3'), moved ? received + ahead : received, 'and still moves nothing');
  }
});

t.test('[M2] the stamp of a version is later than that of its predecessor, whatever the clock says', async (t) => {
  let now = 10 * hour;
  const journal = openSite(t, parseSiteCode('7KD'), { now: () => now });
  const resource = observation('o1', 'p1');
  for (const time of [10, 11, 3, 0, 0, 12, 1]) {
    now = time * hour;
    await write(journal, resource);
  }
  const log = upOf(parseSiteCode('7KD'));
  const heads = (await journal.sync.heads(log)).filter(({ seq }) => seq > 0);
  const [lane] = heads;
  const other = openHub(t);
  const start = (await other.sync.received(log)).find((cursor) => cursor.lane === lane?.lane);
  if (lane === undefined || start === undefined) throw new Error('nothing');
  const query = { log, lane: lane.lane, after: start.durable, changesMax: 50, bytesMax: 1e6 };
  const run = await journal.sync.since(query);
  if (run === undefined || run === 'fork') throw new Error('nothing');
  run.changes.forEach(({ stamp, predecessors }, index) => {
    const before = run.changes[index - 1];
    t.same(predecessors, before === undefined ? [] : [before.changeId]);
    if (before === undefined) return;
    const later = stamp.milliseconds - before.stamp.milliseconds || stamp.counter - before.stamp.counter;
    t.ok(later > 0);
  });
});
