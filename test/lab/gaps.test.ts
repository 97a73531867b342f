import t from 'tap';
import { lengthOf, longestGap } from './gaps.js';

t.test('the longest gap is found in a stretch, also where it begins before or ends after it', async (t) => {
  const acknowledged = [0, 100, 900, 1_000, 1_100, 5_100, 5_200, 9_900];
  const lengthIn = (from: number, to: number) => {
    const gap = longestGap(acknowledged, { from, to });
    return gap && lengthOf(gap);
  };
  t.equal(lengthIn(950, 6_000), 4_700, 'it goes on after the end');
  t.equal(lengthIn(950, 5_150), 4_000);
  t.equal(lengthIn(2_000, 3_000), 4_000, 'it covers all of it');
  t.equal(lengthIn(0, 1_050), 800, 'a gap that begins after the end does not count');
  t.equal(longestGap([...acknowledged].reverse(), { from: 950, to: 5_150 })?.from, 1_100, 'in any order');
  t.equal(lengthIn(10_000, 11_000), undefined, 'nothing was acknowledged');
});
