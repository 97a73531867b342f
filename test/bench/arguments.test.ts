import t from 'tap';
import { helpText, listText, readArguments } from './arguments.js';
import type { Bench } from './measurement.js';

const benches: readonly Bench[] = ['write', 'sync'].map((name) => ({ name, title: `Of ${name}`, run: async () => [] }));
const usual = { sites: 200, seconds: 60, preload: 1_000_000, changes: 5_000, resources: 1_000_000 };

t.test('what is named is measured, everything where nothing is', async (t) => {
  t.same(readArguments([], benches), { benches, size: usual, json: false });
  t.same(readArguments(['all', '--json'], benches), { benches, size: usual, json: true });
  const small = { sites: 2, seconds: 3, preload: 0, changes: 4, resources: 5 };
  const sizes = ['--sites', '2', '--seconds', '3', '--preload', '0', '--changes', '4', '--resources', '5'];
  t.same(readArguments(['sync', ...sizes], benches), { benches: [benches[1]], size: small, json: false });
});

t.test('help and a list are given, and what is wrong is said', async (t) => {
  t.same(readArguments(['--help'], benches), { text: helpText });
  t.same(readArguments(['list'], benches), { text: listText(benches) });
  t.match(helpText, 'npm run bench -- sync');
  t.match(listText(benches), 'sync        Of sync');
  t.same(readArguments(['nothing'], benches), { problem: 'no bench nothing; there are write, sync' });
  t.match(readArguments(['--nothing'], benches), { problem: /see --help$/ });
  for (const wrong of ['0', '-1', 'many', '1.5']) {
    t.match(readArguments([`--sites=${wrong}`], benches), { problem: /whole number/ });
  }
  t.match(readArguments(['--preload=x'], benches), { problem: /whole number/ });
});
