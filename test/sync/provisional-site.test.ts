import { request } from 'node:https';
import t, { type Test } from 'tap';
import { openJournal } from '../../journal/open.js';
import { hubCode, parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths, readIdentity, readNode } from '../../provisioning/node-folder.js';
import type { NodeStatus } from '../../provisioning/verbs/inspect-verbs.js';
import { EnrolmentWorld } from '../support/enrolment-world.js';
import { freePort } from '../support/free-port.js';
import { tokenOf } from '../support/programs-people.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually } from '../support/programs-records.js';
import { spawnCarnet } from '../support/run-carnet.js';

t.setTimeout(600_000);

const carnet = (...parameters: readonly string[]) => spawnCarnet(parameters);

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Who signed the certificate that was shown. */
  readonly issuer: string;
}

/** Asks the site over its HTTPS, as a workstation does. */
function ask(
  port: number,
  path: string,
  token: string,
  json?: object,
  method = json ? 'POST' : 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, ...(json && { 'content-type': 'application/fhir+json' }) };
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      headers,
      rejectUnauthorized: false,
    };
    const outgoing = request({ ...options, agent: false }, (incoming) => {
      const { issuer } = (incoming.socket as import('node:tls').TLSSocket).getPeerCertificate();
      let text = '';
      incoming.on('data', (part) => {
        text += part;
      });
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text), issuer: String(issuer.CN) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(json && JSON.stringify(json));
  });
}

/** A box whose hub cannot be reached, and its program. */
async function provisionalBox(t: Test) {
  const world = await EnrolmentWorld.start(t);
  const invited = await world.invite();
  await world.stopHub();
  const port = await freePort();
  const parameters = ['--hub', world.hubUrl, '--dir', invited.dir, '--https-port', String(port)];
  const joinBox = (...more: readonly string[]) => carnet('join', invited.code, ...parameters, ...more);
  return { world, ...invited, port, joinBox };
}

t.test('[E22] [E23] a box works before any hub was reached, and sends all of it when one is', async (t) => {
  const { world, site, dir, port, joinBox } = await provisionalBox(t);
  const offered = await joinBox();
  t.match(offered, { exit: 1, error: /cannot be reached[\s\S]*add --provisional/ });
  const begun = await joinBox('--provisional', '--lang', 'fr');
  t.match(begun, { exit: 0, out: new RegExp(`à titre provisoire, comme site ${site}`), error: /n’a pas été joint/ });
  t.match(readNode(dir), { code: site, epoch: 1, provisional: true, links: [] });
  t.match(await joinBox('--provisional'), { exit: 0 }, 'again changes nothing');
  t.match(await carnet('doctor', '--dir', dir), { out: /provisional: the hub has not been reached yet/ });

  let edge = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
  await edge.ready();
  const token = await tokenOf(dir, 'reception');
  const write = async (family: string) => {
    const answer = await ask(port, '/fhir/Patient', token, { resourceType: 'Patient', name: [{ family }] });
    t.equal(answer.status, 201, JSON.stringify(answer.body));
    return String(answer.body['id']);
  };
  const ids = [await write('Ngono'), await write('Eyenga')];
  t.equal((await ask(port, '/api/sync', token)).issuer, site, 'under a certificate of its own');
  const healthId = await ask(port, '/api/health-id', token, undefined, 'POST');
  t.match(JSON.stringify(healthId.body), `${site}-`, 'identifiers bear the site’s code');
  t.match((await ask(port, '/api/sync', token)).body, {
    site,
    links: [],
    hub: { reachable: false, refused: 'not-enrolled' },
  });
  t.match(await carnet('status', '--dir', dir), { out: /this site works by itself/ });
  await edge.kill('SIGKILL');
  edge = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
  await edge.ready();
  ids.push(await write('Mballa'));

  await world.startHub();
  const atHub = (id: string) =>
    callControl(world.hubDir, 'digest', { type: 'Patient', id }).catch(() => undefined) as Promise<{ sha256: string }>;
  for (const id of ids) await eventually('at the hub', () => atHub(id), 90_000);
  t.match(readNode(dir), { code: site, name: /Hôpital/, links: [{ name: 'fibre' }], hub: { name: 'Test' } });
  t.notOk('provisional' in readNode(dir));
  t.match(readIdentity(dir).authorityPem, readIdentity(world.hubDir).authorityPem);
  ids.push(await write('Fouda'));
  await eventually('at the hub', () => atHub(ids.at(-1) ?? ''), 30_000);
  const synced = async () =>
    ((await callControl(dir, 'status', {})) as NodeStatus).lanes.every(({ pending }) => pending === 0);
  await eventually('nothing waits', synced, 30_000);
  t.match(
    (await ask(port, '/api/sync', token)).body,
    { hub: { reachable: true, refused: null } },
    'the same token still',
  );
  t.match((await ask(port, '/api/sync', token)).issuer, /^Carnet Issuing /);
  t.match(await joinBox(), { exit: 0, out: /already site/ });
  t.equal((await edge.kill('SIGTERM')).exitCode, 0);
  await world.stopHub();
  await compare(t, world.hubDir, dir, ids);
});

