import t from 'tap';
import { readHealthId } from '../../../record/identity/health-id.js';
import { startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf, watchLive } from '../../support/programs-people.js';
import { eventually, writePatient } from '../../support/programs-records.js';

async function startSite(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  return { network, site, port: () => site.edge.httpPort };
}

t.test('everything but health needs somebody who signed in', async (t) => {
  const { port } = await startSite(t);
  for (const path of ['/healthz', '/readyz', '/fhir/metadata']) t.equal((await ask(port(), path)).status, 200, path);
  for (const path of ['/api/sync', '/api/live', '/api/delivery/Patient/x', '/fhir/Patient', '/api/session']) {
    t.equal((await ask(port(), path)).status, 401, path);
  }
  t.equal((await ask(port(), '/api/health-id', { method: 'POST' })).status, 401);
  t.equal((await ask(port(), '/api/nothing')).status, 404);
  const { headers } = await ask(port(), '/healthz');
  t.match(headers.get('content-security-policy'), /default-src 'self'/);
  t.notMatch(headers.get('content-security-policy'), /unsafe/);
  t.equal(headers.get('x-content-type-options'), 'nosniff');
});

t.test('[S7][R1] the state of the sync, and how far each record has come', async (t) => {
  const { network, site, port } = await startSite(t);
  const token = await tokenOf(site.dir, 'doctor');
  for (const relay of site.relays.values()) relay.setCut('refuse');
  await eventually('cut off', () => site.edge.engine.links.active === undefined);
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const { body: apart } = await ask(port(), '/api/sync', { token });
  t.match(apart, {
    site: site.code,
    hub: { reachable: false },
    links: [{ name: 'fibre', kind: 'fibre', state: 'down' }],
  });
  const lanes = (apart as { lanes: { lane: number; pending: number; oldestPendingAt: number | null }[] }).lanes;
  t.equal(lanes.length, 6);
  t.match(
    lanes.find(({ pending }) => pending > 0),
    { pending: 1, oldestPendingAt: Number },
  );
  const delivery = () => ask(port(), `/api/delivery/Patient/${patient}`, { token });
  t.match((await delivery()).body, { reached: 'site', atHub: undefined });
  const admin = await tokenOf(site.dir, 'admin');
  const refused = await ask(port(), `/api/delivery/Patient/${patient}`, { token: admin });
  t.match(refused, { status: 403, body: { resourceType: 'OperationOutcome' } }, 'R1: guarded like a read');

  for (const relay of site.relays.values()) relay.setCut(undefined);
  await eventually('at the hub', async () => /"hub"/.test(JSON.stringify((await delivery()).body)), 40_000);
  t.match((await delivery()).body, { reached: 'hub', atHub: /^\d{4}-\d\d-\d\dT.*Z$/ });
  await eventually('a link is up', () => site.edge.engine.links.active !== undefined);
  const { body: together } = await ask(port(), '/api/sync', { token });
  t.match(together, { hub: { reachable: true, lastReceiptAt: Number } });
  t.equal((await ask(port(), '/api/delivery/Patient/unheard-of', { token })).status, 404);
  t.equal((await ask(port(), '/api/delivery/patient/x', { token })).status, 400);
  t.ok(network.hub);
});

t.test('[R1] live events tell of each record to those who may read it', async (t) => {
  const { site, port } = await startSite(t);
  const [doctorToken, adminToken] = [await tokenOf(site.dir, 'doctor'), await tokenOf(site.dir, 'admin')];
  const doctor = await watchLive(t, port(), doctorToken);
  const admin = await watchLive(t, port(), adminToken);
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const found = await eventually('record', () => doctor.find(({ event }) => event === 'record'));
  t.match(found.data, { source: 'local', touched: [{ type: 'Patient', id: patient }] });
  t.notMatch(JSON.stringify(doctor), /Ngono/, 'no content');
  await eventually('sync', () => admin.some(({ event }) => event === 'sync'));
  t.notOk(
    admin.some(({ event }) => event === 'record'),
    'an administrator sees no clinical content',
  );
  for (const relay of site.relays.values()) relay.setCut('refuse');
  await eventually('link', () => doctor.some(({ event }) => event === 'link'));
});

t.test('health identifiers are valid, and never given twice, also after a restart', async (t) => {
  const { site, port } = await startSite(t);
  const token = await tokenOf(site.dir, 'reception');
  const take = async () => {
    const { status, body } = await ask(port(), '/api/health-id', { token, method: 'POST' });
    t.equal(status, 201);
    return (body as { healthId: string }).healthId;
  };
  const given = [await take(), await take()];
  await site.restart();
  given.push(await take());
  t.equal(new Set(given).size, 3);
  for (const text of given) t.equal(readHealthId(text)?.site, site.code);
});

t.test('metrics have no label of any patient and need no session on this machine', async (t) => {
  const { site, port } = await startSite(t);
  await writePatient(site.edge.journal, 'Ngono');
  const { status, body, headers } = await ask(port(), '/metrics');
  t.equal(status, 200);
  t.match(headers.get('content-type'), /text\/plain/);
  t.match(body, /carnet_uplink_backlog\{lane="2"\} \d/);
  t.match(body, /carnet_process_resident_bytes \d+/);
  t.notMatch(body, /Ngono/);
});
