import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import t from 'tap';
import { buildIfStale } from '../../bench/fresh-build.js';
import { type Operation, readTrace } from '../../durability/images/trace.js';
import { buildShim, shimEnvironment } from '../../durability/shim/build-shim.js';
import { smallArchive } from '../../support/release-tree.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { uncovered } from '../../support/uncovered.js';

const cli = resolve(import.meta.dirname, '../../../bin/carnet.js');

t.test('[U3] a release takes its name when all of it is on the disk, names included', async (t) => {
  if (requirePackage(t, 'gcc') === undefined) return;
  buildIfStale();
  const folder = temporaryFolder(t);
  const { archive, trustedFile } = await smallArchive(folder);
  const root = join(folder, 'root');
  mkdirSync(root);
  writeFileSync(join(root, 'trusted-keys'), readFileSync(trustedFile));
  const trace = join(folder, 'trace');
  const shim = shimEnvironment({ library: buildShim(folder), folder: root, trace });
  const words = ['upgrade', archive, '--stage', '--root', root, '--dir', folder];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...words], {
    env: { ...process.env, ...uncovered, ...shim },
    encoding: 'utf8',
  });
  t.equal(status, 0, stderr);
  const done = readTrace(readFileSync(trace));
  const named = done.findIndex(({ kind, ...of }) => kind === 'rename' && 'to' in of && of.to === 'releases/0.2.0');
  t.ok(named > 0);
  const before = done.slice(0, named);
  const made = before.flatMap((one) => (isIn(one, 'create') ? [one.file] : []));
  t.ok(made.length > 10, `${made.length} files`);
  t.same(
    made.filter((file) => lastOf(before, 'sync', file) < lastOf(before, 'write', file)),
    [],
    'each file after its last byte',
  );
  const folders = new Set(made.map((file) => dirname(file)));
  t.same(
    [...folders].filter((name) => made.some((file) => isUnsynced(before, name, file))),
    [],
    'each folder after its last file',
  );
  t.ok(
    done.slice(named).some(({ kind, ...of }) => kind === 'sync-folder' && 'file' in of && of.file === 'releases'),
    'and then its name',
  );
});

t.test('[U3] a disk that is full or fails half-way leaves nothing half, and the same command goes on', async (t) => {
  if (requirePackage(t, 'gcc') === undefined) return;
  buildIfStale();
  const folder = temporaryFolder(t);
  const { archive, trustedFile } = await smallArchive(folder);
  const root = join(folder, 'root');
  const switchFile = join(folder, 'switch');
  mkdirSync(root);
  writeFileSync(join(root, 'trusted-keys'), readFileSync(trustedFile));
  const shim = shimEnvironment({ library: buildShim(folder), folder: join(root, 'releases'), switchFile });
  const stage = (fault: string) => {
    writeFileSync(switchFile, fault);
    const words = ['upgrade', archive, '--stage', '--root', root, '--dir', folder, '--lang', 'fr'];
    const environment = { ...process.env, ...uncovered, ...shim };
    return spawnSync(process.execPath, [cli, ...words], { env: environment, encoding: 'utf8' });
  };
  const faults = [
    ['f', /Le disque est plein/],
    ['w', /Le disque a signalé une erreur/],
    ['s', /Le disque a signalé une erreur/],
  ] as const;
  for (const [fault, stderr] of faults) {
    t.match(stage(fault), { status: 1, stderr }, fault);
    t.same(readdirSync(join(root, 'releases')), []);
  }
  t.match(stage('-'), { status: 0, stdout: /vérifié et prêt/ });
  t.same(readdirSync(join(root, 'releases')), ['0.2.0']);
});

function isIn(one: Operation, kind: Operation['kind']): one is Extract<Operation, { readonly file: string }> {
  return one.kind === kind && 'file' in one && one.file.startsWith('releases/0.2.0.unfinished/');
}

function lastOf(list: readonly Operation[], kind: Operation['kind'], file: string): number {
  return list.findLastIndex((one) => one.kind === kind && 'file' in one && one.file === file);
}

function isUnsynced(list: readonly Operation[], folder: string, file: string): boolean {
  return dirname(file) === folder && lastOf(list, 'sync-folder', folder) < lastOf(list, 'create', file);
}
