import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { BackupStateFile, type DrillEvidence } from '../../provisioning/backup/site/backup-state.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, writeObservation, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

const canary = 'Wxyzzy-canary';

t.test(
  '[B9][B13][B14] a drill restores each backup aside, its evidence is kept and shown, a bad one is told',
  async (t) => {
    const network = await startNetwork(t, ['Garoua']);
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    const usb = join(network.folder, 'usb');
    mkdirSync(usb);
    await site.edge.stop();
    site.edge = await runEdge(site.dir, { backupFolders: usb });
    const drill = async (expected: number) => {
      const { exit, out, error } = await callCarnet(['drill', '--dir', site.dir, '--json']);
      t.equal(exit, expected, error);
      return JSON.parse(out) as readonly DrillEvidence[];
    };
    t.same(await drill(0), [], 'there is no backup yet');
    t.match((await callCarnet(['drill', '--dir', site.dir, '--lang', 'fr'])).out, /Aucune sauvegarde à essayer/);
    const patient = await writePatient(site.edge.journal, canary);
    await writeObservation(site.edge.journal, patient, 'fièvre');
    await eventually('connected', () => site.edge.engine.links.active !== undefined);
    const { exit, error } = await callCarnet(['backup', '--dir', site.dir]);
    t.equal(exit, 0, error);
    const state = new BackupStateFile(nodePaths(site.dir).backupState);
    await eventually('at the hub', () => state.of('hub').madeAt !== null);
    const names = readdirSync(site.dir);
    const evidence = await drill(0);
    t.match(evidence, [
      { place: 'box', result: 'ok', versions: site.edge.journal.counts().versions, milliseconds: Number },
      { place: usb, result: 'ok', madeAt: Number, bytes: Number },
      { place: 'hub', result: 'ok', file: state.of('hub').file },
    ]);
    t.same(readdirSync(site.dir), names, 'nothing is left aside');
    t.notOk(readFileSync(nodePaths(site.dir).backupState).includes(canary), 'no patient in the evidence');
    t.match((await callCarnet(['status', '--dir', site.dir])).out, /last drill, this box +good/);

    const folder = nodePaths(site.dir).backups;
    const copy = join(folder, state.of('box').file ?? '');
    const bytes = readFileSync(copy);
    bytes.writeUInt8(bytes.readUInt8(9_000) ^ 1, 9_000);
    writeFileSync(copy, bytes);
    const kept = join(nodePaths(network.hubDir).siteBackups, site.code, state.of('hub').file ?? '');
    writeFileSync(kept, readFileSync(kept).subarray(0, -1));
    for (const name of readdirSync(usb)) rmSync(join(usb, name));
    const bad = await drill(1);
    t.match(bad, [
      { place: 'box', result: 'backup-altered' },
      { place: usb, result: 'not-found' },
      { place: 'hub', result: 'backup-truncated' },
    ]);
    t.notOk(statSync(kept, { throwIfNoEntry: false }), 'the hub keeps nothing that is not whole');
    t.match(state.of('hub'), { madeAt: null, failed: { code: 'backup-truncated' } });
    const { facts } = (await network.hub.readFleet()).sites[0] ?? {};
    t.ok(facts, 'told at the next look');
    const own = await site.edge.engine.facts?.read();
    t.match(own?.backups, { standing: 'failed', places: [{ place: 'box' }, { place: usb }, { place: 'hub' }] });
    t.match(own?.backups.drills[0], { place: 'box', result: 'backup-altered', at: Number });
    t.equal(own?.drillAt, bad.at(-1)?.at);

    await site.edge.stop();
    const stopped = await callCarnet(['drill', '--dir', site.dir]);
    t.equal(stopped.exit, 1, 'also of a site that does not run, without the hub');
    t.match(stopped.out, /this box .* FAILED .*\(backup-altered\)\n {2}The backup was altered/);
    t.equal((await callCarnet(['drill', '--dir', network.hubDir])).exit, 2);
  },
);
