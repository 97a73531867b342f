import Sqlite from 'better-sqlite3';
import t from 'tap';
import type { Journal } from '../../../journal/open.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { hubCode, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import { lane } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import type { ParsedResource } from '../../../record/resource.js';
import {
  addSite,
  author,
  batchesBetween,
  carry,
  downTo,
  journalFile,
  observation,
  openHub,
  openSite,
  patient,
  resourceOf,
  settle,
  type Teardown,
  testKey,
  upOf,
  write,
} from '../../support/journal-fixtures.js';

const { clinical } = lane;
const there = parseSiteCode('8AB');

/** A hub with a site that wrote what it should not have. */
async function setUp(t: Teardown) {
  const file = journalFile(t);
  const hub = openHub(t, { file });
  const code = await addSite(hub);
  const site = openSite(t, code);
  return { hub, site, code, file };
}

/** The store of its site does not look into a body. */
const broken = (id: string): ParsedResource => ({ ...patient(id), body: `{"resourceType":"Patient","id":"${id}"` });
const read = (journal: Journal, id: string) => journal.records.read({ type: 'Patient', id } as never);
const untoldSeqs = async (journal: Journal, code: SiteCode) =>
  (await journal.poison.untold(upOf(code))).flatMap(({ rejects }) =>
    rejects.map(({ seq, code: why }) => `${seq} ${why}`),
  );

/** Makes the hub stumble over bodies with a word in them, as a program with a defect would. */
function stumble(file: string, over: string | undefined): void {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  if (over === undefined) database.exec('DROP TRIGGER stumble');
  else {
    database.exec(`CREATE TRIGGER stumble BEFORE INSERT ON version WHEN CAST(NEW.body AS TEXT) LIKE '%${over}%'
      BEGIN SELECT RAISE(ABORT, 'stumbled'); END`);
  }
  database.close();
}

t.test('[P1][P6] what follows a poison record waits behind it; nothing else does', async (t) => {
  const { hub, site, code } = await setUp(t);
  await write(site, broken('p1'));
  await write(site, patient('p1', { active: true }));
  await write(site, patient('p2'));
  await write(site, patient('p1', { active: false }));
  await carry(site, hub, upOf(code));
  t.equal(await read(hub, 'p1'), undefined, 'not one version of it');
  t.match(await read(hub, 'p2'), { type: 'Patient' });
  t.same(await untoldSeqs(hub, code), ['1 body-malformed', '2 record-waiting', '4 record-waiting']);
  t.same(await hub.poison.counts(), [
    { code: 'body-malformed', count: 1 },
    { code: 'record-waiting', count: 2 },
  ]);
  t.same(await hub.poison.replay(), { tried: 3, mended: 0 }, 'it is as broken as before');
});

t.test('[P4] a refusal is repeated until its writer confirms, and shown at the writer with its code', async (t) => {
  const { hub, site, code } = await setUp(t);
  const log = upOf(code);
  await write(site, broken('p1'));
  await carry(site, hub, log);
  const key = { type: 'Patient', id: 'p1' } as never;
  t.match(await site.records.delivery(key), { reached: 'refused', code: 'body-malformed' });
  await write(site, patient('p2'));
  const [outcome] = await hub.sync.applyBatches(await batchesBetween(site.sync, hub.sync, log));
  t.match(outcome?.rejects, [{ seq: 1, code: 'body-malformed' }], 'a later receipt says it again');
  t.equal(outcome?.setAside, undefined);
  await hub.poison.confirm(log, { lane: clinical, rejects: [1], mended: [] });
  t.same(await hub.poison.untold(log), []);
  await hub.poison.confirm(log, { lane: clinical, rejects: [], mended: [1] });
  t.match((await site.sync.acknowledged(log))[clinical], { refused: 1, pending: 1 });
});

t.test(
  '[P5][P6] a group that the database will not take is set aside alone, and mended by the next program',
  async (t) => {
    const { hub, site, code, file } = await setUp(t);
    const log = upOf(code);
    stumble(file, 'Wxyzzy');
    await write(site, patient('p1'));
    // The one that it takes comes first, so that the other takes it back.
    await write(site, patient('p3'), patient('p2', { name: [{ family: 'Wxyzzy' }] }));
    await write(site, patient('p4'));
    await write(site, patient('p3', { active: true }));
    const [outcome] = await hub.sync.applyBatches(await batchesBetween(site.sync, hub.sync, log));
    t.match(outcome, { problem: undefined, applied: 2, durability: { durable: { seq: 5 } } });
    t.equal(await read(hub, 'p3'), undefined, 'its group is whole: not at all');
    t.match(await read(hub, 'p4'), { type: 'Patient' });
    t.same(await untoldSeqs(hub, code), ['2 internal', '3 internal', '5 record-waiting']);
    await hub.poison.confirm(log, { lane: clinical, rejects: [2, 3, 5], mended: [] });

    t.same(await hub.poison.replayAfterUpgrade('1.0.0'), { tried: 3, mended: 0 });
    stumble(file, undefined);
    t.equal(await hub.poison.replayAfterUpgrade('1.0.0'), undefined, 'once for each version');
    t.same(await hub.poison.replayAfterUpgrade('1.0.1'), { tried: 3, mended: 3 });
    t.match(await read(hub, 'p2'), { type: 'Patient' });
    t.match((await read(hub, 'p3'))?.body, /"active":true/, 'in order');
    t.same(await hub.poison.untold(log), [{ lane: clinical, rejects: [], mended: [2, 3, 5] }]);
    t.same(await hub.poison.counts(), []);
    t.same(await hub.poison.replay(), { tried: 0, mended: 0 });
  },
);

