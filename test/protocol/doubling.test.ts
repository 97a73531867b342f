import t from 'tap';
import { doublingMilliseconds } from '../../protocol/doubling.js';

const range = { shortest: 250, longest: 30_000 };

t.test(
  '[L2] a pause begins with the shortest, doubles, and stays at the longest however often it doubles',
  async (t) => {
    const pauses = [0, 1, 2, 6, 7, 8, 10_000].map((doublings) => doublingMilliseconds(range, doublings));
    t.strictSame(pauses, [250, 500, 1_000, 16_000, 30_000, 30_000, 30_000]);
  },
);

t.test('a pause before anything has failed is the shortest, or the longest where that is less', async (t) => {
  t.equal(doublingMilliseconds(range, -1), 250);
  t.equal(doublingMilliseconds({ shortest: 250, longest: 100 }, 0), 100);
});
