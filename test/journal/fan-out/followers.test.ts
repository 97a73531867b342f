import { copyFileSync } from 'node:fs';
import t from 'tap';
import { lane } from '../../../protocol/lane.js';
import {
  addSite,
  batchesBetween,
  carry,
  downTo,
  journalFile,
  observation,
  openHub,
  openSite,
  patient,
  referral,
  settle,
  upOf,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, star } from '../../support/journal-star.js';

const critical = { interpretation: [{ coding: [{ code: 'HH' }] }] };
const first = observation('o1', 'p1', { status: 'preliminary' });

t.test('[F6] with a late version goes all that supersedes it, also what is superseded itself', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'));
  await carryUp(hub, a);
  await settle(hub);
  // The urgent lane brings the second and the third before the first; the fourth is clinical, as the first.
  await write(a.journal, first);
  await write(a.journal, observation('o1', 'p1', { status: 'final', ...critical }));
  await write(a.journal, observation('o1', 'p1', { status: 'amended', ...critical }));
  await write(a.journal, observation('o1', 'p1', { status: 'corrected' }));
  const urgent = (await batchesBetween(a.journal.sync, hub.sync, upOf(a.code))).filter(
    ({ batch }) => batch.header.lane === lane.urgent,
  );
  await hub.sync.applyBatches(urgent);
  await settle(hub);
  // The interest comes while the fourth is here and not fanned out: it is no part of what it begins with.
  await write(a.journal, referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  t.equal(b.journal.counts().concurrent, 0);
  t.same(await b.journal.records.read(first), await hub.records.read(first));
});

t.test('[D4][F6] what is fed again comes with what supersedes it', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'), first);
  await write(a.journal, observation('o1', 'p1', { status: 'final' }));
  await write(a.journal, observation('o1', 'p1', { status: 'amended' }));
  await carryUp(hub, a);
  await settle(hub);
  const { versions } = await hub.records.history({ ...first, count: 9 });
  const changeIds = versions.map(({ versionId }) => versionId).reverse();
  t.equal(await hub.fanout.feedVersions({ site: b.code, changeIds: changeIds.slice(0, 2) }), 3, 'each once');
  await carryDown(hub, b);
  t.equal(b.journal.counts().concurrent, 0);
  t.same(await b.journal.records.read(first), await hub.records.read(first));
});

t.test('[E16][F5] what a site returned it holds: it gets what came after it', async (t) => {
  const [file, kept, held] = [journalFile(t), journalFile(t), journalFile(t)];
  const before = openHub(t, { file });
  const [code, other] = [await addSite(before), await addSite(before)];
  before.close();
  copyFileSync(file, kept);
  const lost = openHub(t, { file });
  const [a, b] = [
    { code, journal: openSite(t, code) },
    { code: other, journal: openSite(t, other, { file: held }) },
  ];
  await write(a.journal, patient('p1'), first, referral('r1', 'p1', b.code));
  await carryUp(lost, a);
  await settle(lost);
  await carryDown(lost, b);
  const returned = await batchesBetween(lost.sync, openSite(t, b.code).sync, downTo(b.code));
  lost.close();
  await write(a.journal, observation('o1', 'p1', { status: 'final' }));
  await write(a.journal, observation('o1', 'p1', { status: 'amended' }));
  b.journal.close();

  for (const returnsFirst of [true, false]) {
    const [hubFile, siteFile] = [journalFile(t), journalFile(t)];
    copyFileSync(kept, hubFile);
    copyFileSync(held, siteFile);
    const hub = openHub(t, { file: hubFile });
    const site = openSite(t, b.code, { file: siteFile });
    const hubEpoch = await hub.hubEpochs.newHubEpoch(1, Date.now());
    const giveBack = async () => {
      for (const { batch, receivedMilliseconds } of returned) {
        await hub.hubEpochs.applyReturned({ site: b.code, batch, receivedMilliseconds });
      }
      await settle(hub);
    };
    const log = await batchesBetween(a.journal.sync, hub.sync, upOf(a.code));
    if (returnsFirst) await giveBack();
    await hub.sync.applyBatches(log.filter(({ batch }) => batch.header.lane !== lane.urgent));
    await settle(hub);
    await hub.sync.applyBatches(log.filter(({ batch }) => batch.header.lane === lane.urgent));
    await settle(hub);
    if (!returnsFirst) await giveBack();
    await site.siteEpochs.adoptHubEpoch({ ...welcomeOf(1, []), hubEpoch });
    await carry(hub, site, downTo(b.code, hubEpoch));
    t.equal(site.counts().concurrent, 0, returnsFirst ? 'before the interest' : 'after it');
    t.same(await site.records.read(first), await hub.records.read(first));
  }
});
