import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { uncovered } from '../support/uncovered.js';

const program = fileURLToPath(new URL('./run.ts', import.meta.url));

function durability(environment: Readonly<Record<string, string>>, ...given: readonly string[]) {
  const env = { ...process.env, ...uncovered, ...environment };
  return spawnSync(process.execPath, ['--import', 'tsx', program, ...given], { env, encoding: 'utf8' });
}

t.test('help and wrong usage are plain, and nothing is run', async (t) => {
  const help = durability({}, '--help');
  t.equal(help.status, 0);
  t.match(help.stdout, /^npm run durability -- \[options\]/);
  const folder = t.testdir({ notes: 'something\n' });
  const nowhere = join(folder, 'missing', 'images.jsonl');
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['--image', '5'], /^Unknown option '--image'/],
    [['--images', 'many'], /^--images, --kills, --seed and --workers want a whole number/],
    [['--plant', 'sync-off'], /^--plant is one of/],
    [['--progress', join(folder, 'notes')], /notes is not a file of progress$/],
    [['--progress', nowhere], /ENOENT/],
  ];
  for (const [given, words] of wrong) {
    const { status, stdout, stderr } = durability({}, ...given);
    t.equal(status, 2, given.join(' '));
    t.equal(stdout, '');
    t.match(stderr.trimEnd(), words);
    t.notMatch(stderr.trimEnd(), /\n/, 'one line');
  }
  t.notOk(existsSync(nowhere));
  const lacking = durability({ PATH: '' }, '--only', 'images');
  t.match(lacking, { status: 2, stderr: /^it needs gcc \(sudo apt-get install gcc\)\n$/ });
});
