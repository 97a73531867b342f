import t from 'tap';
import { runSeeds } from '../many-seeds.js';
import { cheapFolder, Templates } from '../templates.js';
import { linkFaultKinds, linkPlants } from './link-fault-kinds.js';
import { runLinkSeed } from './run-link-seed.js';

const seeds = 150;
/** On two processors it is under a minute; others may use them as well. */
const millisecondsMax = 600_000;
/** A planted mistake is found within so many seeds. */
const plantedSeedsMax = 50;

t.setTimeout(millisecondsMax);

const templates = new Templates(await cheapFolder());
t.teardown(() => templates.remove());

t.test('the same seed gives the same run', async (t) => {
  const [first, second] = [await runLinkSeed(4, templates), await runLinkSeed(4, templates)];
  t.strictSame(first, second);
});

for (const plant of linkPlants) {
  t.test(`a planted mistake about links is found: ${plant}`, async (t) => {
    for (let seed = 1; seed <= plantedSeedsMax; seed += 1) {
      const { broken } = await runLinkSeed(seed, templates, { plant });
      if (broken.length > 0) {
        t.pass(`seed ${seed}: ${broken[0]}`);
        return;
      }
    }
    t.fail('not found');
  });
}

/** Seeds that found something: what went wrong then. */
const named = [
  [23, '[L4] a hello over a link that is paid by the byte claimed bulk, and the hub sent it'],
  [107, '[S2] what the hub sent ahead of its welcome was lost, and sent again after half a minute'],
  [967, '[E1] a welcome to a hello of the epoch before led to one more epoch, and the hub took itself for put back'],
  [
    21939,
    '[L19] a link that fell every few seconds was taken each time it was back, for the other had lost packets once',
  ],
  [22190, '[L19] lanes went to and fro between a link that lost packets and one that fell every second'],
  [25870, '[F12] the watch itself still waited for what a feed had held before it began anew'],
] as const;

for (const [seed, what] of named) {
  t.test(`${what} (seed ${seed})`, async (t) => {
    t.strictSame((await runLinkSeed(seed, templates)).broken, []);
  });
}

t.test(
  '[J1][L2][L4][L6][L18][L19][S3][S10] whatever fails of the links, nothing is lost or applied twice, and lanes are carried',
  { timeout: millisecondsMax },
  async (t) => {
    const report = await runSeeds({ from: 1, to: 1 + seeds, kind: 'links' });
    t.equal(report.seeds, seeds);
    t.strictSame(report.failed, [], 'no promise was broken');
    const missing = linkFaultKinds.filter((kind) => (report.faults[kind] ?? 0) === 0);
    t.strictSame(missing, [], 'every kind of fault happened');
  },
);
