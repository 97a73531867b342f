import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { openHubHistory, openSiteHistory } from '../../../journal/telemetry/open-telemetry.js';
import type { TelemetryFileOptions } from '../../../journal/telemetry/telemetry-file.js';
import type { LinkSamples } from '../../../protocol/control/link-samples.js';
import type { LinkSample, MeasuredSample } from '../../../protocol/telemetry/link-sample.js';
import { roundTripsOf } from '../../../protocol/telemetry/round-trips.js';
import { testKey } from '../../support/journal-fixtures.js';
import { morning } from '../../support/telemetry-arbitraries.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { contractSite, keptDecision, linkHistoryContract, minuteSample } from './link-history.contract.js';

const nothing = { from: 0, isOldest: false, items: [] };

function place(t: Test, told: string[] = []): TelemetryFileOptions {
  const file = join(temporaryFolder(t), 'telemetry.db');
  let names = 0;
  const randomBytes = () => {
    names += 1;
    return new Uint8Array(8).fill(names);
  };
  return { file, key: testKey, now: () => morning, randomBytes, onAnew: (code) => told.push(code) };
}

const siteHistory = (t: Test, options = place(t)) => {
  const history = openSiteHistory(options, contractSite);
  t.teardown(() => history.close());
  return history;
};
const hubHistory = (t: Test, options = place(t)) => {
  const history = openHubHistory(options);
  t.teardown(() => history.close());
  return history;
};

/** What a stretch of 10 s must have been for its minute to be the sample. */
const rawOf = ({ resolution: _resolution, roundTrip: _roundTrip, ...sample }: LinkSample): MeasuredSample => ({
  ...sample,
  roundTrips: roundTripsOf([1, 3]),
});
const message = (parts: Partial<LinkSamples>): LinkSamples => ({
  ...{ kind: 'link-samples', history: 'aa'.repeat(8), now: morning, standings: [] },
  ...{ decisions: nothing, coarse: nothing, fine: nothing, ...parts },
});
const run = <Item>(from: number, items: readonly Item[], isOldest = false) => ({ from, isOldest, items });

t.test('where it is measured', async (t) => {
  linkHistoryContract(t, (t) => {
    const history = siteHistory(t);
    return {
      history,
      addMinutes: (...samples) => history.record(samples.map(rawOf), (samples.at(-1)?.at ?? 0) + 90_000),
      addDecision: (decision) => history.noteDecision(decision),
    };
  });
});

t.test('where it is told', async (t) => {
  linkHistoryContract(t, (t) => {
    const history = hubHistory(t);
    let fine = 0;
    let decisions = 0;
    return {
      history,
      addMinutes: async (...samples) => {
        await history.take(contractSite, message({ fine: run(fine + 1, samples) }), morning);
        fine += samples.length;
      },
      addDecision: async (decision) => {
        decisions += 1;
        await history.take(contractSite, message({ decisions: run(decisions, [decision]) }), morning);
      },
    };
  });
});

t.test('[L30] what is over is rolled up once, to a minute, 15 minutes and a day, after a pause too', async (t) => {
  const history = siteHistory(t);
  const raw = Array.from({ length: 180 }, (_, index) => rawOf({ ...minuteSample(0), at: morning + index * 10_000 }));
  await history.record(raw, morning + 30 * 60_000);
  const count = async (resolution: 60_000 | 900_000 | 86_400_000) =>
    (await history.samples({ site: contractSite, resolution, from: 0 })).map(({ sent }) => sent);
  t.same(await count(60_000), Array(29).fill(18), 'the last minute may still be added to');
  t.same(await count(900_000), [270]);
  await history.record([], morning + 31 * 60_000);
  await history.record([], morning + 31 * 60_000);
  t.same(await count(900_000), [270, 270]);
  await history.record([], morning + 2 * 86_400_000);
  t.same(await count(86_400_000), [540]);
  // The clock is set back: what there is stays, what comes is added.
  await history.record([rawOf({ ...minuteSample(0), at: morning + 3_600_000 })], morning + 3_600_000 + 90_000);
  t.equal((await count(60_000)).length, 31);
});

t.test('[L33] what the hub has not kept is told in a dense sequence, and again until it is kept', async (t) => {
  const site = siteHistory(t);
  const hub = hubHistory(t);
  const raw = Array.from({ length: 12 }, (_, index) => rawOf({ ...minuteSample(0), at: morning + index * 60_000 }));
  await site.record(raw, morning + 14 * 60_000);
  await site.noteDecision(keptDecision(morning));
  const read = (fine = 5) => site.unsent({ nowMilliseconds: morning, decisions: 9, coarse: 9, fine });
  const first = await read();
  t.match(first, {
    decisions: { from: 1, isOldest: false },
    coarse: { items: [] },
    fine: { from: 1, isOldest: false },
  });
  t.equal(first.fine.items.length, 5);
  t.same(await read(), first, 'nothing is forgotten by being read');
  t.same((await read(0)).fine.items, [], 'over a metered link none of a minute');
  const { kept } = await hub.take(contractSite, message(first), morning);
  t.match(kept, { decisions: 1, coarse: 0, fine: 5 });
  // Told twice, as when the answer was lost.
  t.same((await hub.take(contractSite, message(first), morning)).kept, kept);
  await site.noteKept(kept);
  const second = await read(99);
  t.match(second, { decisions: { items: [] }, fine: { from: 6, isOldest: false } });
  await site.noteKept((await hub.take(contractSite, message(second), morning)).kept);
  t.equal((await hub.samples({ site: contractSite, resolution: 60_000, from: 0 })).length, 12);
  t.equal((await hub.decisions({ site: contractSite, count: 9 })).length, 1);
  await site.noteKept({ ...kept, history: 'ff'.repeat(8), fine: 2 });
  await site.noteKept({ ...kept, fine: 1e9 });
  t.same((await read()).fine.items, [], 'no more than was ever numbered is kept');
});

