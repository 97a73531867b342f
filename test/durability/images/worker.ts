import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cheapFolder } from '../../simulation/templates.js';
import { buildShim } from '../shim/build-shim.js';
import type { ImagesOrder } from './many-images.js';
import { planImages } from './plan-images.js';
import { runImages } from './run-images.js';

/** A process of `npm run durability`: runs the seeds that it is told, and says what came of each. */
const base = mkdtempSync(join(await cheapFolder(), 'carnet-durability-'));
const library = buildShim(base);

process.on('message', (told) => {
  const { seed, plant, program } = told as ImagesOrder;
  runImages({ ...planImages(seed, plant), base, library, program }).then(
    // Whoever started it may have been interrupted meanwhile.
    (result) => process.send?.(result, undefined, undefined, () => {}),
    (error: unknown) =>
      // By then it is known whether whoever started it is still there: if not, this is how an interrupted run ends.
      setImmediate(() => {
        if (process.connected) console.error(error);
        process.exit(1);
      }),
  );
});
// Ctrl-C reaches it as well: it ends, and clears up, when whoever started it has ended.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('exit', () => rmSync(base, { recursive: true, force: true }));
