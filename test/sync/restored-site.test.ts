import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { type Network, type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';

const healedMillisecondsMax = 60_000;

async function setUp(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const atHub = (id: string) =>
    eventually(`${id} at the hub`, () => readRecord(network.hub.journal, 'Observation', id));
  const write = async (...values: readonly string[]) => {
    const ids: string[] = [];
    for (const value of values) ids.push(await writeObservation(site.edge.journal, patient, value));
    return ids;
  };
  const versionsAtHub = async (id: string) => {
    const key = { type: parseResourceType('Observation'), id: parseResourceId(id) };
    return (await network.hub.journal.records.history({ ...key, count: 10 })).versions.length;
  };
  return { network, site, atHub, write, versionsAtHub };
}

/** The program starts again on what a folder holds now. */
async function start(site: NetworkSite): Promise<void> {
  site.edge = await runEdge(site.dir);
}

/** What ops was told of it, beside the entries of the audit that went with the database (rule R9). */
async function recoveries({ hub }: Network, { code }: NetworkSite) {
  const events = await hub.journal.fleet.events({ site: code, limit: 9 });
  return events.filter(({ kind }) => kind !== 'audit-lost');
}

async function heals(t: Test, what: string, putBack: (site: NetworkSite) => void, save: (site: NetworkSite) => void) {
  const { network, site, atHub, write, versionsAtHub } = await setUp(t);
  const before = await write('day 1');
  for (const id of before) await atHub(id);
  await site.edge.stop();
  save(site);
  await start(site);
  const since = await write('day 2, first', 'day 2, second');
  for (const id of since) await atHub(id);
  await eventually('all that was announced is at the hub', async () => {
    const [progress] = await network.hub.journal.fleet.progress();
    return progress?.from.every(({ durableSeq, headSeq }) => durableSeq >= headSeq);
  });
  await site.edge.stop();
  putBack(site);

  const began = Date.now();
  await start(site);
  t.equal(await readRecord(site.edge.journal, 'Observation', since[0] ?? ''), undefined, 'the later data is gone');
  const after = await write('day 3, first', 'day 3, second');
  for (const id of after) await atHub(id);
  for (const id of since) await eventually(`${id} is back`, () => readRecord(site.edge.journal, 'Observation', id));
  const healedMilliseconds = Date.now() - began;
  t.ok(healedMilliseconds <= healedMillisecondsMax, `healed in ${healedMilliseconds} ms`);
  t.comment(`restored site, ${what}: healed in ${healedMilliseconds} ms`);
  for (const id of [...before, ...since, ...after]) t.equal(await versionsAtHub(id), 1, 'once');
  t.match(await site.edge.journal.sync.identity(), { epoch: 2 });
  const events = await recoveries(network, site);
  // What it wrote before it met the hub may stand where the hub has other changes: then the two logs differ.
  t.equal(events.length, 1);
  t.ok(events.every(({ kind }) => kind === 'site-restored' || kind === 'log-forked'));
  t.match(events[0]?.detail, { unheld: 0, heardAt: Number }, 'all that was announced was at the hub');
  t.equal(network.hub.metrics.refusals.total({ place: 'batch', code: 'batch-fork' }), 0, 'nothing stale was sent');
  await eventually('nothing waits', async () => {
    const lanes = await site.edge.journal.sync.acknowledged({ direction: 'up', site: site.code, epoch: 2 });
    return lanes.every(({ pending }) => pending === 0);
  });
  return { network, site, write, atHub };
}

t.test(
  '[E9][E10][E11] yesterday’s database under today’s witness: noticed before anything is sent, and healed',
  async (t) => {
    const saved = (site: NetworkSite) => join(site.dir, '..', 'saved.db');
    const { network, site, write, atHub } = await heals(
      t,
      'database only',
      (site) => {
        for (const end of ['', '-wal', '-shm']) rmSync(`${nodePaths(site.dir).journal}${end}`, { force: true });
        cpSync(saved(site), nodePaths(site.dir).journal);
      },
      (site) => cpSync(nodePaths(site.dir).journal, saved(site)),
    );
    await site.restart();
    for (const id of await write('day 4')) await atHub(id);
    t.match(await site.edge.journal.sync.identity(), { epoch: 2 }, 'and no epoch more at the next start');
    t.equal((await recoveries(network, site)).length, 1);
  },
);

t.test('[E10][E12] the whole folder of yesterday: the hub notices at first contact, and it heals', async (t) => {
  const saved = (site: NetworkSite) => join(site.dir, '..', 'saved');
  await heals(
    t,
    'whole folder',
    (site) => {
      rmSync(site.dir, { recursive: true });
      cpSync(saved(site), site.dir, { recursive: true });
    },
    (site) => cpSync(site.dir, saved(site), { recursive: true }),
  );
});
