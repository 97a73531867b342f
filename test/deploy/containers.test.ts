import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { environmentOf, nodeFlagsOf } from '../../config/running/program-start.js';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
const dockerfile = read('Dockerfile');
const compose = read('compose.yaml');
/** The stages of the Dockerfile: what each starts from, and its lines. */
const stages = new Map(
  dockerfile
    .split(/^FROM /m)
    .slice(1)
    .map((stage) => {
      const [, from = '', name = ''] = /^(\S+) AS (\S+)/.exec(stage) ?? [];
      return [name, { from, text: stage }];
    }),
);

t.test('the image is built from a pinned base that package.json accepts', async (t) => {
  const bases = [...stages.values()].map(({ from }) => from).filter((from) => !stages.has(from));
  t.strictSame([...new Set(bases)], ['node:20.20-bookworm-slim']);
  t.equal((JSON.parse(read('package.json')) as { engines: { node: string } }).engines.node, '>=20.19');
});

t.test('hub and edge are targets over a runtime that is not root, and says whether it is well', async (t) => {
  for (const name of ['hub', 'edge']) {
    t.equal(stages.get(name)?.from, 'runtime', name);
    t.notMatch(stages.get(name)?.text, /^USER/m, 'stays what the runtime is');
  }
  t.match(stages.get('hub')?.text, /^CMD \["node", "bin\/carnet.js", "hub", "run", "--dir"/m);
  const started = [...nodeFlagsOf('edge-agent'), 'dist/edge-agent/main.js', '--dir'].map((word) => `"${word}"`);
  t.ok(
    stages.get('edge')?.text.includes(`\nCMD ["node", ${started.join(', ')}, `),
    'with the flags that keep it small',
  );
  for (const [name, value] of Object.entries(environmentOf('edge-agent', {}))) {
    t.ok(stages.get('edge')?.text.includes(`\nENV ${name}=${value}\n`), name);
  }
  t.match(stages.get('runtime')?.text, /^USER 10001:10001$/m);
  t.match(stages.get('runtime')?.text, /^HEALTHCHECK [\s\S]*scripts\/health-check\.js/m);
});

t.test('compilers and development packages stay in the build stage', async (t) => {
  t.match(stages.get('build')?.text, /npm prune --omit=dev/);
  t.notMatch(stages.get('runtime')?.text, /apt-get|npm /);
  t.match(read('.dockerignore'), /^node_modules$/m);
});

t.test('every service of the composition is read-only, without capabilities, and watched', async (t) => {
  const shared = compose.slice(compose.indexOf('x-node:'), compose.indexOf('services:'));
  for (const line of [
    'read_only: true',
    'cap_drop: [ALL]',
    'no-new-privileges:true',
    'tmpfs:',
    'healthcheck:',
    'core: 0',
  ]) {
    t.ok(shared.includes(line), line);
  }
  const services = compose.slice(compose.indexOf('services:'), compose.indexOf('\nvolumes:'));
  const names = [...services.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name);
  t.strictSame(names, ['hub', 'site-1', 'site-2']);
  t.equal([...services.matchAll(/<<: \*node/g)].length, names.length);
  t.notMatch(services, /privileged:|cap_add:|network_mode: host|read_only: false/);
});