t.test(
  '[L33] a hub whose file is lost is told again what there still is; what is gone for good stops nothing',
  async (t) => {
    const site = siteHistory(t);
    const samples = [minuteSample(0), minuteSample(1), minuteSample(2)];
    for (const sample of samples) await site.record([rawOf(sample)], sample.at + 90_000);
    const read = (nowMilliseconds = morning) => site.unsent({ nowMilliseconds, decisions: 9, coarse: 9, fine: 9 });
    const { history } = await read();
    await site.noteKept({ kind: 'link-samples-kept', history, decisions: 0, coarse: 0, fine: 2 });
    const hub = hubHistory(t);
    const { kept } = await hub.take(contractSite, message(await read()), morning);
    t.equal(kept.fine, 0, 'a gap is not passed over');
    await site.noteKept(kept);
    await site.noteKept((await hub.take(contractSite, message(await read()), morning)).kept);
    t.equal((await hub.samples({ site: contractSite, resolution: 60_000, from: 0 })).length, 3);
    const late = await hubHistory(t).take(contractSite, message({ fine: run(7, [minuteSample(9)], true) }), morning);
    t.equal(late.kept.fine, 7, 'what the site has no more is not waited for');
    await site.noteKept({ kind: 'link-samples-kept', history, decisions: 0, coarse: 0, fine: 0 });
    t.match(
      (await read(morning + 86_400_000 + 60_000)).fine,
      { from: 2, isOldest: true },
      'a minute of yesterday is told in 15 minutes only',
    );
  },
);

t.test('[L35] what is too old or to come is dropped, counted, and does not stop the sequence', async (t) => {
  const hub = hubHistory(t);
  const samples = [minuteSample(0), { ...minuteSample(0), at: morning - 30 * 86_400_000 }, minuteSample(3 * 1440)];
  const taken = await hub.take(contractSite, message({ fine: run(1, samples) }), morning);
  t.match(taken, { dropped: 2, kept: { fine: 3 } });
  t.equal((await hub.samples({ site: contractSite, resolution: 60_000, from: 0 })).length, 1);
});

t.test('[L33] a site whose file was made anew is counted anew', async (t) => {
  const hub = hubHistory(t);
  await hub.take(contractSite, message({ decisions: run(1, [keptDecision(morning)]) }), morning);
  const anew = message({ history: 'bb'.repeat(8), decisions: run(1, [keptDecision(morning + 1)]) });
  t.match((await hub.take(contractSite, anew, morning)).kept, { history: 'bb'.repeat(8), decisions: 1 });
  t.equal((await hub.decisions({ site: contractSite, count: 9 })).length, 2);
});

t.test('[L34] the file is encrypted, and made anew when it is gone, damaged or of another key', async (t) => {
  const told: string[] = [];
  const options = place(t, told);
  const history = siteHistory(t, options);
  await history.noteDecision(keptDecision(morning));
  const count = async () => (await history.decisions({ site: contractSite, count: 9 })).length;
  for (const end of ['', '-wal']) t.notOk(readFileSync(`${options.file}${end}`).includes('blackhole'));
  const { history: name } = await history.unsent({ nowMilliseconds: 0, decisions: 0, coarse: 0, fine: 0 });

  rmSync(options.file);
  t.equal(await count(), 0);
  t.ok(existsSync(options.file));
  t.same(told, ['missing']);
  await history.noteDecision(keptDecision(morning));
  t.not((await history.unsent({ nowMilliseconds: 0, decisions: 0, coarse: 0, fine: 0 })).history, name);
  history.close();
  t.rejects(count(), { code: 'folder-in-use' });

  const noise = Buffer.alloc(20_000, 7);
  for (const [damage, code] of [
    [() => writeFileSync(options.file, noise), 'database-key-wrong'],
    [() => writeFileSync(options.file, noise, { flag: 'r+' }), 'database-key-wrong'],
    [() => truncateSync(options.file, 5_000), 'database-corrupt'],
  ] as const) {
    damage();
    for (const end of ['-wal', '-shm']) rmSync(`${options.file}${end}`, { force: true });
    told.length = 0;
    const again = siteHistory(t, options);
    await again.noteDecision(keptDecision(morning));
    t.same(told, [code]);
    again.close();
  }
  const emptied = new Sqlite(options.file);
  for (const pragma of keyPragmas('aegis', testKey)) emptied.pragma(pragma);
  emptied.exec('DROP TABLE decision');
  emptied.close();
  const whole = siteHistory(t, options);
  t.same(await whole.decisions({ site: contractSite, count: 9 }), [], 'a table that is not there');
  t.same(told.at(-1), 'internal');
  whole.close();
  const otherKey = siteHistory(t, { ...options, key: 'b2'.repeat(32) });
  t.same(await otherKey.decisions({ site: contractSite, count: 9 }), []);
  t.same(told.at(-1), 'database-key-wrong');
});

t.test('[L34] what cannot be helped is told to the caller', async (t) => {
  const options = { ...place(t), file: '/nowhere/at/all/telemetry.db' };
  t.rejects(openSiteHistory(options, contractSite).noteDecision(keptDecision(1)), { code: 'folder-not-initialised' });
});
