import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { runImport, writeFiles } from '../support/import-run.js';
import { madeProfile, profileBase } from '../support/made-profiles.js';
import { runEdge, startNetwork } from '../support/programs-network.js';
import { ask } from '../support/programs-people.js';
import { callCarnet } from '../support/run-carnet.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const visit = madeProfile('visit', 'Encounter', [{ path: 'Encounter.serviceType', min: 1 }]);
const encounter = {
  ...{ resourceType: 'Encounter', status: 'finished', class: { code: 'IMP' } },
  meta: { profile: [`${profileBase}visit`] },
};
const scope = 'system/Encounter.cruds';

async function carnet(...given: readonly string[]): Promise<string> {
  const { exit, out, error } = await callCarnet([...given, '--json']);
  if (exit !== 0) throw new Error(error);
  return out;
}

/** Another box for the same node: its folder, without what is kept of the records. */
function otherBox(t: Test, dir: string): string {
  const other = join(temporaryFolder(t), 'node');
  cpSync(dir, other, { recursive: true });
  const { journal, profiles } = nodePaths(other);
  for (const file of [profiles, journal, `${journal}-wal`, `${journal}-shm`]) rmSync(file, { force: true });
  return other;
}

async function backUp(t: Test, dir: string, ...command: readonly string[]): Promise<string> {
  const folder = join(temporaryFolder(t), 'usb');
  mkdirSync(folder);
  const said = JSON.parse(await carnet(...command, 'backup', '--dir', dir, '--to', folder)) as unknown;
  const [first] = (Array.isArray(said) ? said : [said]) as readonly { readonly file: string }[];
  return first?.file ?? '';
}

async function profilesOf(dir: string) {
  const { profiles } = JSON.parse(await carnet('profile', 'list', '--dir', dir)) as { profiles: readonly object[] };
  return profiles;
}

t.test('[B18] a site restored in another folder refuses what it refused before', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('no site');
  const [file = ''] = writeFiles(t, { 'visit.json': visit });
  await carnet('profile', 'add', file, '--enforce', '--dir', site.dir);
  const { secret } = (await callControl(site.dir, 'token-create', { name: 'ward', scope })) as { secret: string };
  const write = (json: object) =>
    ask(site.edge.httpPort ?? 0, '/fhir/Encounter', { token: secret, method: 'POST', json });
  t.equal((await write(encounter)).status, 422);
  const listed = await profilesOf(site.dir);
  t.match(listed, [{ url: `${profileBase}visit`, enforced: true }]);
  const backup = await backUp(t, site.dir);
  await site.edge.stop();

  const other = otherBox(t, site.dir);
  await carnet('restore', backup, '--dir', other);
  const records = writeFiles(t, { 'e.ndjson': [{ ...encounter, id: 'e1' }] });
  t.match((await runImport(other, records)).report, { created: 0, refused: 1 }, 'before it was ever started');
  rmSync(nodePaths(other).profiles);
  site.edge = await runEdge(other);
  t.ok(existsSync(nodePaths(other).profiles));
  t.equal((await write(encounter)).status, 422);
  t.equal((await write({ ...encounter, serviceType: { text: 'Maternité' } })).status, 201);
  t.strictSame(await profilesOf(other), listed);
});

t.test('[B18] a hub too; profiles that a folder has count there, and are in its next backup', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  await carnet('hub', 'init', '--dir', dir);
  const [file = '', second = ''] = writeFiles(t, { 'visit.json': visit, 'p.json': madeProfile('p', 'Patient', []) });
  await carnet('profile', 'add', file, '--enforce', '--dir', dir);
  const before = await backUp(t, dir, 'hub');
  const restored = otherBox(t, dir);
  await carnet('hub', 'restore', before, '--dir', restored);
  t.match(await profilesOf(restored), [{ url: `${profileBase}visit`, enforced: true }]);

  await carnet('profile', 'add', second, '--dir', dir);
  await carnet('hub', 'restore', before, '--dir', dir);
  t.equal((await profilesOf(dir)).length, 2, 'its own');
  const later = otherBox(t, dir);
  await carnet('hub', 'restore', await backUp(t, dir, 'hub'), '--dir', later);
  t.equal((await profilesOf(later)).length, 2);
  await carnet('profile', 'remove', `${profileBase}visit`, '--dir', later);
  const last = otherBox(t, later);
  await carnet('hub', 'restore', await backUp(t, later, 'hub'), '--dir', last);
  t.match(await profilesOf(last), [{ url: `${profileBase}p` }]);
});

t.test('[B18] a file that an earlier program wrote goes into the next backup', async (t) => {
  const dir = join(temporaryFolder(t), 'hub');
  await carnet('hub', 'init', '--dir', dir);
  const content = { format: 1, profiles: [{ definition: visit, enforced: true }], valueSets: {} };
  writeFileSync(nodePaths(dir).profiles, JSON.stringify(content));
  const restored = otherBox(t, dir);
  await carnet('hub', 'restore', await backUp(t, dir, 'hub'), '--dir', restored);
  t.match(await profilesOf(restored), [{ url: `${profileBase}visit`, enforced: true }]);
});
