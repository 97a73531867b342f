import { join } from 'node:path';
import t from 'tap';
import type { SyncView } from '../../edge-agent/http/sync-view.js';
import { nextChain } from '../../protocol/change.js';
import { parseLinkName } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, runEdge, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { encodePlain, openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';

const { clinical } = lane;

t.test('[S6][S13] a lane that the hub refuses is shown at the site, waits in ops, and holds up no other', async (t) => {
  const network = await startNetwork(t, []);
  const { code, dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
  const journal = await openSiteJournal(dir, code);
  const patient = await writePatient(journal, 'Ngono');
  for (const value of ['one', 'two', 'three']) await writeObservation(journal, patient, value);
  const clientId = formatClientId(code, parseLinkName('fibre'));
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(dir) });
  const impostor = new RawSite(code, journal, raw);
  await impostor.open();
  const [first] = await impostor.batches(clinical);
  const change = first?.changes[0];
  if (first === undefined || change === undefined) throw new Error('batch');
  // What the hub has under these numbers is not what this folder wrote: as after a copy of the folder was run.
  const other = { ...change, author: 'Practitioner/other' };
  const header = { ...first.header, chainAfter: nextChain(first.header.chainBefore, other) };
  impostor.send(clinical, encodePlain({ header, changes: [other] }));
  await eventually('taken', () => impostor.durableSeq(clinical) === 1);
  raw.end();
  journal.close();

  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  const token = await tokenOf(dir, 'doctor');
  const readSync = async () => (await ask(edge.httpPort, '/api/sync', { token })).body as SyncView;
  const stoppedOf = async () => (await readSync()).lanes.find((each) => each.lane === clinical)?.stopped;
  await eventually('shown', async () => (await stoppedOf()) === 'batch-fork');
  const oldestPendingAt = (await readSync()).lanes.find((each) => each.lane === clinical)?.oldestPendingAt;
  const administrative = async () => (await readSync()).lanes.find((each) => each.lane === lane.administrative);
  await eventually('the other lane goes on', async () => (await administrative())?.durableSeq === 1);
  t.match(await administrative(), { pending: 0, stopped: null });

  const opsToken = await tokenOf(network.hubDir, 'ops');
  const fleet = async () => (await ask(network.hub.httpPort, '/api/fleet', { token: opsToken })).body;
  await eventually('in ops', async () =>
    JSON.stringify(await fleet()).includes(`"oldestPendingAt":${oldestPendingAt}`),
  );
  // The patient and three observations were written in it, and the hub has one change under these numbers.
  await eventually('only that lane waits', async () =>
    /"connected":true.*"toHub":{"pending":3,/.test(JSON.stringify(await fleet())),
  );
});

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
        if (count === 3) links.renewActive();
      }
      await eventually('renewed', () => links.active !== active && links.active !== undefined);
    }
    for (const id of written) await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', id));
    t.strictSame(links.show(), before);
    t.equal(network.hub.metrics.refusals.total(), 0);
  },
);
