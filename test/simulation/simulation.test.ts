import t from 'tap';
import { plants } from './fault-kinds.js';
import { runSeed } from './run-seed.js';
import { cheapFolder, Templates } from './templates.js';

const templates = new Templates(await cheapFolder());
t.teardown(() => templates.remove());

/** Seeds of a test run; `npm run simulate` has thousands. */
const seeds = 16;
/** A planted bug is found within so many seeds. */
const plantedSeedsMax = 40;

t.test(
  '[J1][J2][S6][S7][S9][S10][F3][M1][T2][P5] whatever fails, every promise holds when all have come to rest',
  async (t) => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { broken } = await runSeed(seed, templates);
      t.strictSame(broken, [], `npm run simulate -- --seed ${seed} --trace`);
    }
  },
);

t.test('the same seed gives the same run', async (t) => {
  for (const seed of [2, 5, 9]) {
    const [first, second] = [await runSeed(seed, templates), await runSeed(seed, templates)];
    t.equal(first.digest, second.digest);
    t.strictSame(first, second);
  }
});

for (const plant of plants) {
  t.test(`a planted bug is found: ${plant}`, async (t) => {
    for (let seed = 1; seed <= plantedSeedsMax; seed += 1) {
      const { broken } = await runSeed(seed, templates, { plant });
      if (broken.length > 0) {
        t.pass(`seed ${seed}: ${broken[0]}`);
        return;
      }
    }
    t.fail('not found');
  });
}

/** Seeds that found something: what went wrong then. */
const named = [[151, '[F12] a hello that came twice made the hub begin a feed anew that the site held']] as const;

for (const [seed, what] of named) {
  t.test(`${what} (seed ${seed})`, async (t) => {
    t.strictSame((await runSeed(seed, templates)).broken, []);
  });
}
