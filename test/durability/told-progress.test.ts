import t from 'tap';
import { ProgressTeller, wordsOf } from './told-progress.js';

t.test('how far, how fast and how long still; the rate is of this run alone', async (t) => {
  const stand = { done: 500_000, wanted: 1_000_000, doneNow: 1_000, seconds: 10, broken: 0 };
  t.equal(wordsOf('images', stand), 'images: 500000 of 1000000, 100.0 a second, 1 h 24 min left');
  t.equal(wordsOf('kills', { ...stand, wanted: 500_100 }), 'kills: 500000 of 500100, 100.0 a second, 1 s left');
  t.equal(wordsOf('kills', { ...stand, wanted: 512_000 }), 'kills: 500000 of 512000, 100.0 a second, 2 min left');
  t.equal(wordsOf('kills', { ...stand, doneNow: 0, seconds: 0 }), 'kills: 500000 of 1000000, 0.0 a second');
  t.match(wordsOf('kills', { ...stand, done: 1_000_001, broken: 2 }), /a second, 2 BROKEN$/);
});

t.test('it is told every ten seconds, and at the end', async (t) => {
  let time = 0;
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const teller = new ProgressTeller({ what: 'images', wanted: 40, doneBefore: 10, print, now: () => time });
  for (const [at, done] of [
    [9_000, 11],
    [10_000, 20],
    [11_000, 30],
    [12_000, 40],
  ] as const) {
    time = at;
    teller.tell(done, 0);
  }
  t.strictSame(lines, [
    'images: 10 of 40 were done before',
    'images: 20 of 40, 1.0 a second, 20 s left',
    'images: 40 of 40, 2.5 a second',
  ]);
  new ProgressTeller({ what: 'kills', wanted: 5, doneBefore: 0, print, now: () => 0 });
  t.equal(lines.at(-1), 'kills: 5 wanted');
});
