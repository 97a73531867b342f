import type { X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { probeLan } from '../../../edge-agent/availability/probe-lan.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { readIdentity } from '../../../provisioning/node-folder.js';
import { readAudit } from '../../support/programs-audit.js';
import { startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';
import { eventually } from '../../support/programs-records.js';
import { callCarnet } from '../../support/run-carnet.js';

const elapsed = () => performance.now();

t.test('[O7][O9] a site asks itself as a user does, in no audit; hub and status show the month', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const { upkeep, httpsPort, engine } = site.edge;
  const { authorityPem, certificatePem } = readIdentity(site.dir);
  const shows = (pem: string) => (shown: X509Certificate) =>
    certificateFingerprintOf(shown) === certificateFingerprintOf(pem);
  const place = { host: '127.0.0.1', port: httpsPort, isOurs: shows(certificatePem) };
  const asked = { ...place, secret: upkeep.asker.secret };
  t.equal(await probeLan(asked, elapsed), 'up');
  let ticks = 0;
  const slowly = () => (ticks++ === 0 ? 0 : 2_500);
  t.equal(await probeLan(asked, slowly), 'degraded');
  t.equal(await probeLan({ ...asked, secret: 'another' }, elapsed), 'down', 'who asks is proven');
  t.equal(await probeLan({ ...asked, isOurs: shows(authorityPem) }, elapsed), 'down', 'the certificate is judged');
  t.equal(await probeLan({ ...asked, port: 1 }, elapsed), 'down');
  const bearer = { token: upkeep.asker.secret };
  t.equal((await ask(site.edge.httpPort, '/fhir/Patient', bearer)).status, 403, 'nothing of a patient');
  t.equal((await ask(site.edge.httpPort, '/api/sync', bearer)).status, 401, 'and nothing but FHIR');

  const token = await tokenOf(site.dir, 'admin');
  t.equal((await ask(site.edge.httpPort, '/fhir/Organization', { token })).status, 200);
  const audit = await eventually('audited', async () => {
    const lines = await readAudit(site.dir);
    return lines.some(({ action, subject }) => action === 'search' && subject === 'Organization') && lines;
  });
  t.notOk(audit.some(({ author, action }) => author === 'Device/availability' && action === 'search'));
  await upkeep.availability.look();
  await eventually('measured', () => upkeep.availability.months[0]);
  await eventually('a session', () => engine.links.active);
  await site.restart();
  const shown = await eventually('told', async () => {
    const [month] = (await network.hub.readFleet()).sites[0]?.facts?.availability ?? [];
    return month !== undefined && month.upSeconds > 0 && month;
  });
  t.equal(shown.month, new Date().toISOString().slice(0, 7));
  t.match(
    (await callCarnet(['status', '--dir', site.dir])).out,
    /available \(goal 99\.9 %\) +\d{4}-\d\d \d+(\.\d+)? %/,
  );
  t.match((await callCarnet(['status', '--dir', site.dir, '--lang', 'fr'])).out, /disponible \(objectif 99,9 %\)/);
});

t.test('[O7] an answer that is not what a user needs is none', async (t) => {
  const network = await startNetwork(t, []);
  const { keyPem, certificatePem } = readIdentity(network.hubDir);
  let answer: readonly [status: number, body: string] = [200, ''];
  const server = createServer({ key: keyPem, cert: certificatePem }, (_request, reply) => {
    reply.writeHead(answer[0]).end(answer[1]);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const place = { host: '127.0.0.1', port, secret: '', isOurs: () => true };
  const bundle = '{"resourceType":"Bundle"}';
  for (const [given, state] of [
    [[200, bundle], 'up'],
    [[503, bundle], 'down'],
    [[200, '{"resourceType":"OperationOutcome"}'], 'down'],
    [[200, 'no JSON'], 'down'],
    [[200, ' '.repeat(1_500_000)], 'down'],
  ] as const) {
    answer = given;
    t.equal(await probeLan(place, elapsed), state, given[1].slice(0, 30));
  }
});
