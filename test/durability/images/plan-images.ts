import { seededRandom } from '../../support/seeded-random.js';
import type { Plant } from './planted-driver.js';
import type { ImagesOptions } from './run-images.js';

/** Images that one workload gives: it is recorded in the time of a few hundred of them. */
const imagesPerSeed = 1_500;
const steps = 36;
/** In one seed of so many the first fsync of a folder fails; nobody but the product would notice. */
const namesEvery = 8;
const namesFirst = 6;

/** What a seed decides: how often the log is copied into the file, and which fsync or write fails, if any. */
export function planImages(
  seed: number,
  plant: Plant | undefined,
): Omit<ImagesOptions, 'base' | 'library' | 'program'> {
  const random = seededRandom(seed);
  const checkpointPages = [40, 120, 400][random.below(3)];
  const operation = random.chance(0.7) ? 'sync' : 'write';
  const drawn = random.chance(0.4) ? `${operation} ${1 + random.below(12)} 1 5` : undefined;
  const fail = plant !== undefined ? undefined : seed % namesEvery === namesFirst ? 'names 1 1 5' : drawn;
  // A disk that fails takes a second workload to go on over it.
  const each = { steps: fail === undefined ? steps : Math.ceil((steps * 2) / 3), imagesMax: imagesPerSeed };
  return { seed, plant, checkpointPages, fail, untilBroken: plant !== undefined, ...each };
}
