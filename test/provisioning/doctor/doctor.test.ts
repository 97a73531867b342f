import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { examine } from '../../../provisioning/doctor/examine.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../../support/programs-network.js';
import { ProgramProcess } from '../../support/programs-process.js';
import { eventually, writePatient } from '../../support/programs-records.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';

t.test('[O1] the doctor looks at a site that runs, and its writes go on', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  await eventually('a session', () => site.edge.engine.links.active);
  let isLooking = true;
  const looked = spawnCarnet(['doctor', '--dir', site.dir, '--json']).finally(() => {
    isLooking = false;
  });
  let written = 0;
  for (; isLooking || written < 10; written += 1) {
    await writePatient(site.edge.journal, `Patient ${written}`);
    await pause(10);
  }
  const { exit, out, error } = await looked;
  t.equal(exit, 0, error);
  t.ok(written >= 10);
  const { findings } = JSON.parse(out) as { findings: readonly { check: string; about?: string; state: string }[] };
  for (const [check, what] of [
    ['program', /running/],
    ['database', /every page/],
    ['clock', / s from the hub/],
    ['certificate', /good for 8\d days; given on/],
    ['versions', /^Carnet \d+\.\d+\.\d+, Node v/],
    ['ups', /upsc|OL|OB/],
    ['backup', /none of this box yet/],
  ] as const) {
    t.match(
      findings.find((found) => found.check === check),
      { state: 'ok', what: { en: what } },
      check,
    );
  }
  t.match(
    findings.filter(({ check }) => check === 'link').map(({ about }) => about),
    ['fibre', 'geo'],
  );
  t.notOk(
    findings.some(({ check }) => check === 'port'),
    'they are its own',
  );

  await site.edge.stop();
  const stopped = await examine({ dir: site.dir, nowMilliseconds: Date.now() });
  t.match(
    stopped.findings.find(({ check }) => check === 'program'),
    { state: 'warn', what: { en: /no program/ } },
  );
  t.match(
    stopped.findings.find(({ check, about }) => check === 'link' && about === 'fibre'),
    { state: 'ok', what: { en: /hub reached at/ } },
  );
  t.match(await callCarnet(['doctor', '--dir', site.dir, '--lang', 'fr']), {
    exit: 0,
    out: /✓ {2}base +chaque page est telle[\s\S]*! programme\n {2}En sécurité : ce qui est enregistré[^\n]*\n {2}À faire : lancez-le/,
  });
});

t.test('[O4] a key that is another’s ends the program in words, and the doctor says what to do', async (t) => {
  const network = await startNetwork(t, []);
  const one = await enrolSite(t, network, join(network.folder, 'one'), 'Garoua');
  const hubCopy = join(network.folder, 'hub-copy');
  await network.hub.stop();
  cpSync(network.hubDir, hubCopy, { recursive: true });
  const cases = [
    ['edge-agent', one.dir, readFileSync(nodePaths(network.hubDir).key, 'utf8')],
    ['edge-agent', one.dir, 'no key at all'],
    ['central-hub', hubCopy, readFileSync(nodePaths(one.dir).key, 'utf8')],
  ] as const;
  for (const [program, dir, key] of cases) {
    const path = nodePaths(dir).key;
    const own = readFileSync(path, 'utf8');
    writeFileSync(path, key);
    const { exitCode, errors } = await new ProgramProcess(t, program, ['--dir', dir]).ended();
    t.equal(exitCode, 1, errors);
    t.match(
      errors,
      /^carnet: The key, the certificate and the authority [^\n]*Nothing was touched[^\n]*from your copy/,
    );
    t.match(errors, /La clé, le certificat et l’autorité [^\n]*\[identity-mismatch\]\n$/);
    t.notMatch(errors, /openssl|0A0000|x509/i);
    const looked = await callCarnet(['doctor', '--dir', dir]);
    t.match(looked, { exit: 1, out: /✗ {2}certificate +key, certificate and authority do not belong together/ });
    t.match(looked.out, /✗ certificate\n {2}Safe: [^\n]*\n {2}To do: put the folder identity back/);
    writeFileSync(path, own);
  }
  writeFileSync(nodePaths(one.dir).certificate, 'no certificate at all');
  t.match(await callCarnet(['doctor', '--dir', one.dir]), {
    exit: 1,
    out: /✗ {2}certificate +the identity cannot be read/,
  });
  rmSync(nodePaths(one.dir).certificate);
  t.match(await callCarnet(['doctor', '--dir', one.dir]), { exit: 1, out: /the identity cannot be read .*cert\.pem/ });
});
