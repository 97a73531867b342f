import Sqlite from 'better-sqlite3';
import t from 'tap';
import { keyPragmas } from '../../journal/sqlite/key.js';
import { callControl } from '../../provisioning/control/client.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

/** Takes the current version of a record off the disk of a node, behind its program. */
async function lose(dir: string, id: string): Promise<void> {
  const key = await unlockDataKey(dir);
  const database = new Sqlite(nodePaths(dir).journal, { timeout: 5_000 });
  for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
  const { changes } = database
    .prepare('DELETE FROM version WHERE id = (SELECT version FROM resource WHERE fhir_id = ?)')
    .run(id);
  database.close();
  if (changes !== 1) throw new Error('nothing was lost');
}

/** Two hospitals that share a patient. */
async function setUp(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['garoua', 'douala']);
  const [near, far] = network.sites;
  if (near === undefined || far === undefined) throw new Error('sites');
  const patient = await writePatient(near.edge.journal, 'Ngono');
  const observation = await writeObservation(near.edge.journal, patient, 'value');
  await writeReferral(near.edge.journal, patient, far.code);
  await eventually('far has it', () => readRecord(far.edge.journal, 'Observation', observation));
  const events = async (site: string) =>
    (await network.hub.journal.fleet.events({ site: site as never, limit: 20 })).map(({ kind }) => kind);
  return { network, near, far, patient, observation, events };
}

t.test('[D2][D6] equal stores prove, and both ends show when', async (t) => {
  const { network, near, far, events } = await setUp(t);
  const before = Date.now();
  for (const { edge } of [near, far]) t.match(await edge.engine.prover.prove(), { state: 'proved' });
  for (const { code } of [near, far]) {
    const proof = await network.hub.journal.digests.proof(code);
    t.ok((proof?.atMilliseconds ?? 0) >= before);
    t.same(await events(code), []);
  }
  const own = await near.edge.journal.digests.proof(near.code);
  t.ok((own?.at.ups.reduce((sum, { seq }) => sum + seq, 0) ?? 0) >= 3, 'with the cursors that it speaks of');

  const verified = await callCarnet(['verify', '--dir', near.dir, '--json']);
  t.equal(verified.exit, 0, verified.error);
  t.match(JSON.parse(verified.out), { state: 'proved' });
  t.match((await callCarnet(['verify', '--dir', near.dir, '--lang', 'fr'])).out, /Prouvé complet/);
  const status = async (language: string) => (await callCarnet(['status', '--dir', near.dir, '--lang', language])).out;
  t.match(await status('en'), /proved complete\s+\d{4}-\d\d-\d\d \d\d:\d\dZ/);
  t.match(await status('fr'), /prouvé complet\s+\d{4}-\d\d-\d\d \d\d:\d\dZ/);
  const token = await tokenOf(near.dir, 'doctor');
  const sync = (await ask(near.edge.httpPort, '/api/sync', { token })).body as { provedAt: number };
  t.ok(sync.provedAt >= before);
  const ops = await tokenOf(network.hubDir, 'ops');
  const fleet = (await ask(network.hub.httpPort, '/api/fleet', { token: ops })).body as {
    hub: { backupAt: number | null };
    sites: { code: string; provedAt: number | null }[];
  };
  t.ok(fleet.sites.every(({ provedAt }) => (provedAt ?? 0) >= before));
  t.equal(fleet.hub.backupAt, null);
  await callControl(network.hubDir, 'hub-backup', {});
  t.match(await callControl(network.hubDir, 'status', {}), { backupAt: Number, sites: [{ provedAt: Number }] });
});

t.test('[D3][D4] a version that a site lost is found and comes back', async (t) => {
  const { far, observation, events } = await setUp(t);
  await lose(far.dir, observation);
  t.equal(await readRecord(far.edge.journal, 'Observation', observation), undefined);
  const began = performance.now();
  t.match(await far.edge.engine.prover.prove(), { state: 'proved' });
  t.comment(`found and healed in ${Math.round(performance.now() - began)} ms`);
  t.ok(await readRecord(far.edge.journal, 'Observation', observation));
  t.same(await events(far.code), ['digest-healed', 'digest-mismatch']);
});

t.test('[D3][D4] a version that the hub lost is found and comes back from who wrote it', async (t) => {
  const { network, near, far, observation, events } = await setUp(t);
  await lose(network.hubDir, observation);
  t.match(await near.edge.engine.prover.prove(), { state: 'proved' });
  t.ok(await readRecord(network.hub.journal, 'Observation', observation));
  t.same(await events(near.code), ['digest-healed', 'digest-mismatch']);
  await eventually(
    'the other site is proved too',
    async () => (await far.edge.engine.prover.prove()).state === 'proved',
  );
});

t.test('[D2] a site without a session is not proved, and says so', async (t) => {
  const { network, near } = await setUp(t);
  await network.hub.stop();
  await eventually('gone', () => near.edge.engine.links.active === undefined);
  t.match(await near.edge.engine.prover.prove(), { state: 'unreachable', provedAt: null });
  const verified = await callCarnet(['verify', '--dir', near.dir]);
  t.equal(verified.exit, 1);
  await near.edge.stop();
  t.equal((await callCarnet(['verify', '--dir', near.dir])).exit, 1, 'without its program');
  t.equal((await callCarnet(['verify', '--dir', network.hubDir])).exit, 2, 'it is asked at a site');
});
