import t from 'tap';
import type { Journal } from '../../journal/open.js';
import type { ParsedResource } from '../../record/resource.js';
import { author, patient } from '../support/journal-fixtures.js';
import { startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, readRecord, writePatient, writeReferral } from '../support/programs-records.js';

/** How long other records may wait for a poison one (sync.md, numbers to beat). */
const delayMillisecondsMax = 1_000;

async function write(journal: Journal, resource: ParsedResource): Promise<void> {
  await journal.records.commitBundle({ author, entries: [{ verb: 'update', resource }] });
}

t.test('[P1][P4][P5] a poison record delays no other, and its author is told why', async (t) => {
  const network = await startNetwork(t, ['garoua', 'douala']);
  const [near, far] = network.sites;
  if (near === undefined || far === undefined) throw new Error('sites');
  const { journal } = near.edge;
  const known = await writePatient(journal, 'Ngono');
  await writeReferral(journal, known, far.code);
  await eventually('far knows the patient', () => readRecord(far.edge.journal, 'Patient', known));

  const body = '{"id":"poison","resourceType":"Patient"';
  await write(journal, { ...patient('poison'), body });
  await write(journal, patient('poison', { active: true }));
  const began = performance.now();
  const referral = await writeReferral(journal, known, far.code);
  await eventually('the other record is far away', () => readRecord(far.edge.journal, 'ServiceRequest', referral));
  const delay = performance.now() - began;
  t.comment(`delay of another record behind a poison one, to the other site: ${Math.round(delay)} ms`);
  t.ok(delay <= delayMillisecondsMax, `${Math.round(delay)} ms`);

  const token = await tokenOf(near.dir, 'doctor');
  const delivery = async () => (await ask(near.edge.httpPort, '/api/delivery/Patient/poison', { token })).body;
  const refused = await eventually('refused', async () => {
    const found = (await delivery()) as { reached: string; code: string; en: string; fr: string };
    return found.reached === 'refused' && found;
  });
  t.match(refused, { code: 'record-waiting', en: /waits behind it/, fr: /attend derrière/ });
  const sync = (await ask(near.edge.httpPort, '/api/sync', { token })).body as { lanes: { refused: number }[] };
  t.equal(
    sync.lanes.reduce((sum, lane) => sum + lane.refused, 0),
    2,
  );
  const log = { direction: 'up', site: near.code, epoch: 1 } as const;
  await eventually('confirmed', async () => (await network.hub.journal.poison.untold(log)).length === 0);
  const events = await network.hub.journal.fleet.events({ site: near.code, limit: 20 });
  t.match(events, [{ kind: 'poison', detail: { end: 'hub', code: 'body-malformed' } }]);
  t.notMatch(JSON.stringify(events), 'poison"}', 'and nothing of the record');
  t.ok(network.hub.metrics.rejects.total({ end: 'hub' }) >= 2);
});

t.test('[P4] a refusal that was not confirmed is told again in the next session', async (t) => {
  const network = await startNetwork(t, ['garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const log = { direction: 'up', site: site.code, epoch: 1 } as const;
  await write(site.edge.journal, { ...patient('poison'), body: 'nothing' });
  const refused = async () => {
    const lanes = await site.edge.journal.sync.acknowledged(log);
    return lanes.reduce((sum, lane) => sum + lane.refused, 0) === 1;
  };
  await eventually('refused', refused);
  await eventually('confirmed', async () => (await network.hub.journal.poison.untold(log)).length === 0);
  t.same(await network.hub.journal.poison.replay(), { tried: 1, mended: 0 });
  t.same(await network.hub.journal.poison.untold(log), [], 'the same reason is not told again');
});

t.test('[P2] unknown types and elements go from site to hub to site and back, byte for byte', async (t) => {
  const network = await startNetwork(t, ['garoua', 'douala']);
  const [near, far] = network.sites;
  if (near === undefined || far === undefined) throw new Error('sites');
  const patientId = await writePatient(near.edge.journal, 'Ngono');
  await writeReferral(near.edge.journal, patientId, far.code);
  const unknown = (id: string, more: string): ParsedResource => {
    const subject = `"subject":{"reference":"Patient/${patientId}"}`;
    const body = `{"_new":[1.0,1e2,null],"dose":2.50,"id":"${id}",${more}"resourceType":"GenomicTwin",${subject},"zz":{"é":"\\u0000"}}`;
    const value = JSON.parse(body) as ParsedResource['value'];
    const { filing } = patient(patientId);
    return { type: 'GenomicTwin' as never, id: id as never, body, value, filing };
  };
  const first = unknown('twin', '');
  await write(near.edge.journal, first);
  const seen = await eventually('far has it', () => readRecord(far.edge.journal, 'GenomicTwin', 'twin'));
  t.equal(seen.body, first.body);
  t.equal((await readRecord(network.hub.journal, 'GenomicTwin', 'twin'))?.body, first.body);
  const second = unknown('twin', '"more":{"deep":[[{}]]},');
  await write(far.edge.journal, second);
  const back = await eventually('and back', async () => {
    const found = await readRecord(near.edge.journal, 'GenomicTwin', 'twin');
    return found?.origin === far.code && found;
  });
  t.equal(back.body, second.body);
});
