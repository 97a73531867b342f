import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { migrationSql, migrations } from '../../../journal/schema/migrations.js';
import { openReader } from '../../../journal/sqlite/open-reader.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import type { UpgradeState } from '../../../provisioning/upgrade/upgrade-state.js';
import { buildIfStale } from '../../bench/fresh-build.js';
import { builtVersion } from '../../support/built-release.js';
import { tokenOf } from '../../support/programs-people.js';
import { eventually } from '../../support/programs-records.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { askSite, SteadyWriter, UpgradeWorld } from '../../support/upgrade-world.js';

t.setTimeout(480_000);
buildIfStale();

/** What runs, and how the last upgrade ended. */
async function statusOf(world: UpgradeWorld): Promise<UpgradeState & { current: string; previous: string }> {
  const { out } = await callCarnet(['upgrade', 'status', '--root', world.root, '--json']);
  return JSON.parse(out);
}

const crashes = 'process.exitCode = 1;\n';
const hangs = 'setInterval(() => {}, 1000);\n';
const refuses = `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
const dir = process.argv[process.argv.indexOf('--dir') + 1];
const read = (name) => readFileSync(dir + '/' + name, 'utf8');
const { port } = JSON.parse(read('node.json')).https;
createServer({ key: read('identity/key.pem'), cert: read('identity/cert.pem') }, (_, reply) => {
  reply.statusCode = 503;
  reply.end('{}');
}).listen(port, '127.0.0.1');
`;

t.test('[U5][U6][U7][U9] a site goes from release to release and back under a writer, and loses nothing', async (t) => {
  const world = await UpgradeWorld.start(t);
  const first = await world.packBuilt();
  const begun = await world.upgrade([first, '--json']);
  t.match(begun, { exit: 0, out: /"outcome":"ok"/ }, begun.error);
  t.equal(readlinkSync(join(world.root, 'current')), `releases/${builtVersion}`);
  const token = await tokenOf(world.dir, 'reception');
  const writer = new SteadyWriter(world.port, token);
  writer.start();
  t.teardown(() => writer.stop());

  const tree = world.copyBuilt('99.0.0');
  world.addMigration(tree, 'CREATE TABLE upgrade_trial (id INTEGER PRIMARY KEY) STRICT', migrations.length);
  const second = await world.pack(tree);
  t.match(await callCarnet(['release', 'show', second, '--root', world.root]), { exit: 0, out: /99\.0\.0[\s\S]*yes/ });
  writer.longestGap = 0;
  const upgraded = await world.upgrade([second]);
  t.match(upgraded, { exit: 0, out: /Carnet 99\.0\.0 runs/ }, upgraded.error);
  t.comment(`${Math.round(writer.longestGap)} ms without an answer; ${statSync(second).size} bytes`);
  t.match(await statusOf(world), { current: '99.0.0', previous: builtVersion, last: { outcome: 'ok' } });
  t.equal(await schemaOf(world), migrations.length + 1, 'migrated');
  t.match(await world.upgrade([second]), { exit: 0, out: /runs already/ });
  t.match(await world.upgrade([first]), { exit: 3, error: /not newer/ });

  for (const [version, main] of [
    ['99.0.1', crashes],
    ['99.0.2', hangs],
    ['99.0.3', refuses],
  ] as const) {
    const broken = await world.packBroken(version, main);
    const { exit, out } = await world.upgrade([broken, '--lang', 'fr'], 2);
    t.match({ exit, out }, { exit: 1, out: /99\.0\.\d a été essayé sans succès ; 99\.0\.0 tourne de nouveau/ });
    t.match(await statusOf(world), { current: '99.0.0', last: { outcome: 'came-back', code: 'release-unhealthy' } });
  }

  const words = ['upgrade', 'back', '--dir', world.dir, ...world.options(), '--healthy-seconds', '1'];
  const cut = await spawnCarnet(words, {
    onSaid: (said, kill) => {
      if (said.includes('takes its place')) kill();
    },
  });
  t.equal(cut.exit, null, cut.error);
  t.match(await statusOf(world), { open: { to: builtVersion } }, 'cut off within it');
  t.match(await world.upgrade(['--json']), { exit: 0, out: /"outcome":"ok"/ }, 'the next command carries it on');
  t.match(await statusOf(world), { current: builtVersion, previous: '99.0.0', open: null });
  t.same(readdirSync(join(world.root, 'releases')).sort(), [builtVersion, '99.0.0'], 'what failed is gone');

  await hearAtHub(t, world);
  await writer.stop();
  t.ok(writer.acknowledged.length > 20, `${writer.acknowledged.length} were acknowledged`);
  t.same(await missingOf(world, writer, token), [], 'all that was acknowledged is there');
  t.equal(await schemaOf(world), migrations.length + 1, 'the program before writes what the newer one left');
  t.notOk(existsSync(join(world.dir, 'upgrade-trial.db')));
});

/** How many migrations the site's database has. */
async function schemaOf({ dir }: UpgradeWorld): Promise<number> {
  const reader = openReader(nodePaths(dir).journal, 'aegis', await unlockDataKey(dir));
  try {
    return reader.one(migrationSql.newest)?.version ?? 0;
  } finally {
    reader.close();
  }
}

/** What the hub has heard of the site by now. */
async function hearAtHub(t: Test, world: UpgradeWorld): Promise<void> {
  const { hub, hubDir } = world.network;
  const atHub = async () => (await hub.readFleet()).sites[0]?.facts;
  const said = await eventually('the hub hears of it', async () => {
    const facts = await atHub();
    return facts?.version === builtVersion ? facts : undefined;
  });
  t.match(said.program, { schema: migrations.length, protocol: 1, upgrade: { to: /^99/, at: Number } });
  t.match(await callCarnet(['site', 'list', '--dir', hubDir, '--json']), {
    out: new RegExp(`"version":"${builtVersion}","program":\\{"schema":${migrations.length}`),
  });
}

/** What was acknowledged and is not there. */
async function missingOf({ port }: UpgradeWorld, writer: SteadyWriter, token: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const id of writer.acknowledged) {
    const { status } = await askSite(port, `/fhir/Patient/${id}`, token);
    if (status !== 200) missing.push(id);
  }
  return missing;
}
