import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import type { BackupReport } from '../../provisioning/backup/node-backups.js';
import { callControl } from '../../provisioning/control/client.js';
import { startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, writeObservation, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

t.test(
  '[B1][B2] a running hub is copied, takes batches meanwhile, and the connected site hears that it is safe',
  async (t) => {
    const network = await startNetwork(t, ['garoua']);
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    const token = await tokenOf(site.dir, 'doctor');
    const reached = async (type: string, id: string) => {
      const { body } = await ask(site.edge.httpPort, `/api/delivery/${type}/${id}`, { token });
      return (body as { reached?: string; delivery?: string }).reached;
    };
    const patient = await writePatient(site.edge.journal, 'Ngono');
    for (let count = 0; count < 300; count += 1) await writeObservation(site.edge.journal, patient, `value ${count}`);
    await eventually('at the hub', async () => (await reached('Patient', patient)) === 'hub');

    let done: BackupReport | undefined;
    const backup = callControl(network.hubDir, 'hub-backup', {}).then((report) => {
      done = report as BackupReport;
    });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    let meanwhile = 0;
    let last = '';
    while (done === undefined) {
      last = await writeObservation(site.edge.journal, patient, `meanwhile ${meanwhile}`);
      const id = last;
      await eventually(
        'durable while the copy is made',
        async () => (await reached('Observation', id)) !== 'site',
        2_000,
      );
      meanwhile += 1;
    }
    await backup;
    delay.disable();
    t.comment(`${meanwhile} writes became durable during the backup; longest turn ${Math.round(delay.max / 1e6)} ms`);
    t.ok(meanwhile >= 3, 'the hub takes batches while it is copied');
    await eventually('safe without a new session', async () => (await reached('Patient', patient)) === 'backed-up');
    const after = await writeObservation(site.edge.journal, patient, 'after');
    await eventually('durable', async () => (await reached('Observation', after)) === 'hub');
    await pause(50);
    t.equal(await reached('Observation', after), 'hub', 'what came after the copy is not safe');

    await site.restart();
    await eventually('connected', () => site.edge.engine.links.active !== undefined);
    const { code } = await site.edge.journal.sync.identity().then((identity) => ({ code: identity.site }));
    const lanes = await site.edge.journal.sync.acknowledged({ direction: 'up', site: code, epoch: 1 });
    t.ok(
      lanes.some(({ safeSeq, durable }) => safeSeq > 0 && safeSeq < durable.seq),
      'safe and durable are told apart',
    );
  },
);

t.test('[B1][B4] the command line copies a running hub, and restores a stopped one only', async (t) => {
  const network = await startNetwork(t, []);
  const to = join(network.folder, 'disk');
  const missing = await callCarnet(['hub', 'backup', '--to', to, '--dir', network.hubDir]);
  t.equal(missing.exit, 1);
  t.match(missing.error, to, 'says which folder');
  const done = await callCarnet(['hub', 'backup', '--dir', network.hubDir, '--json']);
  t.equal(done.exit, 0, done.error);
  const { file } = JSON.parse(done.out) as BackupReport;
  const refused = await callCarnet(['hub', 'restore', file, '--dir', network.hubDir]);
  t.equal(refused.exit, 3);
  t.match(refused.error, /running program|programme en marche/);
  await network.hub.stop();
  const restored = await callCarnet(['hub', 'restore', file, '--dir', network.hubDir, '--lang', 'fr']);
  t.equal(restored.exit, 0, restored.error);
  t.match(restored.out, /chaque site qui se connecte renvoie/);
  const stopped = await callCarnet(['hub', 'backup', '--dir', network.hubDir, '--json']);
  t.equal(stopped.exit, 0, 'a stopped hub can be copied too');
  t.equal((await callCarnet(['hub', 'restore', '--dir', network.hubDir])).exit, 2);
  t.equal((await callCarnet(['hub', 'restore', 'nowhere.db', '--dir', network.hubDir])).exit, 1);
});
