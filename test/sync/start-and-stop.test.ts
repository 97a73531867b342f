import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { nodePaths, readNode, writeNode } from '../../provisioning/node-folder.js';
import { enrolSite, runEdge, startNetwork } from '../support/programs-network.js';
import { ProgramProcess } from '../support/programs-process.js';
import { writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

async function aSite(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, []);
  return enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
}

t.test('a port in use, a folder in use and a missing folder are said in one line', async (t) => {
  const { dir } = await aSite(t);
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  const node = readNode(dir);
  writeNode(dir, { ...node, https: { host: '127.0.0.1', port } });
  const busy = await new ProgramProcess(t, 'edge-agent', ['--dir', dir]).ended();
  t.equal(busy.exitCode, 1);
  t.match(busy.errors, new RegExp(`^carnet: .*port.*${port}.*\\[port-in-use\\]\\n$`));
  writeNode(dir, node);

  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  const second = await new ProgramProcess(t, 'edge-agent', ['--dir', dir]).ended();
  t.equal(second.exitCode, 3);
  t.match(second.errors, /^carnet: .*\[folder-in-use\]\n$/);

  const nowhere = await new ProgramProcess(t, 'central-hub', ['--dir', join(dir, 'nowhere')]).ended();
  t.equal(nowhere.exitCode, 2);
  t.match(nowhere.errors, /^carnet: .*\[folder-not-initialised\]\n$/);
  const silent = await new ProgramProcess(t, 'central-hub', []).ended();
  t.equal(silent.exitCode, 2);
  t.match(silent.errors, /--dir/);
});

t.test('a file that is missing from the folder is named, with what is safe and what to do', async (t) => {
  const { dir } = await aSite(t);
  const { key, keySlots, journal } = nodePaths(dir);
  writeFileSync(journal, 'as it is');
  for (const path of [key, keySlots]) {
    renameSync(path, `${path}.away`);
    const { exitCode, errors } = await new ProgramProcess(t, 'edge-agent', ['--dir', dir]).ended();
    t.equal(exitCode, 1);
    t.ok(errors.includes(`(${path})`), errors);
    t.match(errors, /missing from its folder\. Nothing was touched.*from your copy.*regional operations/);
    t.match(errors, /manque dans son dossier\. Rien n’a été touché.*votre copie.*appelez la région/);
    t.match(errors, /\[folder-incomplete\]\n$/);
    renameSync(`${path}.away`, path);
  }
  t.equal(readFileSync(journal, 'utf8'), 'as it is');
  renameSync(key, `${key}.away`);
  const french = await callCarnet(['links', 'check', '--dir', dir, '--lang', 'fr']);
  t.match(french, { exit: 1, error: /key\.pem/ });
  t.match(french.error, /^carnet: Un fichier nécessaire au nœud manque[^\n]*Remettez ce fichier depuis votre copie/);
  t.notMatch(french.error, /hub init|--dir/, 'it is a node: nobody is to make another one');
});

t.test('[J3][K10] another key or a damaged database is told apart, and the file is not touched', async (t) => {
  const { dir } = await aSite(t);
  const edge = await runEdge(dir);
  for (let count = 0; count < 50; count += 1) await writePatient(edge.journal, `Patient ${count}`);
  await edge.stop();
  const { journal } = nodePaths(dir);
  const whole = readFileSync(journal);

  const damaged = Buffer.from(whole);
  randomBytes(4096).copy(damaged, 8192);
  writeFileSync(journal, damaged);
  await t.rejects(
    runEdge(dir).then((running) => running.stop()),
    { code: 'database-corrupt' },
  );
  t.ok(readFileSync(journal).equals(damaged), 'not touched');

  writeFileSync(journal, randomBytes(whole.length));
  await t.rejects(runEdge(dir), { code: 'key-slots-foreign' });
  t.equal(statSync(journal).size, whole.length);

  writeFileSync(journal, whole);
  const again = await runEdge(dir);
  t.strictSame(await again.stop(), { failed: [] }, 'and everything stops in order');
});

t.test('[J3][K10] the hub says in one line whether its database is damaged or made with another key', async (t) => {
  const [network, other] = [await startNetwork(t, []), await startNetwork(t, [])];
  await Promise.all([network.hub.stop(), other.hub.stop()]);
  const { journal } = nodePaths(network.hubDir);
  const whole = readFileSync(journal);
  const refused = async (content: Buffer) => {
    writeFileSync(journal, content);
    const { exitCode, errors } = await new ProgramProcess(t, 'central-hub', ['--dir', network.hubDir]).ended();
    t.equal(exitCode, 1);
    t.ok(readFileSync(journal).equals(content), 'not touched');
    return errors;
  };
  const damagedFrom = (offset: number) => {
    const damaged = Buffer.from(whole);
    randomBytes(4096).copy(damaged, offset);
    return damaged;
  };
  for (const offset of [16, 8192]) t.match(await refused(damagedFrom(offset)), /^carnet: .*\[database-corrupt\]\n$/);
  const foreign = readFileSync(nodePaths(other.hubDir).journal);
  t.match(await refused(foreign), /^carnet: .*\[key-slots-foreign\]\n$/);
  writeFileSync(journal, whole);
  await network.restartHub();
});

t.test('what fails at the start undoes what was started', async (t) => {
  const { dir } = await aSite(t);
  const node = readNode(dir);
  writeNode(dir, { ...node, http: { host: '0.0.0.0', port: 0 } });
  await t.rejects(runEdge(dir), { code: 'usage-wrong' }, 'plain HTTP is for loopback only');
  writeNode(dir, node);
  const edge = await runEdge(dir);
  await edge.stop();
  t.pass('the lock and the journal were free again');
});
