import { copyFileSync } from 'node:fs';
import t from 'tap';
import { protocolVersion, schemaVersion } from '../../../protocol/batch.js';
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
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, names, star } from '../../support/journal-star.js';
import { plainHello } from '../../support/protocol-arbitraries.js';

/** What a site and a hub get that were put back to an earlier state, and hold some of what there was. */

t.test('[F5][F12] a site that still has an early version of its own gets every version after it', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [{ code }, b] = sites;
  const [file, kept] = [journalFile(t), journalFile(t)];
  const site = openSite(t, code, { file });
  const a = { code, journal: site };
  await write(site, patient('p1'), observation('o1', 'p1'));
  site.close();
  copyFileSync(file, kept);
  const later = openSite(t, code, { file });
  await write(later, observation('o1', 'p1', { status: 'preliminary' }), referral('r1', 'p1', b.code));
  await carryUp(hub, { ...a, journal: later });
  await settle(hub);
  await carryDown(hub, b);
  await write(b.journal, observation('o1', 'p1', { status: 'amended' }));
  await carryUp(hub, b);
  await settle(hub);
  await carry(hub, later, downTo(code));

  const back = openSite(t, code, { file: kept });
  t.ok(await hub.fanout.openFeed({ site: code, atStart: true, lostLog: true }));
  await settle(hub);
  await carry(hub, back, downTo(code));
  t.equal(back.counts().concurrent, 0, 'what is superseded at the hub is superseded here');
  t.same(await back.records.read(observation('o1', 'p1')), await hub.records.read(observation('o1', 'p1')));
  t.equal((await back.records.history({ ...observation('o1', 'p1'), count: 9 })).versions.length, 3);
});

t.test('[F12] an empty site that had earlier epochs is taken for one that may still hold them', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a] = sites;
  await write(a.journal, patient('p1'));
  await write(a.journal, patient('p1', { active: false }));
  await carryUp(hub, a);
  await settle(hub);
  const fedFrom = async (emptyFromEpoch: number) => {
    await hub.fanout.openFeed({ site: a.code, atStart: true, lostLog: true, emptyFromEpoch });
    await settle(hub);
    const feed = await feedOf(hub, a.code);
    await carry(hub, openSite(t, a.code), downTo(a.code));
    return feed.length;
  };
  t.equal(await fedFrom(1), 1, 'nothing is left: the heads');
  t.equal(await fedFrom(2), 2, 'its first log may be there');
});

t.test('[E16] what another site returns goes to its author too, who may have lost it', async (t) => {
  const [file, kept] = [journalFile(t), journalFile(t)];
  const first = openHub(t, { file });
  const codes = [await addSite(first), await addSite(first)];
  first.close();
  copyFileSync(file, kept);
  const hub = openHub(t, { file });
  const [a, b] = codes.map((code) => ({ code, journal: openSite(t, code) }));
  if (a === undefined || b === undefined) throw new Error('sites');
  await write(a.journal, patient('p1'), referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  const batches = await batchesBetween(hub.sync, openSite(t, b.code).sync, downTo(b.code));
  const returned = batches.map(({ batch }) => batch);
  hub.close();

  // Neither the hub nor the author has it any more.
  const back = openHub(t, { file: kept });
  for (const batch of returned) {
    await back.hubEpochs.applyReturned({ site: b.code, batch, receivedMilliseconds: Date.now() });
  }
  await settle(back);
  t.same(names(await feedOf(back, a.code)), ['p1', 'r1']);
  t.same(await back.sync.received(upOf(a.code)).then((ups) => ups.filter(({ durable }) => durable.seq > 0)), []);
});

t.test(
  '[E10][F6] what a site wrote is fed back with what supersedes it, when its feed began with the heads',
  async (t) => {
    const { hub, sites } = await star(t, 2);
    const [a, b] = sites;
    await write(a.journal, patient('p1'), observation('o1', 'p1'), referral('r1', 'p1', b.code));
    await carryUp(hub, a);
    await settle(hub);
    await carryDown(hub, b);
    await write(b.journal, observation('o1', 'p1', { status: 'preliminary' }));
    await write(b.journal, observation('o1', 'p1', { status: 'amended' }));
    await carryUp(hub, b);
    await settle(hub);
    // Its disk is empty, and over each of two links it takes an epoch: the feed begins anew at the first of them.
    const empty = openSite(t, a.code);
    await hub.fanout.openFeed({ site: a.code, atStart: true, lostLog: true, emptyFromEpoch: 1 });
    const from = { epoch: 1, cursors: [] };
    const { epoch } = await empty.siteEpochs.newEpoch({ reason: 'restored', above: 1, from });
    const { fork } = await empty.siteEpochs.ownLog();
    const said = { kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site: a.code, epoch } as const;
    const hello = { ...said, bootId: 'b', ...plainHello, dictionaries: [], heads: [], hubEpoch: 1, downs: [], fork };
    await hub.hubEpochs.moveSite(hello, true, 1);
    await settle(hub);
    await carry(hub, empty, downTo(a.code));
    t.equal(empty.counts().concurrent, 0);
    t.same(await empty.records.read(observation('o1', 'p1')), await hub.records.read(observation('o1', 'p1')));
  },
);
