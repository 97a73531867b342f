import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readPackageLayout } from '../../../config/running/package-layout.js';
import { nodePaths, readNode, writeNode } from '../../../provisioning/node-folder.js';
import { askRelease } from '../../../provisioning/upgrade/as-owner.js';
import { proveHealth } from '../../../provisioning/upgrade/prove-health.js';
import { systemdService } from '../../../provisioning/upgrade/site-service.js';
import { buildIfStale } from '../../bench/fresh-build.js';
import { codeOf } from '../../support/problem-of.js';
import { enrolSite, runEdge, startNetwork } from '../../support/programs-network.js';
import { smallArchive } from '../../support/release-tree.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.setTimeout(240_000);
buildIfStale();

/** A window of which now is no part, and one of which it is. */
function windows(): { readonly closed: string; readonly open: string } {
  const hours = new Date().getHours();
  const at = (more: number) => `${String((hours + more) % 24).padStart(2, '0')}:00`;
  return { closed: `${at(3)}-${at(4)}`, open: `${at(23)}-${at(2)}` };
}

t.test('[U7] a release that does not get on with a site says so before anything is touched', async (t) => {
  const network = await startNetwork(t, []);
  const { dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
  const preflight = (...more: readonly string[]) => spawnCarnet(['upgrade', 'preflight', '--dir', dir, ...more]);
  t.match(await preflight('--json'), { exit: 0, out: '{"bytes":0,"milliseconds":0}\n' }, 'it never ran');
  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  const called = await callCarnet(['upgrade', 'preflight', '--dir', dir]);
  t.match(called, { exit: 0, out: /a copy of \d\.\d MB was migrated and read whole/ }, 'while it runs');
  const node = readNode(dir);
  writeNode(dir, { ...node, https: { host: '127.0.0.1', port: edge.httpsPort } });
  const terms = { forMilliseconds: 300, withinMilliseconds: 1_000 };
  await proveHealth(dir, readPackageLayout().version, terms);
  t.equal(await codeOf(proveHealth(dir, '99.0.0', terms)), 'release-unhealthy', 'it says that it is another');
  const other = join(network.folder, 'other');
  mkdirSync(other);
  writeNode(other, { ...node, https: { host: '127.0.0.1', port: edge.httpsPort } });
  t.equal(await codeOf(proveHealth(other, readPackageLayout().version, terms)), 'release-unhealthy', 'another box');

  writeFileSync(join(dir, 'settings.json'), '{"ofTomorrow": 1}');
  t.match(await preflight(), { exit: 2, error: /unknown setting "ofTomorrow"/ });
  writeFileSync(join(dir, 'settings.json'), '{"upgradeWindow": "at night"}');
  t.match(await preflight(), { exit: 2, error: /upgradeWindow must be like 01:00-04:00/ });
  const refusal = askRelease(readPackageLayout().root, dir, ['upgrade', 'preflight', '--dir', dir], 60_000);
  t.equal(await codeOf(refusal), 'usage-wrong', 'and the upgrade hears why');
  writeFileSync(join(dir, 'settings.json'), '{}');
  renameSync(nodePaths(dir).slotToken, join(network.folder, 'slot.token'));
  t.not((await preflight()).exit, 0, 'nobody types at night');
  t.match(await callCarnet(['upgrade', 'preflight', '--dir', network.hubDir]), { exit: 2, error: /a hub/ });
});

t.test('[U8] the timer says why it waits', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trustedFile } = await smallArchive(folder);
  const root = join(folder, 'root');
  mkdirSync(root);
  writeFileSync(join(root, 'trusted-keys'), readFileSync(trustedFile));
  const options = ['--root', root, '--service', 'process', '--healthy-seconds', '0', '--within-seconds', '1'];
  const run = (upgradeWindow: string, ...more: readonly string[]) =>
    callCarnet(['upgrade', 'run-staged', ...options, ...more], { CARNET_UPGRADE_WINDOW: upgradeWindow });
  const { closed, open } = windows();
  t.match(await run(closed), { exit: 0, out: /Nothing lies ready/ });
  t.match(await callCarnet(['upgrade', archive, '--stage', '--dir', folder, ...options]), { exit: 0 });
  t.match(await callCarnet(['upgrade', 'status', '--root', root]), { out: /waits for its time +0\.2\.0/ });
  t.match(await run(closed, '--lang', 'fr'), { exit: 0, out: /Ce n’est pas encore l’heure/ });
  t.match(await run(closed, '--json'), { exit: 0, out: '{"waits":"outside-window"}\n' });
  t.match(await run(open), { exit: 1, out: /0\.2\.0 was not brought in; the site was not touched/ });
  t.match(await callCarnet(['upgrade', 'status', '--root', root]), { out: /was not brought in/ });
  t.match(await callCarnet(['upgrade', 'back', '--dir', folder, ...options]), { exit: 1, error: /previous/ });
  t.match(await callCarnet(['upgrade', 'status', '--root', root, '--within-seconds']), { exit: 2 });
  t.match(await callCarnet(['upgrade', 'run-staged', '--root', root, '--healthy-seconds', 'x']), { exit: 2 });
});

t.test('[U2] an archive that is not proven is not shown', async (t) => {
  const folder = temporaryFolder(t);
  const { archive, trustedFile } = await smallArchive(folder);
  const show = (...more: readonly string[]) => callCarnet(['release', 'show', archive, ...more]);
  t.match(await show('--trusted', trustedFile), { exit: 0, out: /version +0\.2\.0[\s\S]*signed by +Région/ });
  t.match(await show('--trusted', trustedFile, '--json'), { out: /^\{"verified":true,"signer":\{/ });
  const key = join(folder, 'other.key');
  const made = await callCarnet(['release', 'key', '--out', key, '--name', 'Ailleurs', '--json']);
  const { trusted } = JSON.parse(made.out) as { readonly trusted: string };
  writeFileSync(join(folder, 'others'), `${trusted}\n`);
  const refused = await show('--trusted', join(folder, 'others'));
  t.match(refused, { exit: 3, out: '', error: /not signed by anyone whom this box trusts/ });
  t.match(await callCarnet(['release', 'facts']), { exit: 0, out: /schema \d+, also written from \d+ on/ });
});

t.test('[U5] systemd is told to stop and to start, and what it refuses is told', async (t) => {
  const folder = temporaryFolder(t);
  const said = join(folder, 'said');
  writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\necho "$@" >> ${said}\n[ "$2" = carnet-edge ]\n`);
  chmodSync(join(folder, 'systemctl'), 0o755);
  const { PATH } = process.env;
  process.env['PATH'] = `${folder}:${PATH}`;
  t.teardown(() => {
    process.env['PATH'] = PATH;
  });
  const service = systemdService(folder, 'carnet-edge');
  await service.stop();
  await service.start();
  t.equal(readFileSync(said, 'utf8'), 'stop carnet-edge\nreset-failed carnet-edge\nstart carnet-edge\n');
  t.equal(await codeOf(systemdService(folder, 'another').stop()), 'permission-denied');
});
