import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { nodePaths } from '../../provisioning/node-folder.js';
import { type Network, type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

const order = ['--reason', 'court-order', '--reference', 'TGI Mfoundi 12/2026'];

interface Listed {
  readonly erasures: readonly {
    readonly patient: string;
    readonly sites: readonly { readonly settledAt: number | null }[];
  }[];
}

/** Two hospitals that hold the record of one patient. */
async function setUp(t: Test) {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites as readonly [NetworkSite, NetworkSite];
  const patient = await writePatient(garoua.edge.journal, 'Bikoutsi');
  const note = await writeObservation(garoua.edge.journal, patient, 'Bikoutsi');
  await writeReferral(garoua.edge.journal, patient, douala.code);
  await eventually('the record at Douala', () => readRecord(douala.edge.journal, 'Observation', note));
  const erase = (...more: string[]) =>
    callCarnet(['record', 'erase', '--dir', network.hubDir, '--patient', patient, ...more]);
  const isErased = async (node: NetworkSite | Network) => {
    const { journal } = 'edge' in node ? node.edge : node.hub;
    return (await readRecord(journal, 'Observation', note))?.erased === true;
  };
  const confirmed = async () => {
    const { out } = await callCarnet(['record', 'erasures', '--dir', network.hubDir, '--json']);
    const { erasures } = JSON.parse(out) as Listed;
    return erasures.map(({ sites }) => sites.filter(({ settledAt }) => settledAt !== null).length);
  };
  return { network, garoua, douala, patient, note, erase, isErased, confirmed };
}

t.test('[S94][W13] an order at the hub erases at every site, and says who has done it', async (t) => {
  const { network, garoua, douala, patient, note, erase, isErased, confirmed } = await setUp(t);
  const dry = await erase('--dry-run');
  t.match(dry, { exit: 0, out: /would destroy \d+ versions of 3 resources here/ });
  t.equal(await isErased(network), false);
  t.match(await erase(...order), { exit: 2, error: /--confirm/ }, 'there is no way back');
  t.match(await erase(...order, '--confirm', 'another'), { exit: 2 });
  t.match(await erase('--reference', 'x', '--confirm', patient), { exit: 2, error: /--reason/ });
  t.equal(await isErased(network), false, 'nothing was changed');

  const done = await erase(...order, '--confirm', patient, '--lang', 'fr');
  t.match(done, { exit: 0, out: /3 ressources effacées ici[\s\S]*décision de justice, TGI Mfoundi 12\/2026/ });
  await eventually('both sites', async () => (await isErased(garoua)) && (await isErased(douala)));
  await eventually('both confirmed', async () => (await confirmed())[0] === 2);
  const token = await tokenOf(garoua.dir, 'doctor');
  const read = (key: string) => ask(garoua.edge.httpPort, `/fhir/${key}`, { token });
  t.match(await read(`Observation/${note}`), { status: 404 }, 'nobody is cared for by what is no more');
  t.match(await read(`Patient/${patient}`), {
    status: 410,
    body: { issue: [{ code: 'deleted', details: { coding: [{ code: 'erased' }] } }] },
  });
  const own = await callCarnet(['record', 'erasures', '--dir', garoua.dir, '--json']);
  t.match(JSON.parse(own.out), { erasures: [{ patient, reference: 'TGI Mfoundi 12/2026', sites: [] }] });
  const there = await callCarnet([
    'record',
    'erase',
    '--dir',
    garoua.dir,
    '--patient',
    patient,
    ...order,
    '--confirm',
    patient,
  ]);
  t.match(there, { exit: 2, error: /ordered at the hub/ });
  t.match(await callCarnet(['verify', '--dir', garoua.dir, '--lang', 'en']), { exit: 0 }, 'both still prove the same');
});

t.test(
  '[S95][S96] a site that was dark, or put back to an earlier day, carries it out when it is in touch',
  async (t) => {
    const { network, garoua, douala, patient, erase, isErased, confirmed } = await setUp(t);
    const paths = nodePaths(douala.dir);
    await douala.edge.stop();
    const yesterday = join(network.folder, 'yesterday.db');
    copyFileSync(paths.journal, yesterday);
    const done = await erase(...order, '--confirm', patient);
    t.match(done, { exit: 0, out: new RegExp(`Not confirmed yet: .*${douala.code} \\(Douala\\)`) });
    await eventually('the site in touch', async () => (await confirmed())[0] === 1);
    t.ok(await isErased(garoua));
    douala.edge = await runEdge(douala.dir);
    await eventually('the site that was dark', () => isErased(douala));
    await eventually('its word', async () => (await confirmed())[0] === 2);

    // Its disk was lost: the database of a backup, and nothing beside it.
    await douala.edge.stop();
    copyFileSync(yesterday, paths.journal);
    for (const path of [paths.erasures, `${paths.journal}-wal`, `${paths.journal}-shm`]) rmSync(path, { force: true });
    douala.edge = await runEdge(douala.dir);
    await eventually('the site that was put back', () => isErased(douala));
    await eventually('its word again', async () => (await confirmed())[0] === 2);
    t.match(readFileSync(paths.erasures, 'utf8'), new RegExp(patient));
  },
);

t.test('[S97] a hub that has lost an order gets it back from a site, by its own seal', async (t) => {
  const { network, patient, erase, isErased, confirmed } = await setUp(t);
  const paths = nodePaths(network.hubDir);
  const yesterday = join(network.folder, 'yesterday.db');
  await network.restartHub(() => copyFileSync(paths.journal, yesterday));
  t.match(await erase(...order, '--confirm', patient), { exit: 0 });
  await eventually('both sites', async () => (await confirmed())[0] === 2);
  await network.restartHub(() => {
    copyFileSync(yesterday, paths.journal);
    for (const path of [paths.erasures, `${paths.journal}-wal`, `${paths.journal}-shm`]) rmSync(path, { force: true });
  });
  await eventually('the hub', () => isErased(network));
  await eventually('both sites again', async () => (await confirmed())[0] === 2);
});
