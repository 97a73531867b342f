import t from 'tap';
import { outgoingKinds } from '../record/privacy/outgoing.js';
import * as directions from './support/tidy/directions.js';
import { importsOf, listFiles, readSources, readText } from './support/tidy/project.js';
import { rulesCited, rulesNamed, rulesOf } from './support/tidy/rules.js';
import { couldSend, unknownSenders } from './support/tidy/sending.js';
import * as shape from './support/tidy/shape.js';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

const sources = readSources();
const imports = sources.flatMap(importsOf);
const tests = sources.filter(({ path }) => path.startsWith('test/'));
const product = sources.filter(({ path }) => !path.startsWith('test/'));
const manifest = JSON.parse(readText('package.json')) as Manifest;
/** Where words are looked for that the tidy test itself must name. */
const outsideTidy = sources.filter(({ path }) => !/^test\/(tidy\.test\.ts|support\/tidy\/)/.test(path));

t.test('folders import only in the directions of the house', async (t) => {
  t.ok(imports.length > 0 && product.length > 0);
  t.strictSame(directions.wrongDirections(imports), []);
});

t.test('no file imports itself through others', async (t) => {
  t.strictSame(directions.cycles(imports), []);
});

t.test('a program is started, never imported', async (t) => {
  t.strictSame(directions.importsOfEntries(imports), []);
});

t.test('settings and the environment are read in the entries only, and passed down', async (t) => {
  t.strictSame(directions.configReadElsewhere(imports), []);
  const readers = product.filter(({ path }) => !/(^|\/)(main|cli)\.ts$|^(config|scripts)\/|^ui\/[^/]+$/.test(path));
  t.strictSame(
    readers.flatMap((file) => shape.matchingLines(file, /\bprocess\.env\b/)),
    [],
  );
});

t.test(
  'protocol and record do no input or output, keep no timers, and take time and chance as parameters',
  async (t) => {
    t.strictSame(directions.impureImports(imports), []);
    t.strictSame(shape.hiddenInputs(product), []);
  },
);

t.test('programs read the wall clock where they begin, and pass it down', async (t) => {
  const allowed = [
    // Where a program or a command begins; pages of a browser have no other clock.
    /^(edge-agent|central-hub)\/composition\.ts$|^provisioning\/(commands|demo)\/|^ui\//,
    // What is meant where nobody says otherwise; the programs do.
    /^(journal\/open|journal\/attachments\/open-attachments|fhir-api\/plugin|protocol\/ids)\.ts$/,
    // A process of its own, that only writes down when; and a deadline that its library compares with the wall clock.
    /^journal\/backup\/copy-process\.ts$|^edge-agent\/links\/plugins\/starlink-plugin\.ts$/,
  ];
  const others = product.filter(({ path }) => !allowed.some((pattern) => pattern.test(path)));
  t.strictSame(
    others.flatMap((file) => shape.matchingLines(file, /\bDate\.now\b|new Date\(\)/)),
    [],
  );
});

t.test('[R42] every module that could send words out is known, and what it sends is on the closed list', async (t) => {
  t.strictSame(unknownSenders(couldSend(sources, imports), outgoingKinds), []);
});

t.test('nothing that a page loads needs Node', async (t) => {
  t.strictSame(directions.nodeInBrowser(imports), []);
});

t.test('files and functions are short', async (t) => {
  t.strictSame(shape.longFiles(sources), []);
  t.strictSame(shape.longFunctions(sources), []);
  const middle = shape.median(product.map(({ text }) => shape.linesOf(text)));
  t.ok(middle <= shape.sizes.fileLinesMedianMax, `the median file has ${middle} lines`);
});

t.test('no barrels, and no file or folder whose name says nothing', async (t) => {
  t.strictSame(shape.barrels(sources), []);
  t.strictSame(shape.dumps(sources.map(({ path }) => path)), []);
});

t.test('every rule of the protocol is proven by a test that cites it, and every rule named exists', async (t) => {
  const rules = rulesOf(readText('protocol/SPEC.md'));
  const cited = rulesCited(tests);
  t.ok(rules.size > 30, `${rules.size} rules`);
  t.strictSame(
    [...rules].filter((rule) => !cited.has(rule)),
    [],
    'rules without a test',
  );
  t.strictSame(
    [...cited].filter(([rule]) => !rules.has(rule)),
    [],
    'cited rules that do not exist',
  );
  const texts = [...outsideTidy, ...listFiles(['.md']).map((path) => ({ path, text: readText(path) }))];
  const misleading = texts.flatMap(({ path, text }) =>
    [...rulesNamed(text)].filter((rule) => !rules.has(rule)).map((rule) => `${path} names rule ${rule}`),
  );
  t.strictSame(misleading, []);
});

t.test('no test is left out, alone, or knows of module mocks', async (t) => {
  const leftOut = /\.(skip|only|todo)\(|\b(skip|todo|only): *(true|['"`])/;
  const lines = tests
    .filter(({ path }) => path !== 'test/support/system-package.ts')
    .filter((file) => outsideTidy.includes(file))
    .flatMap((file) => [
      ...shape.matchingLines(file, leftOut),
      ...shape.matchingLines(file, /\bmock(Import|Require|All)?\(/),
    ]);
  t.strictSame(lines, []);
});

t.test(
  'no code asks whether it is being tested, hides an error from the compiler, or leaves work without an owner',
  async (t) => {
    const env = /\bNODE_ENV\b/;
    t.strictSame(
      outsideTidy.flatMap((file) => shape.matchingLines(file, env)),
      [],
    );
    const comments = (pattern: RegExp) =>
      outsideTidy.flatMap(({ path, text }) => (pattern.test(text) ? [`${path} ${pattern.exec(text)?.[0]}`] : []));
    t.strictSame(comments(/@ts-(ignore|nocheck|expect-error)/), []);
    t.strictSame(comments(/\b(FIXME|XXX)\b|\bTODO\b(?!\([a-z])/), []);
  },
);

t.test('every dependency is pinned, named in ARCHITECTURE.md and declared for what imports it', async (t) => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
  const loose = Object.entries(all).filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+$/.test(version));
  t.strictSame(loose, []);
  const architecture = readText('ARCHITECTURE.md');
  t.strictSame(
    Object.keys(all).filter((name) => !architecture.includes(`\`${name}\``)),
    [],
  );
  const undeclared = imports
    .filter(({ from, to, relative }) => !relative && !to.startsWith('node:') && !/^(test|ui|scripts)\//.test(from))
    .filter(({ to, typeOnly }) => !typeOnly && !Object.hasOwn(manifest.dependencies, packageOf(to)));
  t.strictSame(
    undeclared.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
});

t.test('a program that a test starts through tsx is left out of the coverage', async (t) => {
  const starters = outsideTidy.filter(({ text }) => /'--import', 'tsx'|--import tsx/.test(text));
  const tests = starters.filter(
    ({ path }) => path.startsWith('test/') && !/^test\/(bench\/|simulation\/run)/.test(path),
  );
  t.ok(tests.length > 3);
  t.strictSame(
    tests.filter(({ text }) => !/\buncovered\b/.test(text)).map(({ path }) => path),
    [],
  );
});

t.test('the lock file names no registry', async (t) => {
  t.notMatch(readText('package-lock.json'), /"resolved":/);
});

function packageOf(specifier: string): string {
  const [scopeOrName, name] = specifier.split('/');
  return specifier.startsWith('@') ? `${scopeOrName}/${name}` : (scopeOrName ?? '');
}
