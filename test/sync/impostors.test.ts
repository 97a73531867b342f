import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import t from 'tap';
import { parseLinkName } from '../../protocol/ids.js';
import { formatClientId, formatTopic } from '../../protocol/topics.js';
import { createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import { callControl } from '../../provisioning/control/client.js';
import { authorityOf, readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { RawClient, type RawConnectOptions } from '../support/programs-raw-site.js';
import { eventually } from '../support/programs-records.js';
import { stockKeyPairs } from '../support/stock-key-pairs.js';

const fibre = parseLinkName('fibre');

async function setUp(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, []);
  const first = await enrolSite(t, network, join(network.folder, 'first'), 'First');
  const second = await enrolSite(t, network, join(network.folder, 'second'), 'Second');
  const port = network.hub.mqttPort;
  const refused = (place: string, code: string) => network.hub.metrics.refusals.total({ place, code });
  const connect = (options: Omit<RawConnectOptions, 'port'>) => {
    const client = new RawClient({ ...options, port });
    t.teardown(() => client.end());
    return client;
  };
  return { network, first, second, port, refused, connect };
}

t.test('[L1][S12] without a certificate, or with one of another authority, nobody gets in', async (t) => {
  const { first, refused, connect } = await setUp(t);
  const { authorityPem } = readIdentity(first.dir);
  const clientId = formatClientId(first.code, fibre);

  const nobody = connect({ clientId, identity: { authorityPem } });
  t.not(await nobody.answer(), 'open', 'no certificate');
  await eventually('counted', () => refused('tls', 'certificate-refused') === 1);

  const foreign = await createAuthority('Foreign', Date.now(), stockKeyPairs);
  const pair = await stockKeyPairs(2048);
  const request = { code: first.code, publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: Date.now() };
  const certificatePem = issueCertificate(foreign, request);
  const stranger = connect({ clientId, identity: { keyPem: pair.privateKeyPem, certificatePem, authorityPem } });
  t.not(await stranger.answer(), 'open', 'the right name, signed by another authority');
  await eventually('counted', () => refused('tls', 'certificate-refused') === 2);
});

t.test('[E5] a certificate that the hub signed but did not list gets nobody in', async (t) => {
  const { network, first, refused, connect } = await setUp(t);
  const { authorityKeyPem = '', ...hubIdentity } = readIdentity(network.hubDir);
  const { authorityPem } = hubIdentity;
  const pair = await stockKeyPairs(2048);
  const certificatePem = issueCertificate(authorityOf({ ...hubIdentity, authorityKeyPem }), {
    code: first.code,
    publicKeyPem: pair.publicKeyPem,
    extraHosts: [],
    nowMilliseconds: Date.now(),
  });
  const identity = { keyPem: pair.privateKeyPem, certificatePem, authorityPem };
  const client = connect({ clientId: formatClientId(first.code, fibre), identity });
  t.strictSame(await client.answer(), { refused: '5' }, 'MQTT: not authorised');
  t.equal(refused('connect', 'certificate-refused'), 1);
});

t.test('[L1][S12] a site cannot pass for another: not by client id, nor by topic', async (t) => {
  const { network, first, second, refused, connect } = await setUp(t);
  const identity = readIdentity(first.dir);

  const otherName = connect({ clientId: formatClientId(second.code, fibre), identity });
  t.strictSame(await otherName.answer(), { refused: '5' });
  t.equal(refused('connect', 'scope-forged'), 1);

  const publisher = connect({ clientId: formatClientId(first.code, fibre), identity });
  t.equal(await publisher.answer(), 'open');
  const own = { partition: 0, site: first.code, link: fibre } as const;
  publisher.client.publish(formatTopic({ ...own, site: second.code, direction: 'up', channel: 2 }), 'x');
  await eventually('the connection is ended', () => publisher.closed);
  t.equal(refused('publish', 'scope-forged'), 1);

  for (const forged of [
    formatTopic({ ...own, direction: 'dn', channel: 2 }),
    formatTopic({ ...own, link: parseLinkName('geo'), direction: 'up', channel: 2 }),
    formatTopic({ ...own, partition: 1, direction: 'up', channel: 2 }),
    '$SYS/x',
    'carnet/1/0',
  ]) {
    const before = refused('publish', 'scope-forged');
    const client = connect({ clientId: formatClientId(first.code, fibre), identity });
    t.equal(await client.answer(), 'open');
    client.client.publish(forged, 'x');
    await eventually(`refused: ${forged}`, () => refused('publish', 'scope-forged') === before + 1);
    client.end();
  }
  const { fleet } = network.hub.journal;
  const alarms = await fleet.events({ site: first.code, limit: 9 });
  t.match(alarms, [{ kind: 'scope-forged', detail: { place: 'connect' } }], 'ops hears of it, once a minute');
  t.strictSame(await fleet.events({ site: second.code, limit: 9 }), [], 'and nothing of the site that was named');
});

t.test('[S12] a site cannot listen to others', async (t) => {
  const { first, second, refused, connect } = await setUp(t);
  const client = connect({ clientId: formatClientId(first.code, fibre), identity: readIdentity(first.dir) });
  t.equal(await client.answer(), 'open');
  const filters = ['#', 'carnet/#', '+/+/+/+/+/+/+', `carnet/1/0/${second.code}/fibre/dn/+`, `carnet/1/0/+/fibre/dn/+`];
  for (const [index, filter] of filters.entries()) {
    await new Promise<void>((resolve) => client.client.subscribe(filter, () => resolve()));
    t.equal(refused('subscribe', 'scope-forged'), index + 1, filter);
  }
});

t.test('[E5] a revoked site is cut off while it is connected, and stays out', async (t) => {
  const { network, first, refused, connect } = await setUp(t);
  const identity = readIdentity(first.dir);
  const clientId = formatClientId(first.code, fibre);
  const client = connect({ clientId, identity });
  t.equal(await client.answer(), 'open');
  const start = performance.now();
  await callControl(network.hubDir, 'site-revoke', { code: first.code });
  await eventually('cut off', () => client.closed);
  t.ok(performance.now() - start < 2_000, 'within two seconds');
  t.ok(refused('connect', 'certificate-refused') >= 1);
  t.strictSame(await connect({ clientId, identity }).answer(), { refused: '5' });
});

t.test('[L1] TLS 1.2 is not spoken, and no session is resumed past the certificate', async (t) => {
  const { first, port } = await setUp(t);
  const { keyPem, certificatePem, authorityPem } = readIdentity(first.dir);
  const base = { host: '127.0.0.1', port, servername: 'hub.carnet.internal', ca: authorityPem };
  const own = { ...base, key: keyPem, cert: certificatePem };
  const old = connectTls({ ...own, maxVersion: 'TLSv1.2' });
  const code = await new Promise((resolve) => old.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)));
  t.match(code, /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);

  let ticket: Buffer | undefined;
  const socket = connectTls(own);
  socket.on('session', (session) => {
    ticket = session;
  });
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  await pause(200);
  socket.destroy();
  if (ticket === undefined) {
    t.pass('none is given that could be stolen');
    return;
  }
  const again = connectTls({ ...own, session: ticket });
  again.on('error', () => {});
  await new Promise((resolve) => again.once('secureConnect', resolve));
  t.equal(again.isSessionReused(), false);
  again.destroy();
});
