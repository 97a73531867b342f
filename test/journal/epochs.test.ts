import t from 'tap';
import type { Journal } from '../../journal/open.js';
import { protocolVersion, schemaVersion } from '../../protocol/batch.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { SiteCode } from '../../protocol/ids.js';
import {
  addSite,
  carry,
  downTo,
  observation,
  openHub,
  openSite,
  settle,
  type Teardown,
  upOf,
  welcomeOf,
  write,
} from '../support/journal-fixtures.js';
import { plainHello } from '../support/protocol-arbitraries.js';

async function pair(t: Teardown) {
  const hub = openHub(t);
  const code = await addSite(hub);
  const site = openSite(t, code);
  return { hub, code, site, log: upOf(code) };
}

async function helloOf({ sync, siteEpochs }: Journal, code: SiteCode): Promise<Hello> {
  const { epoch, heads, acked, fork } = await siteEpochs.ownLog();
  const { hubEpoch } = await sync.identity();
  return {
    ...{ kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site: code, epoch, bootId: 'b' },
    ...{ ...plainHello, dictionaries: [], heads, hubEpoch, downs: [], acked, fork },
  };
}

t.test('[E10][E11] what the hub does not hold is entered again under the new epoch, and arrives once', async (t) => {
  const { hub, code, site, log } = await pair(t);
  await write(site, observation('o1', 'p1'));
  await carry(site, hub, log);
  await site.siteEpochs.adoptHubEpoch(welcomeOf(1, await hub.sync.received(log)));
  await write(site, observation('o2', 'p1'), observation('o3', 'p1'));
  await write(site, observation('o4', 'p1'));
  const { acked } = await site.siteEpochs.ownLog();
  const { epoch, fork } = await site.siteEpochs.newEpoch({
    reason: 'restored',
    above: 4,
    from: { epoch: 1, cursors: acked },
  });
  t.equal(epoch, 5);
  const hello = await helloOf(site, code);
  t.match(hello.fork, { fromEpoch: 1, reason: 'restored', cursors: acked });
  t.same(fork.cursors, acked);
  t.equal(await hub.hubEpochs.judgeEpoch(hello, 'new'), 'move');
  await hub.hubEpochs.moveSite(hello, true, 1);
  t.equal(await hub.hubEpochs.judgeEpoch(hello, 'new'), 'welcome', 'and again: it is its epoch now');
  await carry(site, hub, upOf(code, 5), 1);
  await t.rejects(hub.hubEpochs.moveSite(hello, true, 1), { code: 'epoch-unknown' });
  for (const id of ['o1', 'o2', 'o3', 'o4']) {
    const key = { type: 'Observation' as never, id: id as never };
    t.equal((await hub.records.history({ ...key, count: 9 })).versions.length, 1, id);
    t.match(await site.records.delivery(key), { reached: 'hub' }, id);
  }
  t.match((await hub.fleet.progress())[0], { records: 4 });
});

t.test('[E15] under another hub epoch what was receipted counts no more, and is sent again', async (t) => {
  const { hub, code, site, log } = await pair(t);
  await site.siteEpochs.adoptHubEpoch(welcomeOf(1, []));
  await write(site, observation('o1', 'p1'));
  await carry(site, hub, log);
  const half = await hub.sync.received(log);
  await write(site, observation('o2', 'p1'));
  await carry(site, hub, log);
  const key = { type: 'Observation' as never, id: 'o2' as never };
  t.match(await site.records.delivery(key), { reached: 'hub' });
  t.equal(await hub.hubEpochs.newHubEpoch(1, 1), 2);
  await site.siteEpochs.adoptHubEpoch({ ...welcomeOf(1, half), hubEpoch: 2 });
  t.match(await site.records.delivery(key), { reached: 'site' }, 'the mark is taken back');
  const lanes = await site.sync.acknowledged(log);
  t.equal(
    lanes.reduce((sum, { pending }) => sum + pending, 0),
    1,
  );
  t.match(await site.sync.identity(), { epoch: 1, hubEpoch: 2 });
  t.notOk(await hub.hubEpochs.isRestored(await helloOf(site, code)), 'it was settled with the later epoch');
});

