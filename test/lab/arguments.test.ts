import t from 'tap';
import { helpText, listText, readArguments } from './arguments.js';
import { shareOut } from './run-offer.js';
import { offers, wordsOf } from './scenario-list.js';

const namesOf = (...given: readonly string[]) => {
  const read = readArguments(given, offers);
  return 'offers' in read ? read.offers.map((offer) => wordsOf(offer).name) : read;
};

t.test('scenarios are chosen by name, or all of them, and told what is wrong else', async (t) => {
  t.strictSame(namesOf('flap', '--json', 'blackhole', '--cuts', '7'), ['flap', 'blackhole']);
  t.equal((namesOf('all') as readonly string[]).length, offers.length);
  t.match(namesOf('nonsense'), { problem: /no scenario nonsense; there are standby-cold, / });
  t.match(namesOf('flap', '--cuts', '0'), { problem: /whole number/ });
  t.match(namesOf('flap', '--cutz', '1'), { problem: /--cutz.*see --help/ });
  t.match(namesOf('flap', '--congestion', 'vegas'), { problem: /bbr, cubic, reno/ });
  t.strictSame(namesOf(), { text: listText(offers) });
  t.strictSame(namesOf('list', '--json'), { text: listText(offers) });
  t.strictSame(namesOf('flap', '--help'), { text: helpText });
});

t.test('the options are read', async (t) => {
  const given = ['all', '--loopback', '--verbose', '--seed', '9', '--parallel', '2', '--congestion', 'bbr'];
  t.match(readArguments(given, offers), { loopback: true, verbose: true, seed: 9, parallel: 2, congestion: 'bbr' });
  t.match(readArguments(['all'], offers), { seed: 1, cuts: undefined, parallel: undefined, json: false });
});

t.test('the list names each scenario once, and the help shows examples', async (t) => {
  t.equal(new Set(offers.map((offer) => wordsOf(offer).name)).size, offers.length);
  t.match(listText(offers), /^blackhole +\d+ min .*\(100 cuts\)$/m);
  t.match(helpText, /npm run lab -- blackhole --cuts 100 --parallel 4 --json/);
});

t.test('cuts are shared out among networks', async (t) => {
  t.strictSame(shareOut(10, 4), [2, 2, 3, 3]);
  t.strictSame(shareOut(2, 4), [1, 1]);
  t.strictSame(shareOut(1, 1), [1]);
});
