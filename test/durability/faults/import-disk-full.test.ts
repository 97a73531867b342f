import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { countVersions, writeFiles } from '../../support/import-run.js';
import { spawnCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { leaveOut } from '../leave-out.js';
import { smallDisk } from './site-under-fault.js';
import { missingForDisk } from './small-disk.js';

t.setTimeout(900_000);

const count = 2_000;
const note = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${'x'.repeat(1_000)}</div>` };
const patients = Array.from({ length: count }, (_, index) => ({
  resourceType: 'Patient',
  id: `p${index}`,
  text: note,
}));
const full = /^carnet: The disk is full\. What was saved is safe; nothing new was stored\. Free some space/;

interface Listed {
  readonly imports: readonly { readonly state: string; readonly created: number; readonly position: number }[];
}

t.test('[F81] [F84] [W7] a disk that fills cuts an import and its undoing between parts, and both go on', async (t) => {
  const missing = await missingForDisk();
  if (missing !== undefined) return leaveOut(t, missing);
  const disk = await smallDisk(t, 32 * 1024 * 1024);
  const outside = disk.outside('site');
  cpSync(siteFolder(t), outside, { recursive: true });
  const files = writeFiles(t, { 'in.ndjson': patients });
  const run = (...parameters: readonly string[]) =>
    spawnCarnet([...parameters, '--dir', join(disk.place, 'site')], { through: disk.through });
  // SQLite opens no file that is reached through another's mounts.
  const versions = () => {
    const copy = temporaryFolder(t);
    cpSync(outside, copy, { recursive: true });
    return countVersions(copy);
  };
  const listed = async () => (JSON.parse((await run('import', 'list', '--json')).out) as Listed).imports[0];

  disk.fill(3 * 1024 * 1024);
  const cut = await run('import', ...files);
  t.equal(cut.exit, 1);
  t.match(cut.error, full);
  t.match(cut.error, /The parts before stay, each whole.*run the same command again: it goes on behind them\n$/);
  t.match((await run('import', ...files, '--lang', 'fr')).error, /Le disque est plein.*relancez la même commande/);
  disk.free();
  const stored = await listed();
  t.equal(stored?.state, 'open');
  t.ok((stored?.created ?? 0) > 0 && (stored?.created ?? 0) < count, `${stored?.created} were stored`);
  t.equal(stored?.position, stored?.created, 'what is settled is what was written');
  t.equal(await versions(), stored?.created, 'nothing half');
  t.match(JSON.parse((await run('import', ...files, '--json')).out), { resumed: true, created: count, refused: 0 });
  t.equal(await versions(), count, 'nothing twice');

  disk.fill(512 * 1024);
  const undone = await run('import', 'undo', '1');
  t.equal(undone.exit, 1);
  t.match(undone.error, full);
  disk.free();
  t.equal((await listed())?.state, 'undoing');
  const deletions = (await versions()) - count;
  t.ok(deletions > 0 && deletions < count && deletions % 100 === 0, `${deletions} were taken back, in whole rounds`);
  t.match(JSON.parse((await run('import', 'undo', '1', '--json')).out), { resumed: true, deleted: count, left: [] });
  t.equal(await versions(), 2 * count, 'each once');
});

t.test('[F87] [W7] a disk that fills cuts an export, which says so and goes on when there is room', async (t) => {
  const missing = await missingForDisk();
  if (missing !== undefined) return leaveOut(t, missing);
  const dir = siteFolder(t);
  const files = writeFiles(t, { 'in.ndjson': patients });
  t.equal((await spawnCarnet(['import', ...files, '--dir', dir])).exit, 0);
  const disk = await smallDisk(t, 8 * 1024 * 1024);
  const out = disk.outside('out');
  const run = (...more: readonly string[]) =>
    spawnCarnet(['export', '--dir', dir, '--output', join(disk.place, 'out'), ...more], { through: disk.through });
  for (const roomBytes of [0, 1024 * 1024]) {
    disk.fill(roomBytes);
    const cut = await run();
    t.equal(cut.exit, 1);
    t.match(cut.error, full);
    t.match(cut.error, /out.*run the same command again: it goes on where it stopped\n$/);
    t.notOk(existsSync(join(out, 'manifest.json')), 'what is not whole does not look so');
    disk.free();
  }
  t.match(JSON.parse((await run('--json')).out), { resumed: true, resources: count });
  t.strictSame(readdirSync(out).sort(), ['Patient.ndjson', 'manifest.json']);
  const ids = readFileSync(join(out, 'Patient.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
  t.strictSame(ids, patients.map(({ id }) => id).sort(), 'each once');
});
