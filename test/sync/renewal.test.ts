import { join } from 'node:path';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writePatient } from '../support/programs-records.js';

const day = 86_400_000;
const links = [{ name: 'fibre', kind: 'fibre', metered: false }];

/** A hub and a site in a time that the test moves; OpenSSL stays in the present and is not asked about dates. */
async function setUp(t: Parameters<typeof startNetwork>[0]) {
  const time = { offset: 0 };
  const now = () => Date.now() + time.offset;
  const network = await startNetwork(t, [], links, {}, now);
  const site = await enrolSite(t, network, join(network.folder, 'site'), 'Site', links);
  const start = async (boxNow = now) => {
    const edge = await runEdge(site.dir, {}, boxNow);
    t.teardown(() => edge.stop());
    return edge;
  };
  const certificate = () => readIdentity(site.dir).certificatePem;
  const history = () => network.hub.journal.certificates.ofSite(site.code);
  return { time, network, site, start, certificate, history };
}

t.test('[T25][T27] at day 31 a site renews, and its session goes over without a moment between', async (t) => {
  const { time, network, start, certificate, history } = await setUp(t);
  const first = certificate();
  time.offset = 31 * day;
  await network.restartHub();
  const edge = await start();
  let wasUp = false;
  let gaps = 0;
  const watch = setInterval(() => {
    const isUp = edge.engine.links.active !== undefined;
    if (wasUp && !isUp) gaps += 1;
    wasUp = isUp;
  }, 1);
  t.teardown(() => clearInterval(watch));
  await eventually('the next certificate is the one', () => certificate() !== first, 60_000);
  t.equal(edge.engine.links.active?.certificatePem, certificate(), 'the session shows it');
  const id = await writePatient(edge.journal, 'Renewed');
  await eventually('a record', () => readRecord(network.hub.journal, 'Patient', id), 60_000);
  t.equal(gaps, 0);
  t.match(await history(), [
    { reason: 'renewed', usedMilliseconds: Number },
    { reason: 'enrolled', endReason: 'renewed', endedMilliseconds: Number },
  ]);
  const { hub } = network;
  await eventually('one connection is left', () => hub.journal && edge.engine.links.active !== undefined, 60_000);
});

for (const [name, boxClock] of [
  ['a clock that is right', undefined],
  ['a dead battery', 0],
] as const) {
  t.test(`[T26] off for 180 days, with ${name}: the site reconnects untouched`, async (t) => {
    const { time, network, start, certificate } = await setUp(t);
    const before = await start();
    const old = await writePatient(before.journal, 'Before');
    await eventually('at the hub', () => readRecord(network.hub.journal, 'Patient', old), 60_000);
    await before.stop();
    const first = certificate();

    time.offset = 180 * day;
    await network.restartHub();
    const began = Date.now();
    const edge = await (boxClock === undefined ? start() : start(() => boxClock + Date.now() - began));
    const id = await writePatient(edge.journal, 'After');
    await eventually('at the hub', () => readRecord(network.hub.journal, 'Patient', id), 90_000);
    t.not(certificate(), first, 'under another certificate');
    t.ok(Math.abs(edge.clock.now() - (Date.now() + time.offset)) < 60_000);
  });
}

t.test('[T26] a site that was revoked while it was dark stays out', async (t) => {
  const { time, network, site, start, certificate, history } = await setUp(t);
  await callControl(network.hubDir, 'site-revoke', { code: site.code, by: 'awa', note: 'stolen' });
  time.offset = 180 * day;
  await network.restartHub();
  const first = certificate();
  const edge = await start();
  const refused = () => network.hub.metrics.refusals.total({ place: 'connect', code: 'certificate-refused' });
  await eventually('it has tried', () => refused() >= 2, 60_000);
  t.equal(edge.engine.links.active, undefined);
  t.equal(certificate(), first);
  t.match(await history(), [{ endReason: 'revoked', endBy: 'awa', endNote: 'stolen' }]);
});
