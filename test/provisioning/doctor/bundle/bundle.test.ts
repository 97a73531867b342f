import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { networkInterfaces, release } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { edgeSettings } from '../../../../config/edge-settings.js';
import { hubSettings } from '../../../../config/hub-settings.js';
import { shownSettings } from '../../../../config/shown-settings.js';
import { unlockDataKey } from '../../../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../../../support/programs-network.js';
import { ask, tokenOf } from '../../../support/programs-people.js';
import { ProgramProcess } from '../../../support/programs-process.js';
import { callCarnet } from '../../../support/run-carnet.js';

const settings = { meteredBulk: true, captiveCheckUrl: 'http://hub.example/canary-in-an-address' };

/** Everything in a folder that opens something, in pieces that would be known again. */
async function secretsOf(dir: string): Promise<readonly string[]> {
  const paths = nodePaths(dir);
  const lines = readFileSync(paths.key, 'utf8').split('\n');
  const slots = JSON.stringify(JSON.parse(readFileSync(paths.keySlots, 'utf8'))).match(/[A-Za-z0-9+/_=-]{20,}/g) ?? [];
  const token = readFileSync(paths.slotToken, 'utf8').trim();
  const secrets = [await unlockDataKey(dir), token, ...slots, ...lines.filter((line) => line.length > 40)];
  if (slots.length === 0 || secrets.length < 20) throw new Error('the secrets were not read');
  return secrets;
}

const name = 'Ngono-Canari';

/** Has the program write, look for and refuse things of a patient; what must not be found afterwards. */
async function plant(t: { equal(is: unknown, wanted: unknown): unknown }, dir: string, port: number) {
  const token = await tokenOf(dir, 'doctor');
  const patient = {
    resourceType: 'Patient',
    name: [{ family: name, given: ['Abessolo'] }],
    telecom: [{ system: 'phone', value: '+237699123456' }],
    identifier: [{ system: 'urn:carnet:cm:cni', value: 'CNI-CANARI-1' }],
  };
  const created = await ask(port, '/fhir/Patient', { token, method: 'POST', json: patient });
  t.equal(created.status, 201);
  const { id } = created.body as { readonly id: string };
  for (const path of [
    `/fhir/Patient?family=${name}`,
    `/fhir/Patient/${name}`,
    `/nowhere/${name}`,
    `/fhir/Patient/${id}`,
  ]) {
    await ask(port, path, { token });
  }
  await ask(port, '/fhir/Patient', { token, method: 'POST', json: { ...patient, gender: name } });
  await ask(port, '/api/session', { method: 'POST', json: { user: 'doctor', password: 'a wrong Passe-Canari' } });
  return [name, 'Abessolo', '699123456', 'CNI-CANARI', id, token, 'Passe-Canari', 'correct horse', 'canary-in'];
}

t.test('[O3] a support bundle says what helps, and nothing of a patient, a key, a token or a password', async (t) => {
  const network = await startNetwork(t, []);
  const { dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
  writeFileSync(join(dir, 'settings.json'), JSON.stringify(settings));
  const program = new ProgramProcess(t, 'edge-agent', ['--dir', dir], { environment: { CARNET_LOG_LEVEL: 'debug' } });
  const { http = '' } = await program.ready();
  const canaries = await plant(t, dir, Number(new URL(http).port));
  const file = join(network.folder, 'help.json.gz');
  const { out, exit, error } = await callCarnet(['doctor', '--dir', dir, '--bundle', file]);
  t.equal(exit, 0, error);
  t.match(out, /help\.json\.gz is written: no patient data, no keys/);
  t.equal(statSync(file).mode & 0o077, 0);
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  const bundle = JSON.parse(text) as Readonly<Record<string, unknown>> & { readonly log: readonly unknown[] };
  t.match(bundle, {
    ...{ carnetSupportBundle: 1, node: { kind: 'site', region: 'Nord', links: [{ name: 'fibre' }, { name: 'geo' }] } },
    ...{ versions: { carnet: String, node: process.version }, box: { certificateExpiresAt: Number } },
    hardware: { processor: { cores: Number }, system: { kernel: release() }, networkDevices: Array, disks: Array },
    ...{
      settings: { meteredBulk: true, captiveCheckUrl: 'set' },
      counts: { resources: Number, databaseBytes: Number },
    },
    ...{ links: [{ name: 'fibre', running: { state: String } }, {}], linkHistory: Array, events: Object, lanes: Array },
  });
  t.match(
    (bundle['findings'] as readonly { readonly check: string }[]).find(({ check }) => check === 'database'),
    { state: 'ok' },
  );
  t.ok(bundle.log.length > 0, 'the latest lines of the log');
  for (const canary of [...canaries, ...(await secretsOf(dir))]) t.notOk(text.includes(canary), canary.slice(0, 16));

  const addresses = Object.values(networkInterfaces()).flatMap((those = []) => those.map(({ mac }) => mac));
  for (const address of addresses.filter((mac) => /[1-9a-f]/.test(mac))) t.notOk(text.includes(address), 'no address');
  t.notMatch(text, /serial|uuid/i);

  t.match(await callCarnet(['doctor', '--dir', dir, '--bundle', file]), { exit: 1, error: /help\.json\.gz/ }, 'kept');
  await program.kill('SIGTERM');
  const later = join(network.folder, 'later.json.gz');
  writeFileSync(join(dir, 'settings.json'), '{ broken');
  t.equal((await callCarnet(['doctor', '--dir', dir, '--bundle', later, '--json'])).exit, 0);
  t.match(JSON.parse(gunzipSync(readFileSync(later)).toString('utf8')), {
    ...{ settings: { 'settings.json': 'usage-wrong' }, log: [], linkHistory: [], box: null },
  });
  const hubFile = join(network.folder, 'hub.json.gz');
  t.equal((await callCarnet(['doctor', '--dir', network.hubDir, '--bundle', hubFile])).exit, 0);
  const hubText = gunzipSync(readFileSync(hubFile)).toString('utf8');
  t.match(JSON.parse(hubText), { node: { kind: 'hub' }, sites: [{ state: 'active' }], counts: { versions: Number } });
  for (const secret of await secretsOf(network.hubDir)) t.notOk(hubText.includes(secret), secret.slice(0, 16));
});

t.test('[O3] of the settings numbers and choices are shown; of a text only that it is set', async (t) => {
  t.strictSame(
    shownSettings(edgeSettings, { ...settings, meteredStandby: 'asleep', keepaliveSeconds: 9, logLevel: 'loud' }),
    {
      ...{
        meteredBulk: true,
        captiveCheckUrl: 'set',
        meteredStandby: 'asleep',
        keepaliveSeconds: 9,
        logLevel: 'wrong',
      },
    },
  );
  t.strictSame(shownSettings(hubSettings, { alertMailPasswordFile: '/etc/secret', unheard: 'of' }), {
    ...{ alertMailPasswordFile: 'set', unheard: 'unknown' },
  });
  t.strictSame(shownSettings(edgeSettings, undefined), {});
});
