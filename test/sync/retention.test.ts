import t from 'tap';
import type { Journal } from '../../journal/open.js';
import { readAudit } from '../support/programs-audit.js';
import { startNetwork } from '../support/programs-network.js';
import { eventually } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

const day = 24 * 3_600_000;

/** Sign-ins of one who was here 500 days and yesterday. */
async function bring({ signIns, people }: Journal): Promise<void> {
  const user = { name: 'awa', displayName: 'Awa', role: 'nurse', passwordHash: 'scrypt$1' } as const;
  await people.addUser({ ...user, author: 'Practitioner/awa', disabled: false });
  for (const days of [500, 499, 1]) {
    const milliseconds = Date.now() - days * day;
    await signIns.add({
      user: 'awa',
      credential: `${days}`,
      milliseconds,
      address: '10.0.0.1',
      reasons: ['hour'],
      accounts: 0,
    });
  }
}

t.test('[R45] a site and a hub that run delete what is over, and their audits are whole', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const nodes = [
    { dir: site.dir, journal: () => site.edge.journal, restart: () => site.restart() },
    { dir: network.hubDir, journal: () => network.hub.journal, restart: () => network.restartHub() },
  ];
  for (const { dir, journal, restart } of nodes) {
    await bring(journal());
    await restart();
    const left = async () => (await journal().signIns.unusual()).map(({ credential }) => credential);
    await eventually('swept', async () => (await left()).length === 1);
    t.strictSame(await left(), ['1']);
    const sweeps = (await readAudit(dir)).filter(({ action }) => action.startsWith('sweep'));
    t.match(sweeps, [{ author: 'carnet:retention', action: 'sweep sign-ins 2', outcome: 'done' }]);
    t.ok(journal().verify().audit);
  }
  await eventually('confirmed', async () => (await callCarnet(['audit', 'verify', '--dir', site.dir])).exit === 0);
});
