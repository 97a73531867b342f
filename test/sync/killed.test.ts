import { join } from 'node:path';
import t from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually, readRecord } from '../support/programs-records.js';

interface Token {
  readonly secret: string;
}

/** Writes an observation over the FHIR API of a running site; resolves after "saved here". */
async function save(base: string, token: string, id: string): Promise<void> {
  const answer = await fetch(`${base}/fhir/Patient/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', id, name: [{ family: 'Ngono' }] }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** So many other patients in one transaction: more than a program looks at again in the time of an answer. */
async function saveMany(base: string, token: string, count: number): Promise<void> {
  const entry = Array.from({ length: count }, (_, index) => ({
    resource: { resourceType: 'Patient', id: `many-${index}`, name: [{ family: 'Abena' }] },
    request: { method: 'PUT', url: `Patient/many-${index}` },
  }));
  const answer = await fetch(`${base}/fhir`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

interface Bundle {
  readonly entry?: readonly { readonly search: { readonly mode: string } }[];
}

/** What a search answers with, entry by entry: `match`, or a warning as `outcome`. */
async function searchModes(base: string | undefined, token: string): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${base}/fhir/Patient?family=Ngono&_count=50`, { headers });
  const { entry = [] } = (await answer.json()) as Bundle;
  return entry.map(({ search }) => search.mode);
}

t.test('[W1][J1][S10] kill -9 between commit and send: after a restart every record arrives, once', async (t) => {
  const network = await startNetwork(t, []);
  const { dir, relays } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
  for (const relay of relays.values()) relay.setCut('refuse');
  const first = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
  const { http } = await first.ready();
  if (http === undefined) throw new Error('no loopback listener');
  await callControl(dir, 'user-add', {
    name: 'doctor',
    displayName: 'Doctor',
    role: 'doctor',
    password: 'correct horse battery',
  });
  const { secret } = (await callControl(dir, 'token-issue', { user: 'doctor', ttlMilliseconds: 3_600_000 })) as Token;
  const ids = Array.from({ length: 10 }, (_, index) => `killed-${index}`);
  await saveMany(http, secret, 1_000);
  for (const id of ids) await save(http, secret, id);
  const killed = await first.kill('SIGKILL');
  t.equal(killed.signal, 'SIGKILL');
  t.equal(await readRecord(network.hub.journal, 'Patient', 'killed-0'), undefined, 'nothing had been sent');

  for (const relay of relays.values()) relay.setCut(undefined);
  const second = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
  const { http: again } = await second.ready();
  const matches = ids.map(() => 'match');
  t.same(await searchModes(again, secret), matches, '[J20] all is found at once, and nothing is said to be missing');
  for (const id of ids) {
    await eventually(`${id} arrives`, () => readRecord(network.hub.journal, 'Patient', id));
    const key = { type: parseResourceType('Patient'), id: parseResourceId(id) };
    const { versions } = await network.hub.journal.records.history({ ...key, count: 10 });
    t.equal(versions.length, 1, 'once');
  }
  const ended = await second.kill('SIGTERM');
  t.equal(ended.exitCode, 0, `stops in order: ${ended.errors}`);
});