t.test('[E10] the site’s own changes beyond the fork come back in its feed', async (t) => {
  const { hub, code, site, log } = await pair(t);
  await write(site, observation('o1', 'p1'), observation('o2', 'p1'));
  await carry(site, hub, log);
  await settle(hub);
  const earlier = openSite(t, code);
  const { fork } = await earlier.siteEpochs.newEpoch({ reason: 'restored', above: 1, from: { epoch: 1, cursors: [] } });
  t.equal(fork.cursors.length, 0);
  t.match(await hub.hubEpochs.moveSite(await helloOf(earlier, code), true, 7), { fedBack: 2 });
  await earlier.siteEpochs.adoptHubEpoch(welcomeOf(2, []));
  await carry(hub, earlier, downTo(code));
  for (const id of ['o1', 'o2']) {
    t.ok(await earlier.records.read({ type: 'Observation' as never, id: id as never }), id);
  }
  t.match(await hub.fleet.events({ site: code, limit: 1 }), [
    { kind: 'site-restored', detail: { epoch: 2, fromEpoch: 1, fedBack: 2 }, atMilliseconds: 7 },
  ]);
});

t.test('[S90] what a site had announced and the hub lacks is told with the fork: how much, since when', async (t) => {
  const { hub, code, site, log } = await pair(t);
  await write(site, observation('o1', 'p1'));
  await carry(site, hub, log);
  const clinical = { lane: 2, headSeq: 4, oldestPendingMilliseconds: 50 } as const;
  await hub.fleet.noteReport({ site: code, link: 'fibre' as never, lanes: [clinical], atMilliseconds: 60 });
  const earlier = openSite(t, code);
  await earlier.siteEpochs.newEpoch({ reason: 'restored', above: 1, from: { epoch: 1, cursors: [] } });
  await hub.hubEpochs.moveSite(await helloOf(earlier, code), true, 70);
  const told = async () => (await hub.fleet.events({ site: code, limit: 1 }))[0]?.detail;
  t.match(await told(), { fromEpoch: 1, unheld: 3, unheldSince: 50, heardAt: 60 });

  const once = openSite(t, code);
  await once.siteEpochs.newEpoch({ reason: 'restored', above: 2, from: { epoch: 2, cursors: [] } });
  await hub.hubEpochs.moveSite(await helloOf(once, code), true, 80);
  const none = await told();
  t.match(none, { fromEpoch: 2, unheld: 0, heardAt: 60 });
  t.notOk(none && 'unheldSince' in none, 'of the epoch that it left now, nothing');
});

t.test('[E12][E13] the hub keeps hashes of tokens, and who was refused until somebody readmits it', async (t) => {
  const { hub, code } = await pair(t);
  const claim = (boot: number, next: number) => ({
    ...{ bootId: `boot-${boot}`, tokenHash: new Uint8Array(32).fill(boot), nextHash: new Uint8Array(32).fill(next) },
  });
  const { hubEpochs, fleet } = hub;
  t.match(await hubEpochs.leaseStand(code, claim(1, 2)), { lease: undefined, isRefused: false });
  await hubEpochs.grantLease(code, claim(1, 2), 1);
  await t.rejects(hubEpochs.readmit(code, 1), { code: 'not-found' });
  t.equal(await hubEpochs.refuseCopy(code, claim(3, 4), 5), true);
  t.equal(await hubEpochs.refuseCopy(code, claim(3, 4), 6), false, 'told once');
  t.match(await fleet.findSite(code), { clonedMilliseconds: 5 });
  await hubEpochs.readmit(code, 7);
  t.match(await hubEpochs.leaseStand(code, claim(3, 4)), { isRefused: true, isReadmitted: true });
  await hubEpochs.grantLease(code, claim(3, 4), 8);
  t.match(await hubEpochs.leaseStand(code, claim(3, 4)), { lease: { bootId: 'boot-3' }, isRefused: false });
  t.match(
    await hubEpochs.leaseStand(code, claim(1, 2)),
    { isRefused: true, isReadmitted: false },
    'fenced in its turn',
  );
});

t.test('[E14] a new hub epoch voids open invites and leases', async (t) => {
  const { hub, code } = await pair(t);
  await hub.fleet.addInvite({ inviteId: 'i', site: code, proofKey: 'k', expiresMilliseconds: 1e15 });
  await hub.hubEpochs.grantLease(code, { bootId: 'b', tokenHash: new Uint8Array(32), nextHash: new Uint8Array(32) }, 1);
  t.equal(await hub.hubEpochs.newHubEpoch(6, 2), 7);
  t.match(await hub.sync.identity(), { epoch: 7, hubEpoch: 7 });
  t.equal(await hub.fleet.findInvite('i'), undefined);
  const claim = { bootId: 'c', tokenHash: new Uint8Array(32), nextHash: new Uint8Array(32) };
  t.match(await hub.hubEpochs.leaseStand(code, claim), { lease: undefined });
});
