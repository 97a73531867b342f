import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin, SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { buildIfStale } from '../bench/fresh-build.js';

buildIfStale();

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const programs = ['edge-agent/main.js', 'central-hub/main.js', 'tunnel-peers/main.js', 'provisioning/cli.js'];

/** What a built file loads at its start, itself included, and the packages and parts of Node that they name. */
function loadedBy(file: string, files = new Set<string>(), packages = new Set<string>()) {
  files.add(file);
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"\n]+)";/gm)) {
    if (!from.startsWith('.')) packages.add(from);
    else if (!files.has(resolve(dirname(file), from))) loadedBy(resolve(dirname(file), from), files, packages);
  }
  return { files, packages };
}

t.test('a program loads a few files and one package at its start', async (t) => {
  for (const program of programs) {
    const { files, packages } = loadedBy(join(dist, program));
    t.ok(files.size < 30, `${program}: ${files.size} files`);
    const foreign = [...packages].filter((name) => !isBuiltin(name));
    t.strictSame(
      foreign.filter((name) => name !== 'better-sqlite3'),
      [],
      program,
    );
  }
  const forge = (file: string) => readFileSync(file, 'utf8').includes('node_modules/node-forge/');
  t.notOk([...loadedBy(join(dist, 'edge-agent/main.js')).files].some(forge), 'a site loads forge when it renews');
  t.notOk(loadedBy(join(dist, 'tunnel-peers/main.js')).packages.has('better-sqlite3'), 'the peers program reads none');
});

t.test('whatever a source starts by its place was built there', async (t) => {
  const named = sourcesNaming(/new URL\(['`]\.\/([\w-]+)(?:\.js'|\$\{extname\(import\.meta\.url\)\})/);
  t.strictSame(
    named.map(([, place]) => place),
    [
      'central-hub/intake/reading/reading-worker.js',
      'journal/backup/copy-process.js',
      'journal/search-file/index-worker.js',
      'provisioning/secrets/password-worker.js',
    ],
  );
  for (const [source, place] of named) t.ok(existsSync(join(dist, place)), `${source} starts ${place}`);
});

/** Sources of the programs and the place that the first group of the pattern makes of each. */
function sourcesNaming(pattern: RegExp): readonly (readonly [source: string, place: string])[] {
  const folders = ['protocol', 'record', 'journal', 'fhir-api', 'config', 'provisioning', 'edge-agent', 'central-hub'];
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const stem = pattern.exec(readFileSync(file, 'utf8'))?.[1];
      return stem === undefined ? [] : [[relative(root, file), relative(root, join(dirname(file), `${stem}.js`))]];
    })
    .sort() as unknown as readonly (readonly [string, string])[];
}

t.test('a line of what was built leads to the line of its source', async (t) => {
  const main = join(dist, 'edge-agent/main.js');
  const lines = readFileSync(main, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.startsWith('await runProgram('));
  const map = new SourceMap(JSON.parse(readFileSync(`${main}.map`, 'utf8')) as SourceMapPayload);
  const entry = map.findEntry(line, 0);
  if (!('originalSource' in entry)) throw new Error('the map says nothing of it');
  const source = join(dirname(main), entry.originalSource);
  t.equal(relative(root, source), 'edge-agent/main.ts');
  t.match(readFileSync(source, 'utf8').split('\n')[entry.originalLine], /^await runProgram\(/);
});

t.test('a folder of the build keeps no file that nothing loads any more', async (t) => {
  const copy = t.testdir();
  for (const name of ['package.json', 'tsconfig.json', 'node_modules', ...sourceFolders()]) {
    symlinkSync(join(root, name), join(copy, name));
  }
  mkdirSync(join(copy, 'scripts'));
  writeFileSync(join(copy, 'scripts/build-programs.js'), readFileSync(join(root, 'scripts/build-programs.js')));
  mkdirSync(join(copy, 'dist/chunks'), { recursive: true });
  writeFileSync(join(copy, 'dist/chunks/OLD.js'), '');
  await promisify(execFile)(process.execPath, [join(copy, 'scripts/build-programs.js')]);
  t.notOk(existsSync(join(copy, 'dist/chunks/OLD.js')));
  t.ok(existsSync(join(copy, 'dist/edge-agent/main.js')));
});

function sourceFolders(): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['node_modules', 'dist', 'scripts', 'test'].includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'));
}