t.test('[P4] a receipt that names as many refused changes as it can counts up to the last of them', async (t) => {
  const site = openSite(t, there);
  const count = limits.receiptRejectsMax + 10;
  const resources = Array.from({ length: count }, (_, index) => observation(`o${index}`, 'p1'));
  await write(site, ...resources);
  const head = (await site.sync.heads(upOf(there))).find(({ seq }) => seq === count);
  if (head === undefined) throw new Error('head');
  const { lane: way, ...durable } = head;
  const rejects = resources.map((_, index) => ({ seq: index + 1, code: 'batch-malformed' as const }));
  const told = { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, lane: way, durable, safeSeq: count } as const;
  const receipt = { ...told, creditBytes: 1_000, rejects: rejects.slice(0, limits.receiptRejectsMax) };
  await site.sync.acknowledge(upOf(there), receipt);
  const reached = async (index: number) => (await site.records.delivery(resources[index] as never))?.reached;
  t.strictSame(await Promise.all([0, limits.receiptRejectsMax - 1, count - 1].map(reached)), [
    'refused',
    'refused',
    'site',
  ]);
  await site.sync.acknowledge(upOf(there), { ...receipt, rejects: rejects.slice(limits.receiptRejectsMax) });
  t.equal(await reached(count - 1), 'refused');
});

t.test('[P4][P6] a mended change is told to its writer, and reaches the other sites', async (t) => {
  const { hub, site, code, file } = await setUp(t);
  const other = await addSite(hub);
  const far = openSite(t, other);
  const log = upOf(code);
  stumble(file, 'Wxyzzy');
  await write(site, resourceOf({ resourceType: 'Organization', id: 'o1', name: 'Wxyzzy' }));
  await carry(site, hub, log);
  await settle(hub);
  await carry(hub, far, downTo(other));
  const key = { type: 'Organization', id: 'o1' } as never;
  t.equal(await far.records.read(key), undefined);
  t.match(await site.records.delivery(key), { reached: 'refused', code: 'internal' });
  stumble(file, undefined);
  t.same(await hub.poison.replay(), { tried: 1, mended: 1 });
  const [untold] = await hub.poison.untold(log);
  const durability = (await hub.sync.received(log))[lane.administrative];
  if (durability === undefined || untold === undefined) throw new Error('nothing to tell');
  await site.sync.acknowledge(log, { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, ...durability, ...untold });
  t.match(await site.records.delivery(key), { reached: 'hub' }, 'the refusal is taken back');
  await settle(hub);
  await carry(hub, far, downTo(other));
  t.match(await far.records.read(key), { origin: code });
});

t.test('[P6] a site sets aside what it cannot read of its feed, and mends it likewise', async (t) => {
  const hub = openHub(t);
  const [one, two] = [await addSite(hub), await addSite(hub)];
  const file = journalFile(t);
  const [near, far] = [openSite(t, one), openSite(t, two, { file })];
  stumble(file, 'Wxyzzy');
  await write(near, resourceOf({ resourceType: 'Organization', id: 'o1', name: 'Wxyzzy' }));
  await carry(near, hub, upOf(one));
  await settle(hub);
  await carry(hub, far, downTo(two));
  t.same(await far.poison.counts(), [{ code: 'internal', count: 1 }]);
  stumble(file, undefined);
  t.same(await far.poison.replayAfterUpgrade('next'), { tried: 1, mended: 1 });
  t.match(await far.records.read({ type: 'Organization', id: 'o1' } as never), { origin: one });
});

t.test('[P8] a body nested too deeply is set aside, and the depth of text in it does not count', async (t) => {
  const { hub, site, code } = await setUp(t);
  const nested = (id: string, depth: number) => {
    const extension = `${'{"extension":['.repeat(depth)}${']}'.repeat(depth)}`;
    return { ...patient(id), body: `{"contained":${extension},"id":"${id}","resourceType":"Patient"}` };
  };
  await write(site, nested('deep', 100_000));
  await write(site, nested('flat', 31));
  await write(site, {
    ...patient('text'),
    body: `{"id":"text","name":"${'\\"[{'.repeat(500)}","resourceType":"Patient"}`,
  });
  await carry(site, hub, upOf(code));
  t.same(await untoldSeqs(hub, code), ['1 resource-structure']);
  t.ok(await read(hub, 'flat'));
  t.ok(await read(hub, 'text'));
});

t.test('an author of a version is told of each version by itself', async (t) => {
  const { hub, site, code } = await setUp(t);
  await write(site, patient('p1'));
  await carry(site, hub, upOf(code));
  await site.records.commitBundle({ author, entries: [{ verb: 'update', resource: broken('p1') }] });
  await carry(site, hub, upOf(code));
  t.match(await site.records.delivery({ type: 'Patient', id: 'p1' } as never), { reached: 'refused' });
  t.match(await read(hub, 'p1'), { body: '{"id":"p1","resourceType":"Patient"}' }, 'the hub shows the one before');
});
