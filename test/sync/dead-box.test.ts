import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type LinkName, parseResourceType } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { callControl } from '../../provisioning/control/client.js';
import { freePort } from '../support/free-port.js';
import { upOf } from '../support/journal-fixtures.js';
import { runEdge, startNetwork } from '../support/programs-network.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';
import { callCarnet, spawnCarnet } from '../support/run-carnet.js';

/** The commands that the guide tells, line by line; nothing else is known here of how it is done. */
function commandsOfGuide(): readonly string[] {
  const guide = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const section = /### A box has died\n([\s\S]*?)\n#{2,3} /.exec(guide)?.[1] ?? '';
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text = '']) => text.trim().split('\n'));
}

/** Whom the units run as. */
const owner = 'carnet';

const wordsOf = (line: string) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

t.test('[B15][F12] a dead box is replaced by what the guide says, and the old one is shut out', async (t) => {
  const name = 'Hôpital de Garoua';
  const network = await startNetwork(t, [name]);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const before = await writeObservation(site.edge.journal, patient, 'fièvre');
  await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', before));
  await site.edge.stop();

  const dir = join(network.folder, 'new-box');
  const port = String(await freePort());
  let [code, unit, copied]: [string, ProgramProcess | undefined, boolean] = ['', undefined, false];
  const said: string[] = [];
  for (const line of commandsOfGuide()) {
    const words = wordsOf(line)
      .map((word) => (word === 'CODE' ? code : word))
      .map((word) => word.replace('/var/lib/carnet/hub', network.hubDir).replace('/var/lib/carnet/edge', dir))
      .map((word) => word.replace('https://hub.example.org:8440', `https://127.0.0.1:${network.hub.httpsPort}`));
    if (words[0] === 'cp') {
      const [, file = '', into] = words;
      t.match(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), `User=${owner}`);
      t.equal(into, '/etc/systemd/system/');
      copied = true;
      continue;
    }
    if (words[0] === 'systemctl') {
      t.match(line, /daemon-reload && systemctl enable --now carnet-edge$/);
      t.ok(copied, 'systemd knows the unit');
      unit = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
      await unit.ready();
      continue;
    }
    // Another program may have the port of every box on this machine.
    const own = words[4] === 'join' ? ['--listen', '127.0.0.1', '--https-port', port] : [];
    // As the user of the unit: the program could not read a folder of root’s.
    t.same(words.slice(0, 4), ['sudo', '-u', owner, 'carnet'], line);
    const { exit, out, error } = await spawnCarnet([...words.slice(4), ...own], {
      input: 'correct horse battery staple\n',
    });
    t.equal(exit, 0, `${line}: ${error}`);
    code = /One-time code +(\S+)/.exec(out)?.[1] ?? code;
    said.push(out);
  }
  t.equal(said.length, 4, 'each step was taken');
  t.match(said[0], /streams to the new one, urgent and recent first/);
  t.ok(unit, 'the program was started');
  const there = (id: string) => callControl(dir, 'digest', { type: 'Observation', id }).catch(() => undefined);
  await eventually('the old records are back', () => there(before), 60_000);

  site.edge = await runEdge(site.dir);
  const stale = await writeObservation(site.edge.journal, patient, 'from the dead');
  await eventually('the old box is refused', () =>
    site.edge.engine.links.show().some(({ cause }) => cause === 'certificate'),
  );
  t.equal(await readRecord(network.hub.journal, 'Observation', stale), undefined);
  await unit?.kill('SIGTERM');
});

t.test('[B15][E17][S90] a stolen, revoked box is replaced, and the hub keeps both over a restart', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const { hubDir } = network;
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const before = await writeObservation(site.edge.journal, patient, 'fièvre');
  await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', before));
  await site.edge.stop();
  const { fleet, sync } = network.hub.journal;
  const held = (await sync.received(upOf(site.code))).find((row) => row.lane === lane.clinical)?.durable.seq ?? 0;
  t.ok(held > 0, 'it wrote something clinical');
  const heard = { link: 'fibre' as LinkName, atMilliseconds: 2_000 };
  const lanes = [{ lane: lane.clinical, headSeq: held + 2, oldestPendingMilliseconds: 1_000 }];
  await fleet.noteReport({ site: site.code, ...heard, lanes });
  const carnet = async (...words: readonly string[]) => {
    const { exit, out, error } = await callCarnet(words);
    t.equal(exit, 0, error);
    return out;
  };
  const organization = async () => {
    const { versions } = await network.hub.journal.records.history({
      type: parseResourceType('Organization'),
      count: 20,
    });
    return versions.map(({ body }) => JSON.parse(body)).find(({ identifier }) => identifier?.[0]?.value === site.code)
      ?.active;
  };
  await carnet('site', 'revoke', site.code, '--reason', 'stolen', '--dir', hubDir);
  t.equal(await organization(), false);
  const said = await carnet('site', 'replace', 'Garoua', '--dir', hubDir);
  t.match(said, /The old box is revoked, and stays shut out/);
  t.equal(await organization(), true, 'it is referred to again');
  const code = /One-time code +(\S+)/.exec(said)?.[1] ?? '';
  const dir = join(network.folder, 'new-box');
  const hubUrl = `https://127.0.0.1:${network.hub.httpsPort}`;
  const place = ['--listen', '127.0.0.1', '--https-port', String(await freePort())];
  await carnet('join', code, '--hub', hubUrl, '--dir', dir, ...place);
  let edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  await eventually('the old records are back', () => readRecord(edge.journal, 'Observation', before), 60_000);
  // Which of both it is depends on how much the stolen box had said of its trail before it was stopped.
  const told = await eventually('the loss is told', async () => {
    const events = await fleet.events({ site: site.code, limit: 9 });
    return events.find(({ kind }) => kind === 'log-forked' || kind === 'site-restored');
  });
  t.match(told.detail, { fromEpoch: 1, unheldSince: 1_000 }, 'what was lost with the stolen box is told');
  t.ok(Number(told.detail['unheld']) >= 2, 'and how much; with what of its trail had not come');
  await edge.stop();

  await network.restartHub();
  edge = await runEdge(dir);
  const after = await writeObservation(edge.journal, patient, 'after the restart');
  await eventually('the new box goes on', () => readRecord(network.hub.journal, 'Observation', after), 60_000);
  site.edge = await runEdge(site.dir);
  const stale = await writeObservation(site.edge.journal, patient, 'by the thief');
  await eventually('the stolen box is refused', () =>
    site.edge.engine.links.show().some(({ cause }) => cause === 'certificate'),
  );
  t.equal(await readRecord(network.hub.journal, 'Observation', stale), undefined);
});

t.test('[B15] only a site that has joined is replaced', async (t) => {
  const network = await startNetwork(t, []);
  const added = await callCarnet(['site', 'add', 'Maroua', '--region', 'Nord', '--dir', network.hubDir]);
  t.equal(added.exit, 0, added.error);
  const never = await callCarnet(['site', 'replace', 'Maroua', '--dir', network.hubDir]);
  t.equal(never.exit, 3);
  t.match(never.error, /carnet site invite/);
  t.equal((await callCarnet(['site', 'replace', 'Nowhere', '--dir', network.hubDir])).exit, 1);
});
