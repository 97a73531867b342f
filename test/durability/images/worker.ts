import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cheapFolder } from '../../simulation/templates.js';
import { buildShim } from '../shim/build-shim.js';
import { planImages } from './plan-images.js';
import { plants } from './planted-driver.js';
import { runImages } from './run-images.js';

/** A process of `npm run durability`: runs the seeds that it is told, and says what came of each. */
const base = mkdtempSync(join(await cheapFolder(), 'carnet-durability-'));
const library = buildShim(base);

process.on('message', (told) => {
  const { seed, plant } = told as { readonly seed: number; readonly plant?: string };
  const planned = planImages(
    seed,
    plants.find((name) => name === plant),
  );
  runImages({ ...planned, base, library }).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      rmSync(base, { recursive: true, force: true });
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  rmSync(base, { recursive: true, force: true });
  process.exit(0);
});
