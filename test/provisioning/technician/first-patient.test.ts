import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { lockHolder } from '../../../provisioning/folder/lock.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { buildIfStale } from '../../bench/fresh-build.js';
import { freePort } from '../../support/free-port.js';
import { eventually } from '../../support/programs-records.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { currentCode } from '../../support/totp-device.js';
import { uncovered } from '../../support/uncovered.js';
import { Terminal } from './terminal.js';

t.setTimeout(600_000);

const bin = resolve(import.meta.dirname, '../../../bin/carnet.js');

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string;
}

/** A workstation's browser: it trusts the authority of the region, and keeps its cookie. */
function workstation(port: number, ca: string) {
  let cookie = '';
  return (method: string, path: string, json?: object): Promise<Answer> =>
    new Promise((done, reject) => {
      const headers = { ...(json && { 'content-type': 'application/json' }), ...(cookie && { cookie }) };
      const options = { host: '127.0.0.1', servername: 'localhost', port, path, method, headers, ca, agent: false };
      const outgoing = request(options, (incoming) => {
        let text = '';
        incoming.on('data', (part) => {
          text += part;
        });
        incoming.on('end', () => {
          cookie = incoming.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie;
          done({ status: incoming.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text), cookie });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(json && JSON.stringify(json));
    });
}

/** The first sign-in of a person: they take a second factor with their telephone, and choose a password of their own. */
async function firstSignIn(t: Test, ask: ReturnType<typeof workstation>, typed: object): Promise<void> {
  const { status, body } = await ask('POST', '/api/session', typed);
  t.equal(status, 202, 'a second factor is wanted first');
  const { token, uri } = body['offer'] as { readonly token: string; readonly uri: string };
  t.equal((await ask('POST', '/api/session/second-factor', { token, code: currentCode(uri) })).status, 200);
  const next = 'trois pirogues sans rameur';
  t.equal((await ask('POST', '/api/account/own-password', { next })).status, 200);
}

/** The shell that starts a program in the background may not have made its log yet. */
function saysReady(log: string): boolean {
  return existsSync(log) && readFileSync(log, 'utf8').includes('"ready":true');
}

t.test('a technician at a terminal: from a fresh box to the first patient', async (t) => {
  buildIfStale();
  const folder = temporaryFolder(t);
  t.teardown(() => endWhatRuns([join(folder, 'var', 'hub'), join(folder, 'var', 'site')]));
  const [hubPort, mqttPort, sitePort] = [await freePort(), await freePort(), await freePort()];
  const { PATH, HOME, TMPDIR } = process.env;
  const environment = { PATH, HOME, TMPDIR, LANG: 'fr_CM.UTF-8', ...uncovered, CARNET_LOG_LEVEL: 'fatal' };
  const shellOf = async () => {
    const terminal = new Terminal(t, environment);
    await terminal.ready();
    // What a set-up box has: the command in its path, and its folder and ports as they are by default.
    await terminal.type(`cd ${folder}; carnet() { ${process.execPath} ${bin} "$@"; }`);
    terminal.typed.length = 0;
    return terminal;
  };
  const [hub, box] = [await shellOf(), await shellOf()];
  const start = performance.now();
  await hub.type(`carnet hub init --host 127.0.0.1 --https-port ${hubPort} --mqtt-port ${mqttPort}`);
  await hub.type('carnet hub run > hub.log 2>&1 &');
  const log = (name: string) => () => saysReady(join(folder, name));
  await eventually('the hub runs', async () => log('hub.log')(), 120_000);
  const added = await hub.type('carnet site add "Hôpital de Garoua" --region Nord --sheet garoua.html');
  const code = /Code à usage unique\s+(\S+)/.exec(added.seen)?.[1] ?? '';
  t.equal(code.replaceAll('-', '').length, 18, 'a code of 18 characters');
  t.match(added.seen, '\x1b[38;5;16m\x1b[48;5;231m', 'and its QR, on the terminal');
  t.match(readFileSync(join(folder, 'garoua.html'), 'utf8'), code);

  // In the field the box's own ports are the default ones; on this machine the test's.
  const ports = `--https-port ${sitePort}`;
  const joined = await box.type(`carnet join ${code} --hub https://127.0.0.1:${hubPort} ${ports}`);
  t.match(
    joined.seen,
    /✓ le code est bien saisi[\s\S]*✓ tout est écrit[\s\S]*maintenant le site \w{3}, Hôpital de Garoua/,
  );
  const again = await box.type(`carnet join ${code} --hub https://127.0.0.1:${hubPort} ${ports}`);
  box.typed.pop();
  t.match(again.seen, /déjà le site/);
  const person = await box.type('carnet user add awa --role reception --dir var/site');
  const password = /affiché une seule fois : (\S+)\s+Il sert jusqu’au [\d-]+ [\d:]+Z/.exec(person.seen)?.[1] ?? '';
  await box.type('carnet edge run > edge.log 2>&1 &');
  await eventually('the site runs', async () => log('edge.log')(), 120_000);

  const dir = join(folder, 'var', 'site');
  const ask = workstation(sitePort, readFileSync(nodePaths(dir).authority, 'utf8'));
  const began = performance.now();
  await firstSignIn(t, ask, { user: 'awa', password });
  const patient = { resourceType: 'Patient', name: [{ family: 'Ngono', given: ['Marie'] }], gender: 'female' };
  const saved = await ask('POST', '/fhir/Patient', patient);
  t.equal(saved.status, 201, 'the first patient, over HTTPS');
  const id = String(saved.body['id']);
  const delivered = async () => (await ask('GET', `/api/delivery/Patient/${id}`)).body;
  await eventually('at the hub', async () => /hub|backed/.test(JSON.stringify(await delivered())), 60_000);
  const patientSeconds = (performance.now() - began) / 1000;
  const allSeconds = (performance.now() - start) / 1000;
  for (const terminal of [box, hub]) await terminal.type('kill %1; wait');
  for (const terminal of [box, hub]) terminal.typed.pop();

  report(t, [
    { place: 'hub', typed: hub.typed },
    { place: 'box', typed: box.typed },
  ]);
  t.comment(`sign in, first patient, at the hub: ${patientSeconds.toFixed(1)} s`);
  t.comment(`in all, with the start of both programs, without fingers: ${allSeconds.toFixed(1)} s`);
  const joins = box.typed.filter(({ command }) => command.startsWith('carnet join'));
  t.comment(`provision a site: ${joins.length} command, ${code.replaceAll('-', '').length} characters of code`);
  t.equal(joins.length, 1, 'one command makes a site');
});

/** Where the test broke off, programs may still run in the folders. */
function endWhatRuns(dirs: readonly string[]): void {
  for (const dir of dirs) {
    const holder = lockHolder(dir);
    if (holder !== undefined) process.kill(holder.pid, 'SIGKILL');
  }
}

/** A person types two characters a second from a sheet (a measure of slow fingers). */
const charactersASecond = 2;

function report(
  t: { comment(text: string): void },
  places: readonly { place: string; typed: Terminal['typed'] }[],
): void {
  for (const { place, typed } of places) {
    for (const { command, characters, seconds } of typed) {
      t.comment(`${place}\t${characters} characters\t${seconds.toFixed(1)} s\t${command}`);
    }
    const characters = typed.reduce((sum, each) => sum + each.characters, 0);
    const fingers = characters / charactersASecond;
    t.comment(`${place}: ${typed.length} commands, ${characters} characters, ${fingers} s of slow fingers`);
  }
}