/** Each version stands once in both journals, and is the same. */
async function compare(t: Test, hubDir: string, siteDir: string, ids: readonly string[]): Promise<void> {
  const versionsOf = async (dir: string) => {
    const { kind: role, code: site, epoch } = readNode(dir);
    const journal = openJournal({ file: nodePaths(dir).journal, key: await unlockDataKey(dir), role, site, epoch });
    try {
      const type = parseResourceType('Patient');
      const pages = ids.map((id) => journal.records.history({ type, id: parseResourceId(id), count: 10 }));
      return (await Promise.all(pages)).map(({ versions }) => versions.map(({ versionId, body }) => [versionId, body]));
    } finally {
      journal.close();
    }
  };
  const atSite = await versionsOf(siteDir);
  t.strictSame(
    atSite.map((versions) => versions.length),
    ids.map(() => 1),
  );
  t.strictSame(await versionsOf(hubDir), atSite, `nothing is lost or doubled at ${hubCode}`);
}

t.test('[E23] a hub that refuses the code changes nothing at the box; a new code of the same site does', async (t) => {
  const { world, site, dir, joinBox } = await provisionalBox(t);
  t.match(await joinBox('--provisional', '--http-port', String(await freePort())), { exit: 0 });
  await world.startHub();
  const other = await world.invite();
  t.match(await carnet('join', other.code, '--hub', world.hubUrl, '--dir', dir), { exit: 3, error: /already a site/ });
  const renewed = (await callControl(world.hubDir, 'site-invite', { code: site })) as { oneTimeCode: string };
  const edge = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
  await edge.ready();
  const refusal = async () => ((await callControl(dir, 'status', {})) as NodeStatus).hubRefusal;
  const isRefused = async () => ['invite-unknown', 'invite-expired'].includes((await refusal()) ?? '');
  await eventually('the old code is refused', isRefused, 60_000);
  t.match(readNode(dir), { provisional: true });
  const joinAnew = () => carnet('join', renewed.oneTimeCode, '--hub', world.hubUrl, '--dir', dir);
  t.match(await joinAnew(), { exit: 3, error: /Stop that program first/ });
  t.equal((await edge.kill('SIGTERM')).exitCode, 0);
  t.match(await joinAnew(), { exit: 0, out: new RegExp(`now site ${site}`) });
  t.match(readNode(dir), { code: site, links: [{ name: 'fibre' }] });
  t.equal(await world.certificatesOf(site), 1);
  await world.stopHub();
});

t.test('[E30] a provisional box that takes the place of another one repeats no health identifier', async (t) => {
  const world = await EnrolmentWorld.start(t);
  const { site, code, dir } = await world.invite();
  const renewed = (await callControl(world.hubDir, 'site-invite', { code: site })) as { oneTimeCode: string };
  await world.stopHub();
  const boxes = [
    { code, dir },
    { code: renewed.oneTimeCode, dir: `${dir}-2` },
  ];
  const given: unknown[] = [];
  for (const box of boxes) {
    const port = await freePort();
    const parameters = ['--hub', world.hubUrl, '--dir', box.dir, '--https-port', String(port), '--provisional'];
    t.match(await carnet('join', box.code, ...parameters), { exit: 0 });
    const edge = new ProgramProcess(t, 'edge-agent', ['--dir', box.dir]);
    await edge.ready();
    const token = await tokenOf(box.dir, 'reception');
    for (let count = 0; count < 3; count += 1) {
      given.push((await ask(port, '/api/health-id', token, undefined, 'POST')).body['healthId']);
    }
    t.equal((await edge.kill('SIGTERM')).exitCode, 0);
  }
  t.equal(new Set(given).size, 6, given.join(' '));
  t.ok(given.every((text) => String(text).startsWith(`${site}-`)));
});
