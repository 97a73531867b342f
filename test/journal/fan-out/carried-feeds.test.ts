import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { protocolVersion, schemaVersion } from '../../../protocol/batch.js';
import type { Hello } from '../../../protocol/control/hello.js';
import {
  carry,
  downTo,
  observation,
  openSite,
  patient,
  referral,
  settle,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryUp, star } from '../../support/journal-star.js';
import { plainHello } from '../../support/protocol-arbitraries.js';

t.test('[F14] a site that was away when the hub took another epoch misses nothing of its feed', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'), referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carry(hub, b.journal, downTo(b.code));
  const count = journalLimits.snapshotResourcesMax + 40;
  for (let start = 0; start < count; start += 20) {
    const ids = Array.from({ length: 20 }, (_, index) => `o${start + index}`);
    await write(a.journal, ...ids.map((id) => observation(id, 'p1')));
  }
  await carryUp(hub, a);
  await settle(hub);
  // b has heard of none of these; the feed that holds them ends.
  const epoch = await hub.hubEpochs.newHubEpoch(1, Date.now());
  t.equal(epoch, 2);
  await write(a.journal, observation('after', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  await b.journal.siteEpochs.adoptHubEpoch({ ...welcomeOf(1, []), hubEpoch: epoch });
  await carry(hub, b.journal, downTo(b.code, epoch), 64);
  for (const id of ['o0', 'o19', `o${count - 1}`, 'after']) {
    t.same(await b.journal.records.read(observation(id, 'p1')), await hub.records.read(observation(id, 'p1')), id);
    t.ok(await b.journal.records.read(observation(id, 'p1')));
  }
  t.equal(b.journal.counts().resources, hub.counts().resources);
  t.equal(b.journal.counts().concurrent, 0);
  const fed = (await hub.sync.heads(downTo(b.code, epoch)))[2]?.seq;
  t.equal(fed, count + 1, 'and what it had acknowledged is not sent again');
});

t.test('[F14] a site that was put back gets again what it had acknowledged of an earlier feed', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'), referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carry(hub, b.journal, downTo(b.code));
  const received = await b.journal.sync.received(downTo(b.code));
  const downs = received.map(({ lane, durable }) => ({ lane, ...durable }));
  await write(a.journal, observation('o1', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  await carry(hub, b.journal, downTo(b.code));
  const hello = (told: number, cursors: Hello['downs']): Hello => ({
    ...{ kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site: b.code, epoch: 1, bootId: 'b' },
    ...{ ...plainHello, dictionaries: [], heads: [], hubEpoch: told, downs: cursors },
  });
  t.notOk(await hub.fanout.rewindFeeds(hello(1, downs)), 'the feed is its present one: it is sent from where it is');
  const hubEpoch = await hub.hubEpochs.newHubEpoch(1, Date.now());
  await settle(hub);
  const now = (await b.journal.sync.received(downTo(b.code))).map(({ lane, durable }) => ({ lane, ...durable }));
  t.notOk(await hub.fanout.rewindFeeds(hello(1, now)), 'it has all of it');
  const beyond = now.map((cursor) => ({ ...cursor, seq: cursor.seq + 5, chain: new Uint8Array(32).fill(7) }));
  t.notOk(await hub.fanout.rewindFeeds(hello(1, beyond)), 'what the hub has lost is not lost at the site');
  const fed = async () => (await hub.sync.heads(downTo(b.code, hubEpoch))).reduce((sum, { seq }) => sum + seq, 0);
  t.equal(await fed(), 0);

  t.ok(await hub.fanout.rewindFeeds(hello(1, downs)));
  t.notOk(await hub.fanout.rewindFeeds(hello(1, downs)), 'once');
  await settle(hub);
  t.equal(await fed(), 1, 'the observation');
  t.ok(await hub.fanout.rewindFeeds(hello(0, [])), 'a disk that is empty names none');
  await settle(hub);
  const empty = openSite(t, b.code);
  await empty.siteEpochs.adoptHubEpoch({ ...welcomeOf(1, []), hubEpoch });
  await carry(hub, empty, downTo(b.code, hubEpoch));
  for (const one of [patient('p1'), referral('r1', 'p1', b.code), observation('o1', 'p1')]) {
    t.same(await empty.records.read(one), await hub.records.read(one), one.id);
    t.ok(await empty.records.read(one));
  }
});

t.test(
  '[F14] a copy of a site that comes from a life of the hub which is undone gets what it lacks of the feeds before',
  async (t) => {
    const { hub, sites } = await star(t, 2);
    const [a, b] = sites;
    await write(a.journal, patient('p1'), referral('r1', 'p1', b.code));
    await carryUp(hub, a);
    await settle(hub);
    await carry(hub, b.journal, downTo(b.code));
    const before = (await b.journal.sync.received(downTo(b.code))).map(({ lane, durable }) => ({ lane, ...durable }));
    // The site goes on with this hub, while its copy was under an epoch 2 that this hub has not been in.
    await write(a.journal, observation('o1', 'p1'));
    await carryUp(hub, a);
    await settle(hub);
    await carry(hub, b.journal, downTo(b.code));
    const hubEpoch = await hub.hubEpochs.newHubEpoch(2, Date.now());
    t.equal(hubEpoch, 3);
    await settle(hub);
    const fed = async () => (await hub.sync.heads(downTo(b.code, hubEpoch))).reduce((sum, { seq }) => sum + seq, 0);
    t.equal(await fed(), 0, 'the site itself lacks nothing');
    const copy: Hello = {
      ...{ kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site: b.code, epoch: 1, bootId: 'b' },
      ...{ ...plainHello, dictionaries: [], heads: [], hubEpoch: 2, downs: [] },
      earlierFeed: { hubEpoch: 1, cursors: before },
    };
    t.ok(await hub.fanout.rewindFeeds(copy));
    await settle(hub);
    t.equal(await fed(), 1, 'the observation, and nothing that it has');
  },
);
