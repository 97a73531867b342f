import { parseOnlyOptions, type Read, toCount } from '../support/command-line.js';
import { type Plant, plants } from './images/planted-driver.js';

export const partNames = ['images', 'kills', 'disk-full', 'io-errors', 'corruption'] as const;
export type PartName = (typeof partNames)[number];

/** What somebody wants to see survived. */
export interface Wish {
  readonly parts: readonly PartName[];
  readonly images: number;
  readonly kills: number;
  readonly seed: number;
  readonly plant: Plant | undefined;
  /** Processes; absent: one for each processor, and two programs that are killed. */
  readonly workers: number | undefined;
  readonly json: boolean;
  /** The path of a file of progress. */
  readonly progress: string | undefined;
}

const options = {
  images: { type: 'string', default: '20000' },
  kills: { type: 'string', default: '200' },
  seed: { type: 'string', default: '1' },
  workers: { type: 'string' },
  plant: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'boolean', default: false },
  progress: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export function readArguments(given: readonly string[]): Read<Wish> {
  const parsed = parseOnlyOptions(given, options, helpText);
  if (!('values' in parsed)) return parsed;
  const { values } = parsed;
  const [images, kills, seed] = [values.images, values.kills, values.seed].map((text) => toCount(text));
  const workers = values.workers === undefined ? undefined : toCount(values.workers);
  if (
    images === undefined ||
    kills === undefined ||
    seed === undefined ||
    (values.workers !== undefined && workers === undefined)
  ) {
    return { problem: '--images, --kills, --seed and --workers want a whole number, 1 or more' };
  }
  const only = partNames.find((name) => name === values.only);
  if (only !== values.only) return { problem: `--only is one of ${partNames.join(', ')}` };
  const plant = plants.find((name) => name === values.plant);
  if (plant !== values.plant) return { problem: `--plant is one of ${plants.join(', ')}` };
  const { json, progress } = values;
  if (plant !== undefined && ((only !== undefined && only !== 'images') || progress !== undefined)) {
    return { problem: '--plant goes with images, until it is found: neither with another part nor with --progress' };
  }
  // A mistake is planted where it is found.
  const parts = plant !== undefined ? (['images'] as const) : only !== undefined ? [only] : partNames;
  return { parts, images, kills, seed, plant, workers, json, progress };
}

export const helpText = `npm run durability -- [options]

Cuts the recorded writes of real journals at each of their points and opens what a power cut would leave; kills the built
program while it is written to; fills its disk, lets the disk fail, damages the file. What was acknowledged must be there.

  --images N       at least so many images of power cuts (20000)
  --kills N        so many kills (200)
  --only PART      one of ${partNames.join(', ')}; without, all
  --plant NAME     a planted mistake, which must be found among the images: ${plants.join(', ')}
  --seed N         the first seed of the images and of the kills (1); the report says where a next run begins
  --workers N      processes that look at images (one for each processor); programs that are killed at a time (2)
  --progress FILE  one JSON line for each workload of images and each folder of kills: commit, sums, what was broken.
                   The same command again goes on where it was cut, and reports on all
  --json           the report as one JSON object on one line
Images and failing disks need gcc, the full disk root. How far it is, how fast and how long it will take is told on standard error.

Exit 0; 1 when a promise was broken, or a planted mistake was not found; 2 for wrong usage, and nothing was run.

  npm run durability -- --images 20000 --kills 200 --json
  npm run durability -- --only images --images 1000000 --progress images.jsonl
  npm run durability -- --only kills --kills 2000 --progress kills.jsonl
  npm run durability -- --plant dropped-fsync
`;
