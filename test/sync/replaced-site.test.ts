import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { deriveInviteSecret } from '../../provisioning/enrolment/invite-secret.js';
import { join as joinHub } from '../../provisioning/enrolment/join.js';
import { formatOneTimeCode, newOneTimeCode } from '../../provisioning/enrolment/one-time-code.js';
import { type Network, type NetworkSite, relayedAt, runEdge, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';

/** A new box for a site whose old one is gone: enrolled again under the same site code, with nothing on its disk. */
async function replaceBox(network: Network, site: NetworkSite): Promise<string> {
  const { hub, folder } = network;
  const code = newOneTimeCode(site.code, 1, randomBytes);
  const { inviteId, proofKey } = await deriveInviteSecret(code);
  const expiresMilliseconds = Date.now() + 3_600_000;
  await hub.journal.fleet.addInvite({ inviteId, proofKey, site: site.code, expiresMilliseconds });
  const dir = join(folder, 'new-box');
  const anyPort = { host: '127.0.0.1', port: 0 };
  const linkAddresses = new Map([...site.relays].map(([link, { port }]) => [link, relayedAt(port)]));
  const addresses = { hubUrl: `https://127.0.0.1:${hub.httpsPort}`, https: anyPort, http: anyPort, linkAddresses };
  await joinHub({ dir, code: formatOneTimeCode(code), ...addresses, extraHosts: [] });
  return dir;
}

t.test('[F12][F13] a replaced site gets everything back, what it wrote itself and what others wrote', async (t) => {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const records: [type: string, id: string][] = [];
  for (let count = 0; count < 5; count += 1) {
    const patient = await writePatient(garoua.edge.journal, `Ngono ${count}`);
    const observation = await writeObservation(garoua.edge.journal, patient, 'fièvre');
    records.push(['Patient', patient], ['Observation', observation]);
  }
  const referred = await writePatient(douala.edge.journal, 'Eyenga');
  records.push(
    ['Patient', referred],
    ['ServiceRequest', await writeReferral(douala.edge.journal, referred, garoua.code)],
  );
  await eventually('referred', () => readRecord(garoua.edge.journal, 'Patient', referred));
  for (const [type, id] of records) await eventually('at the hub', () => readRecord(network.hub.journal, type, id));

  await garoua.edge.stop();
  const dir = await replaceBox(network, garoua);
  garoua.edge = await runEdge(dir);
  const nurse = await tokenOf(dir, 'nurse');
  const bootstrap = async () => {
    const { body } = await ask(garoua.edge.httpPort, '/api/sync', { token: nurse });
    return (body as { readonly bootstrap: unknown }).bootstrap;
  };
  for (const [type, id] of records) {
    const here = await eventually(`${type} is back`, () => readRecord(garoua.edge.journal, type, id), 30_000);
    t.same(here, await readRecord(network.hub.journal, type, id));
  }
  await eventually('and the site knows', async () => (await bootstrap()) === null);
  t.equal(garoua.edge.journal.counts().concurrent, 0);

  const own = await writeObservation(garoua.edge.journal, referred, 'vue sur la nouvelle machine');
  await eventually(
    'what is written there now is sent',
    () => readRecord(douala.edge.journal, 'Observation', own),
    30_000,
  );
  const later = await writeObservation(douala.edge.journal, referred, 'revue');
  await eventually('it goes on as before', () => readRecord(garoua.edge.journal, 'Observation', later));
});
