import t from 'tap';
import { requirePackage } from '../../support/system-package.js';
import { runManyImages } from './many-images.js';
import { plants } from './planted-driver.js';

t.setTimeout(1_500_000);

/** The share of a run of all tests; more on demand (`npm run durability`). */
const images = 20_000;
/** A planted mistake is found among so many. */
const plantedImagesMax = 6_000;

let lookedAtBelow = 0;

t.test(
  '[W1][J1][W6] whatever a power cut leaves of the disk, all that was acknowledged is there, and nothing half',
  async (t) => {
    if (requirePackage(t, 'gcc') === undefined) return;
    const report = await runManyImages({ images, seed: 1 });
    t.strictSame(report.broken, []);
    t.ok(report.passed && report.images >= images);
    lookedAtBelow = report.nextSeed;
    t.ok(report.acknowledged > 300, `${report.acknowledged} writes were acknowledged`);
    t.comment(`${report.images} images of ${report.operations} operations in ${report.seconds} s`);
  },
);

/** Seeds that found something: what went wrong then. */
const named = [
  [13, 'a torn head of a frame, half of an earlier log, was taken for a damaged commit, and the database was refused'],
  [2, 'new commits were put behind one whose fsync had failed'],
  [3004, 'SQLite took no notice of an fsync of the folder that failed, and the log had no certain name'],
] as const;

for (const [seed, what] of named) {
  t.test(`[W6] ${what} (seed ${seed})`, async (t) => {
    if (requirePackage(t, 'gcc') === undefined) return;
    // The run above has looked at its whole workload.
    if (seed < lookedAtBelow) t.pass();
    else t.strictSame((await runManyImages({ images: 1, seed, workers: 1 })).broken, []);
  });
}

for (const plant of plants) {
  t.test(`a planted mistake is found: ${plant}`, async (t) => {
    if (requirePackage(t, 'gcc') === undefined) return;
    const report = await runManyImages({ images: plantedImagesMax, seed: 1, plant });
    t.ok(report.passed, `after ${report.foundAfter} images: ${report.broken[0]?.words[0]}`);
  });
}
