import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { countVersions, runImport, writeFiles } from '../../support/import-run.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.setTimeout(900_000);

const count = 3_000;
const patients = Array.from({ length: count }, (_, index) => ({ resourceType: 'Patient', id: `p${index}` }));
const progressMilliseconds = [0, 3, 20] as const;

/** Runs the built command and kills it so long after the first word of its progress; whether it was in the middle. */
async function killed(parameters: readonly string[], milliseconds: number): Promise<boolean> {
  let isTold = false;
  const { exit } = await spawnCarnet([...parameters, '--json'], {
    onSaid: (error, kill) => {
      if (isTold || !error.includes('"event":"progress"')) return;
      isTold = true;
      void pause(milliseconds).then(kill);
    },
  });
  return exit === null;
}

t.test('[F84] an undoing that was killed, and killed again, ends as if it never was', async (t) => {
  const dir = siteFolder(t);
  await runImport(dir, writeFiles(t, { 'many.ndjson': patients }));
  const undo = ['import', 'undo', '1', '--dir', dir];
  for (const milliseconds of progressMilliseconds) t.ok(await killed(undo, milliseconds), 'it was in the middle');
  const before = await countVersions(dir);
  t.ok(before > count && before < 2 * count, `${before - count} were taken back before`);
  const done = await spawnCarnet([...undo, '--json']);
  t.equal(done.exit, 0);
  t.match(JSON.parse(done.out), { deleted: count, restored: 0, left: [], stopped: false, resumed: true });
  t.match(done.error, /^\{"event":"progress","stage":"undo","resources":\d+,"resourcesAll":\d+,"resourcesPerSecond":/);
  t.equal(await countVersions(dir), 2 * count, 'each was deleted once');
  t.match(JSON.parse((await callCarnet(['import', 'list', '--dir', dir, '--json'])).out), {
    imports: [{ state: 'undone' }],
  });
});

t.test('[F86] [F87] an export that was killed, and killed again, ends as if it never was', async (t) => {
  const dir = siteFolder(t);
  await runImport(dir, writeFiles(t, { 'many.ndjson': patients }));
  for (const more of [[], ['--format', 'bundle', '--gzip']]) {
    const place = temporaryFolder(t);
    const into = (name: string) => ['export', '--dir', dir, '--output', join(place, name), ...more];
    t.equal((await callCarnet(into('whole'))).exit, 0);
    t.ok(await cutTwice(into('cut'), join(place, 'cut')), 'it was cut twice in the middle');
    t.match(JSON.parse((await spawnCarnet([...into('cut'), '--json'])).out), { resumed: true, resources: count });
    const names = readdirSync(join(place, 'whole'));
    t.strictSame(readdirSync(join(place, 'cut')), names);
    for (const name of names) {
      const [whole, cut] = ['whole', 'cut'].map((of) => readFileSync(join(place, of, name)));
      if (name === 'manifest.json') t.strictSame(placeless(cut), placeless(whole));
      else t.ok(whole !== undefined && cut?.equals(whole), name);
    }
  }
});

t.test('[F87] what a kill leaves of the file that is being renamed is no export, and is removed', async (t) => {
  const dir = siteFolder(t);
  await runImport(dir, writeFiles(t, { 'a.ndjson': patients.slice(0, 1) }));
  const out = temporaryFolder(t);
  for (const name of ['export.part.json.0123456789ab.new', 'manifest.json.ba9876543210.new']) {
    writeFileSync(join(out, name), '{"requ');
  }
  t.equal((await callCarnet(['export', '--dir', dir, '--output', out])).exit, 0);
  t.strictSame(readdirSync(out).sort(), ['Patient.ndjson', 'manifest.json']);
  const other = temporaryFolder(t);
  writeFileSync(join(other, 'export.part.json.new'), '');
  t.match(await callCarnet(['export', '--dir', dir, '--output', other]), { exit: 1, error: /exists already/ });
});

/** Kills an export until two of them were in the middle; one that was quicker begins anew. */
async function cutTwice(parameters: readonly string[], folder: string): Promise<boolean> {
  for (let [attempt, times] = [0, 0]; attempt < 20; attempt += 1) {
    times += (await killed(parameters, 0)) ? 1 : 0;
    if (readdirSync(folder).includes('manifest.json')) {
      rmSync(folder, { recursive: true });
      times = 0;
    }
    if (times === 2) return true;
  }
  return false;
}

/** A manifest without when it was written. */
function placeless(manifest: Buffer | undefined): object {
  const { exportedAt, ...rest } = JSON.parse(String(manifest)) as { readonly exportedAt: string };
  return rest;
}
