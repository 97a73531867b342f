import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { startNetwork } from '../support/programs-network.js';
import { ProgramProcess } from '../support/programs-process.js';
import { callCarnet, spawnCarnet } from '../support/run-carnet.js';

t.test(
  '[K8] a site opens by the hub’s share, and does not once it is revoked; a typed code opens it still',
  async (t) => {
    const network = await startNetwork(t, ['Garoua']);
    const [site] = network.sites;
    if (site === undefined) throw new Error('no site');
    const { dir } = site;
    const carnet = async (...parameters: string[]) => {
      const { exit, out, error } = await callCarnet(['key', ...parameters, '--dir', dir, '--json']);
      t.equal(exit, 0, error);
      return JSON.parse(out) as { id: string; code: string; slots: { id: string; kind: string }[] };
    };
    const { code } = await carnet('add-slot', 'recovery');
    await carnet('add-slot', 'hub');
    const { slots } = await carnet('status');
    await carnet('remove-slot', slots.find(({ kind }) => kind === 'token')?.id ?? '');
    rmSync(nodePaths(dir).slotToken);
    await site.restart();
    t.ok(site.edge.httpsPort, 'unattended, by the hub’s share');

    await site.edge.stop();
    await callControl(network.hubDir, 'site-revoke', { code: site.code });
    const refused = await new ProgramProcess(t, 'edge-agent', ['--dir', dir]).ended();
    t.match(refused, { exitCode: 3, errors: /key-share-refused\]\n$/ });
    t.match(refused.errors, /Le central refuse sa part de la clé/);
    const codeFile = join(network.folder, 'code');
    writeFileSync(codeFile, `${code.toLowerCase()}\n`);
    const typed = new ProgramProcess(t, 'edge-agent', ['--dir', dir, '--unlock-stdin'], { input: `${code}\n` });
    t.match(await typed.ready(), { ready: true }, 'care goes on with the sheet');
    t.notOk(readFileSync(`/proc/${typed.pid}/cmdline`, 'utf8').includes(code), '[K5] not among its arguments');
    t.notOk(readFileSync(`/proc/${typed.pid}/environ`, 'utf8').includes(code));
    typed.kill('SIGTERM');
    t.match(await typed.ended(), { exitCode: 0 });
    const wrong = await spawnCarnet(['edge', 'run', '--dir', dir, '--unlock'], { input: `${code.slice(0, -1)}\n` });
    t.match(wrong, { exit: 2, error: /recovery-code-malformed/ });
    await network.hub.stop();
    const alone = await new ProgramProcess(t, 'edge-agent', ['--dir', dir]).ended();
    t.match(alone, { exitCode: 1, errors: /hub-unreachable\]\n$/ });
    t.match(await callCarnet(['key', 'status', '--dir', dir, '--unlock', codeFile]), {
      exit: 0,
      out: /recovery +opens.*\n.*hub +not tried[\s\S]*The list is whole/,
    });
  },
);
