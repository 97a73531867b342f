import t, { type Test } from 'tap';
import type { Journal } from '../../journal/open.js';
import {
  addSite,
  carry,
  downTo,
  journalFile,
  openHub,
  openSite,
  patient,
  referral,
  settle,
  upOf,
  write,
} from '../support/journal-fixtures.js';
import type { StarSite } from '../support/journal-star.js';

const present = Date.parse('2026-11-21T09:00:00Z');
const minute = 60_000;
const ahead = Date.parse('2106-02-07T06:28:15Z');

interface Clocks {
  hub: number;
  good: number;
  bad: number;
}

/** Two sites with the same patient; the clock of one of them is wrong. */
async function withClocks(t: Test, clocks: Clocks) {
  const hub = openHub(t, { now: () => clocks.hub });
  const [goodCode, badCode] = [await addSite(hub), await addSite(hub)];
  const file = journalFile(t);
  const good: StarSite = { code: goodCode, journal: openSite(t, goodCode, { now: () => clocks.good }) };
  const bad: StarSite = { code: badCode, journal: openSite(t, badCode, { file, now: () => clocks.bad }) };
  const person = patient('p1', { gender: 'female', maritalStatus: { text: 'S' } });
  await write(good.journal, person, referral('r1', 'p1', badCode));
  const exchange = async () => {
    for (const site of [good, bad]) await up(hub, site, clocks.hub);
    await settle(hub);
    await down(hub, good, clocks.good);
    await down(hub, bad, clocks.bad);
  };
  await exchange();
  return { hub, good, bad, exchange, file };
}

/** Brings a site's log to the hub, at a time of the hub's clock. */
const up = (hub: Journal, { code, journal }: StarSite, hubMilliseconds: number) =>
  carry(journal, hub, upOf(code), 256, hubMilliseconds);
/** Brings a feed to a site, at a time of its clock. */
const down = (hub: Journal, { code, journal }: StarSite, siteMilliseconds: number) =>
  carry(hub, journal, downTo(code), 256, siteMilliseconds);

const shownAt = async ({ records }: Journal) => JSON.parse((await records.read(patient('p1')))?.body ?? '{}') as object;
const updatedAt = async ({ records }: Journal) => (await records.read(patient('p1')))?.lastUpdatedMilliseconds ?? 0;

t.test(
  '[T4][T8] what a clock in 2106 wrote shows with the hub’s time, at its own site too, and can be followed',
  async (t) => {
    const clocks = { hub: present, good: present, bad: ahead };
    const { hub, good, bad, exchange } = await withClocks(t, clocks);
    await write(bad.journal, patient('p1', { gender: 'female', maritalStatus: { text: 'M' } }));
    t.ok((await updatedAt(bad.journal)) >= ahead, 'before the hub has heard of it');
    await exchange();
    for (const { records } of [hub, good.journal, bad.journal]) {
      t.match(await records.read(patient('p1')), { lastUpdatedMilliseconds: present, body: /"M"/ });
    }
    clocks.good += minute;
    await write(good.journal, patient('p1', { gender: 'female', maritalStatus: { text: 'W' } }));
    t.equal(await updatedAt(good.journal), present + minute, 'the clock of who follows it is its own');
    clocks.hub += 2 * minute;
    await exchange();
    for (const journal of [hub, good.journal, bad.journal]) {
      t.match(await shownAt(journal), { maritalStatus: { text: 'W' } });
      const { versions } = await journal.records.history({ ...patient('p1'), count: 9 });
      t.match(
        versions.map(({ body }) => body),
        [/"W"/, /"M"/, /"S"/],
        'the newest first, whatever its own clock said',
      );
    }
  },
);

t.test('[T8] a clock in 2106 does not win over who wrote later and apart', async (t) => {
  const clocks = { hub: present, good: present, bad: ahead };
  const { hub, good, bad, exchange } = await withClocks(t, clocks);
  await write(bad.journal, patient('p1', { gender: 'female', maritalStatus: { text: 'early' } }));
  await up(hub, bad, clocks.hub);
  clocks.good += minute;
  await write(good.journal, patient('p1', { gender: 'female', maritalStatus: { text: 'later' } }));
  clocks.hub += 2 * minute;
  await exchange();
  for (const journal of [hub, good.journal, bad.journal]) {
    t.match(await shownAt(journal), { maritalStatus: { text: 'later' } });
    t.equal((await journal.records.history({ ...patient('p1'), count: 9 })).versions.length, 4, 'nothing is lost');
  }
});

t.test('[T6][T8] at the contact a site’s stamps follow the hub, and a clock at 1970 loses nothing', async (t) => {
  const clocks = { hub: present, good: present, bad: 0 };
  const { hub, good, bad, exchange, file } = await withClocks(t, clocks);
  await write(bad.journal, patient('p2', { birthDate: '1980-01-01' }));
  t.equal((await bad.journal.records.read(patient('p2')))?.lastUpdatedMilliseconds, 0);
  await bad.journal.sync.noteHubTime(clocks.hub);
  clocks.bad += minute;
  clocks.hub += minute;
  await write(bad.journal, patient('p1', { gender: 'female', maritalStatus: { text: 'now' } }));
  t.equal(await updatedAt(bad.journal), present + minute, 'its own clock, corrected');
  await exchange();
  for (const journal of [hub, good.journal]) t.match(await shownAt(journal), { maritalStatus: { text: 'now' } });
  t.match(await hub.records.read(patient('p2')), { body: /1980-01-01/ }, 'what it says of the patient is untouched');
  await t.rejects(hub.sync.noteHubTime(1), { code: 'usage-wrong' });
  bad.journal.close();
  const again = openSite(t, bad.code, { file, now: () => 0 });
  await write(again, patient('p3'));
  t.ok(
    ((await again.records.read(patient('p3')))?.lastUpdatedMilliseconds ?? 0) >= present,
    'the mark holds over a restart',
  );
});

t.test('[T6] a mark that was far ahead is set back at the contact', async (t) => {
  const clocks = { hub: present, good: present, bad: ahead };
  const { bad } = await withClocks(t, clocks);
  await write(bad.journal, patient('p2'));
  clocks.bad = present;
  await write(bad.journal, patient('p3'));
  t.ok(
    ((await bad.journal.records.read(patient('p3')))?.lastUpdatedMilliseconds ?? 0) >= ahead,
    'it never goes back by itself',
  );
  await bad.journal.sync.noteHubTime(present);
  await write(bad.journal, patient('p4'));
  t.equal((await bad.journal.records.read(patient('p4')))?.lastUpdatedMilliseconds, present);
});
