import t from 'tap';
import { helpText, readArguments } from './arguments.js';

const usual = {
  ...{ kind: 'all', plant: undefined, disasters: undefined, siteCount: undefined },
  ...{ from: 1, seeds: 200, seed: undefined },
  ...{ workers: undefined, trace: false, manner: 'words', progress: undefined },
};

t.test('what is said is read, and what is not is as usual', async (t) => {
  t.strictSame(readArguments([]), usual);
  t.strictSame(readArguments(['--seed=4711', '--trace', '--disasters']), {
    ...{ ...usual, seed: 4711, trace: true, disasters: true },
  });
  const given = ['--kind', 'links', '--seeds', '9', '--from=5', '--workers=1', '--json', '--progress=file'];
  const more = { kind: 'links', seeds: 9, from: 5, workers: 1, manner: 'lines', progress: 'file' };
  t.strictSame(readArguments(given), { ...usual, ...more });
  t.match(readArguments(['--sites', '200']), { siteCount: 200 });
  t.match(readArguments(['--sites=9', '--kind=links']), { problem: /--kind all/ });
  t.match(readArguments(['--report']), { manner: 'whole' });
  t.match(readArguments(['--json', '--report']), { problem: /two ways/ });
  t.match(readArguments(['--no-disasters', '--plant=no-dedupe']), { disasters: false, plant: 'no-dedupe' });
});

t.test('help is given with examples, and what is wrong is said in one line', async (t) => {
  t.same(readArguments(['--help']), { text: helpText });
  t.match(helpText, 'npm run simulate -- --seed 4711 --trace');
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['--seed-s=5', /^Unknown option.*see --help$/],
    ['five', /^five is not an option; see --help$/],
    ...['--seeds=0', '--from=x', '--seed=-1', '--sites=-2', '--workers=1.5'].map(
      (each) => [each, /whole number/] as const,
    ),
    ['--kind=some', /^--kind is one of all, links$/],
    ['--plant=metered-for-free', /^--plant is one of ack-before-commit, .* with --kind all$/],
  ];
  for (const [argument, words] of wrong) {
    const read = readArguments([argument]);
    t.match(read, { problem: words }, argument);
    t.notMatch(read, { problem: /\n/ });
  }
});
