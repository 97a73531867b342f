// Prints the test files of a whole run, many of them as one: a process that loads the sources, has them compiled and tells
// its coverage for a single file spends two thirds of its time on that. Whatever starts programs, shapes the network or takes
// minutes keeps a process of its own, and comes first, so that the end of a run is evenly filled.
// Usage: tap $(node scripts/group-tests.js [FOLDER...]) — FOLDER is one of `test`, e.g. `record`; none: all.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Beside what else is made of the sources and kept nowhere. */
const made = '.checked/together';

/** How many files of a folder of `test` share a process: so many that none of them takes minutes. */
const filesMax = {
  ...{ record: 25, protocol: 20, config: 20, journal: 12 },
  ...{ 'fhir-api': 10, 'central-hub': 12, 'edge-agent': 8, provisioning: 6, sync: 3 },
};

/** @returns the test files below a folder, in order */
function testsBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((path) => path.endsWith('.test.ts') && !/(^|\/)peers\//.test(path))
    .map((path) => join(folder, path))
    .sort();
}

/** One file that has the tests of several: each adds its own when it is loaded, and they run one after the other. */
function together(folder, number, files) {
  const place = join(made, `${folder}-${number}.test.ts`);
  const imports = files.map((file) => `await import(${JSON.stringify(relative(made, file))});`);
  // Of a file alone; the last one that gives itself a time would give it to all.
  // Nothing starts before all are read: tap ends when the first file is done before the next one has begun.
  const start = 'let start;\nt.before(() => new Promise((resolve) => {\n  start = resolve;\n}));';
  const text = `import t from 'tap';\n${start}\n${imports.join('\n')}\nt.setTimeout(1_800_000);\nstart();\n`;
  // A run that is under way loads it.
  if (textOf(join(root, place)) !== text) writeFileSync(join(root, place), text);
  return place;
}

function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** @returns the files of a folder of `test` as they are run */
function groupsOf(folder) {
  const files = testsBelow(join('test', folder));
  const most = filesMax[folder];
  if (most === undefined) return files;
  const size = Math.ceil(files.length / Math.ceil(files.length / most));
  const groups = [];
  for (let from = 0; from < files.length; from += size) {
    groups.push(together(folder, groups.length + 1, files.slice(from, from + size)));
  }
  return groups;
}

mkdirSync(join(root, made), { recursive: true });
const given = process.argv.slice(2);
const folders = readdirSync(join(root, 'test'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const wanted = given.length > 0 ? given : folders;
const own = given.length > 0 ? [] : testsBelow('test').filter((path) => dirname(path) === 'test');
const isTogether = (folder) => filesMax[folder] !== undefined;
const ordered = wanted.sort((left, right) => Number(isTogether(left)) - Number(isTogether(right)));
console.log([...own, ...ordered.flatMap(groupsOf)].join('\n'));
