import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { callControl } from '../../../provisioning/control/client.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { buildIfStale } from '../../bench/fresh-build.js';
import { cheapFolder } from '../../simulation/templates.js';
import { freePort } from '../../support/free-port.js';
import { eventually } from '../../support/programs-records.js';
import { requirePackage } from '../../support/system-package.js';
import { SiteTemplate } from '../kills/site-template.js';
import { buildShim } from '../shim/build-shim.js';
import { canaries, canaryNeedles, secretNeedles } from './canaries.js';
import { Clerk, chosenPassword, clerkPassword, patientOf } from './clerk.js';
import { isProgramText, upgrade } from './releases.js';
import { SpillSearch } from './spill-search.js';
import { type Started, WatchedPrograms } from './watched-programs.js';

t.setTimeout(600_000);

type Teardown = { teardown(stop: () => unknown): unknown };

/** A folder in memory, with the shim in it, for programs that are watched. */
async function watched(t: Teardown, spill?: string) {
  const place = mkdtempSync(join(await cheapFolder(), 'carnet-spills-'));
  t.teardown(() => rmSync(place, { recursive: true, force: true }));
  const search = new SpillSearch(canaryNeedles(), isProgramText);
  const programs = new WatchedPrograms(place, buildShim(place), search, spill);
  const running = new Set<Started>();
  t.teardown(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  const run = async (program: 'central-hub' | 'edge-agent', dir: string) => {
    const started = await programs.run(program, dir);
    running.add(started);
    void started.ended.then(() => running.delete(started));
    return started;
  };
  return { search, programs, run };
}

type Watched = Awaited<ReturnType<typeof watched>>;

/** Everything that was written, everything that is there. */
function lookEverywhere(search: SpillSearch, programs: WatchedPrograms): ReadonlySet<string> {
  search.lookThrough(programs.folder);
  return search.lookAtTrace(programs.trace);
}

/** Ends a program in the middle of somebody's writes. */
async function endWhileWriting({ child, ended }: Started, clerk: Clerk, signal: NodeJS.Signals): Promise<void> {
  const writing = clerk.writeOn();
  await pause(400);
  child.kill(signal);
  await ended;
  await writing;
}

/** Somebody writes before an upgrade, and after it to the program that the upgrade started. @returns the one after that */
async function carryOver(t: Test, { programs, run, search }: Watched, clerk: Clerk, dir: string) {
  const upgraded = await upgrade(t, programs, dir);
  t.match(upgraded, { outcomes: ['ok', 'came-back'], exits: [3, 3, 0] });
  await clerk.signIn();
  await clerk.ask(await clerk.write(1));
  search.alsoFor(secretNeedles('the next session', clerk.cookie.replace(/^[^=]*=/, '')));
  await upgraded.stop();
  return await run('edge-agent', dir);
}

const user = { name: 'clerk', displayName: 'Clerk', role: 'doctor', password: clerkPassword } as const;

/** A hub and a site that has joined it, both running; the code that it joined with. */
async function startBoth({ programs, run }: Watched) {
  const [hubDir, dir] = [programs.path('hub'), programs.path('site')];
  const [hubPort, mqttPort, hubHttp, https, http] = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  const ports = ['--https-port', hubPort, '--mqtt-port', mqttPort, '--http-port', hubHttp].map(String);
  await programs.carnet(['hub', 'init', '--dir', hubDir, '--host', '127.0.0.1', '--listen', '127.0.0.1', ...ports]);
  const hub = await run('central-hub', hubDir);
  const wanted = ['--region', 'Nord', '--link', 'fibre:unmetered', '--json'];
  const added = await programs.carnet(['site', 'add', 'Garoua', '--dir', hubDir, ...wanted]);
  const { oneTimeCode } = JSON.parse(added) as { oneTimeCode: string };
  const own = ['--listen', '127.0.0.1', '--https-port', `${https}`, '--http-port', `${http}`];
  const ways = ['--hub', `https://127.0.0.1:${hubPort}`, '--link-address', `fibre=127.0.0.1:${mqttPort}`];
  await programs.carnet(['join', oneTimeCode, '--dir', dir, ...ways, ...own]);
  const site = await run('edge-agent', dir);
  const more = ['--role', 'doctor', '--name', 'Clerk', '--password-stdin'];
  await programs.carnet(['user', 'add', 'clerk', '--dir', dir, ...more], `${clerkPassword}\n`);
  return { hub, site, hubDir, dir, oneTimeCode };
}

/** Everything that a person can ask of a running site and hub, and that may leave something behind. */
async function askAll({ programs }: Watched, dir: string, hubDir: string): Promise<void> {
  const out = programs.path('out');
  // Not the programs' own: what a hospital brings along, with a line that is refused.
  const brought = join(programs.folder, '..', 'brought.ndjson');
  const lines = [patientOf('brought-1'), { ...patientOf('brought-2'), birthDate: canaries.given }];
  writeFileSync(brought, lines.map((line) => JSON.stringify(line)).join('\n'));
  await programs.start('bin/carnet.js', ['import', brought, '--dir', dir]).ended;
  await eventually('all is at the hub', async () => {
    const status = await programs.carnet(['status', '--json', '--dir', dir]);
    const { lanes } = JSON.parse(status) as { lanes: { pending: number }[] };
    return lanes.every(({ pending }) => pending === 0);
  });
  for (const words of [
    ['backup', '--to', out],
    ['backup'],
    ['drill'],
    ['verify'],
    ['key', 'status'],
    ['user', 'list'],
  ]) {
    await programs.carnet([...words, '--dir', dir]);
  }
  await programs.carnet(['hub', 'backup', '--dir', hubDir]);
  await programs.carnet(['doctor', '--dir', hubDir, '--bundle', join(out, 'hub.json.gz')]);
}

t.test('[K17][K18] nothing of a patient, and no secret, is ever written in the clear', async (t) => {
  if (requirePackage(t, 'gcc') === undefined) return;
  buildIfStale();
  const world = await watched(t);
  const { search, programs, run } = world;
  const { hub, hubDir, dir, oneTimeCode, ...both } = await startBoth(world);
  let { site } = both;
  const clerk = new Clerk(site.http);
  await clerk.signIn();
  search.alsoFor([
    ...secretNeedles('the code', oneTimeCode),
    ...secretNeedles('the key', await unlockDataKey(dir)),
    ...secretNeedles("the hub's key", await unlockDataKey(hubDir)),
    ...secretNeedles('the given password', clerkPassword),
    ...secretNeedles('the password', chosenPassword),
    ...clerk.factorSecrets.flatMap((secret) => secretNeedles('the second factor', secret)),
    ...secretNeedles('the session', clerk.cookie.replace(/^[^=]*=/, '')),
  ]);
  await clerk.ask(await clerk.write(200));
  await askAll(world, dir, hubDir);
  const bundle = programs.path('out', 'bundle.json.gz');
  const doctor = await programs.carnet(['doctor', '--dir', dir, '--json', '--bundle', bundle]);
  const { findings } = JSON.parse(doctor) as { findings: { check: string; state: string }[] };
  t.match(
    findings.find(({ check }) => check === 'core-dumps'),
    { state: 'ok' },
    'the shell would have let it leave one',
  );

  site = await carryOver(t, world, clerk, dir);

  programs.fillDisk(true);
  await endWhileWriting(site, clerk, 'SIGKILL');
  programs.fillDisk(false);
  for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
    site = await run('edge-agent', dir);
    await endWhileWriting(site, clerk, signal);
  }
  t.strictSame(readdirSync(programs.path('cwd')), [], 'no core file');

  const [backup = ''] = readdirSync(programs.path('out')).filter((name) => name.endsWith('.db'));
  await programs.carnet(['restore', programs.path('out', backup), '--dir', dir, '--discard-unsent']);
  await programs.carnet(['key', 'rotate', '--dir', dir]);
  search.alsoFor(secretNeedles('the next key', await unlockDataKey(dir)));
  site = await run('edge-agent', dir);
  const again = new Clerk(site.http, clerk);
  await again.signIn();
  await again.write(1);
  for (const { child, ended } of [site, hub]) {
    child.kill('SIGTERM');
    t.match(await ended, { exitCode: 0 });
  }

  const paths = lookEverywhere(search, programs);
  t.strictSame(search.found, []);
  const elsewhere = [...paths].filter((path) => !path.startsWith(programs.folder) && !/^\/(?:proc|dev)\//.test(path));
  t.strictSame(elsewhere, [], 'programs write to the folders that they are given only');
  t.ok(paths.size > 20 && search.bytes > 20e6, `${paths.size} files, ${Math.round(search.bytes / 1e6)} MB`);
});

/** Mistakes, and where each must be found. */
const planted = {
  'temporary-files': /^family in what was written to .*\/tmp\/etilqs_/,
  'plain-database': /^family in what was written to .*\/journal\.db/,
  'plain-key': /^the key in .*\/tmp\/key\.txt$/,
  'told-in-log': /^family in what dist\/edge-agent\/main\.js .* said$/,
  'whole-cores': /^family in .*\/cwd\/core/,
} as const;

t.test('[K17][K18] the search finds what is planted', async (t) => {
  if (requirePackage(t, 'gcc') === undefined) return;
  const template = await SiteTemplate.make();
  t.teardown(() => template.remove());
  const corePattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8');
  for (const [spill, expected] of Object.entries(planted)) {
    if (spill === 'whole-cores' && /^[|/]/.test(corePattern)) {
      t.comment(`core files are not left where a program crashes: ${corePattern}`);
      continue;
    }
    const { search, programs, run } = await watched(t, spill);
    const dir = template.copy(programs.path('site'));
    search.alsoFor(secretNeedles('the key', await unlockDataKey(dir)));
    const site = await run('edge-agent', dir);
    await callControl(dir, 'user-add', user);
    const clerk = new Clerk(site.http);
    await clerk.signIn();
    await clerk.ask(await clerk.write(50));
    await endWhileWriting(site, clerk, 'SIGABRT');
    lookEverywhere(search, programs);
    const isFound = search.found.some((found) => expected.test(found));
    t.ok(isFound, `${spill} is found`, { found: search.found });
  }
});
