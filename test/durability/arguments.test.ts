import t from 'tap';
import { helpText, partNames, readArguments } from './arguments.js';

const usual = {
  ...{ parts: partNames, images: 20_000, kills: 200, seed: 1, plant: undefined, workers: undefined },
  ...{ json: false, progress: undefined },
};

t.test('nothing said means everything, in the size of a run of all tests', async (t) => {
  t.same(readArguments([]), usual);
  const given = [
    '--only',
    'kills',
    '--kills',
    '2000',
    '--seed=7',
    '--workers',
    '1',
    '--progress',
    'kills.jsonl',
    '--json',
  ];
  const more = { kills: 2_000, seed: 7, workers: 1, progress: 'kills.jsonl', json: true };
  t.same(readArguments(given), { ...usual, ...more, parts: ['kills'] });
  t.same(readArguments(['--plant', 'sync-normal']), { ...usual, parts: ['images'], plant: 'sync-normal' });
});

t.test('help is given with examples, and what is wrong is said in one line', async (t) => {
  t.same(readArguments(['--help']), { text: helpText });
  t.match(helpText, 'npm run durability -- --images 20000 --kills 200 --json');
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['--image=5', /^Unknown option '--image'.*see --help$/],
    ['five', /^five is not an option; see --help$/],
    ...['--images=0', '--kills=-1', '--seed=x', '--workers=1.5', '--workers='].map(
      (each) => [each, /whole number/] as const,
    ),
    ['--plant=sync-off', /^--plant is one of sync-normal, ack-before-commit, dropped-fsync$/],
    ['--only=nothing', /^--only is one of images, kills/],
  ];
  for (const [argument, words] of wrong) {
    const read = readArguments([argument]);
    t.match(read, { problem: words }, argument);
    t.notMatch(read, { problem: /\n/ });
  }
  for (const more of ['--only=kills', '--progress=file']) {
    t.match(readArguments(['--plant=sync-normal', more]), { problem: /goes with images/ });
  }
});
