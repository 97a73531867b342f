import { join } from 'node:path';
import t from 'tap';
import { type Change, nextChain } from '../../protocol/change.js';
import { type ChangeId, createSystemUuidGenerator, parseLinkName, parseResourceId } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, runEdge, startNetwork } from '../support/programs-network.js';
import { encodePlain, openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';

const { clinical } = lane;

t.test('[E10][S6] two logs that differ: nothing is overwritten, ops hears of it, and the site goes on', async (t) => {
  const network = await startNetwork(t, []);
  const { code, dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
  const journal = await openSiteJournal(dir, code);
  const patient = await writePatient(journal, 'Ngono');
  const written: string[] = [];
  for (const value of ['one', 'two', 'three']) written.push(await writeObservation(journal, patient, value));
  const clientId = formatClientId(code, parseLinkName('fibre'));
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
  const impostor = new RawSite(code, journal, raw);
  await impostor.open();
  const [first] = await impostor.batches(clinical);
  const change = first?.changes[0];
  if (first === undefined || change === undefined) throw new Error('batch');
  // What the hub has under these numbers is not what this folder wrote.
  const changeId = createSystemUuidGenerator()() as ChangeId;
  const other = { ...change, changeId, resourceId: parseResourceId('other'), body: otherBody(change) };
  const header = { ...first.header, chainAfter: nextChain(first.header.chainBefore, other) };
  impostor.send(clinical, encodePlain({ header, changes: [other] }));
  await eventually('taken', () => impostor.durableSeq(clinical) === 1);
  raw.end();
  journal.close();

  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  for (const id of written) await eventually(id, () => readRecord(network.hub.journal, 'Observation', id));
  t.ok(await readRecord(network.hub.journal, change.type, 'other'), 'and what the other wrote stands too');
  const events = await network.hub.journal.fleet.events({ site: code, limit: 9 });
  t.match(
    events.map(({ kind }) => kind),
    ['log-forked'],
  );
  t.match(await edge.journal.sync.identity(), { epoch: 2 });
});

function otherBody(change: Change): Uint8Array {
  return Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(change.body).toString('utf8')), id: 'other' }));
}

t.test(
  '[S2][S9] a session is renewed over its connection: nothing is lost, refused or shown as a failure',
  async (t) => {
    const network = await startNetwork(t, ['Garoua']);
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    const { links } = site.edge.engine;
    await eventually('up', () => links.active !== undefined);
    const patient = await writePatient(site.edge.journal, 'Ngono');
    const before = links.show();
    const written: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { active } = links;
      for (let count = 0; count < 10; count += 1) {
        written.push(await writeObservation(site.edge.journal, patient, `value ${written.length}`));
        if (count === 3 && active !== undefined) links.renew(active.link);
      }
      await eventually('renewed', () => links.active !== active && links.active !== undefined);
    }
    for (const id of written) await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', id));
    t.strictSame(links.show(), before);
    t.equal(network.hub.metrics.refusals.total(), 0);
  },
);
