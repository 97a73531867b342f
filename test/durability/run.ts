import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runManyImages } from './images/many-images.js';
import { plants } from './images/planted-driver.js';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '200' },
    /** The first; a report says where the next run goes on. */
    seed: { type: 'string', default: '1' },
    plant: { type: 'string' },
    only: { type: 'string' },
    workers: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** A file that always holds the report so far. */
    progress: { type: 'string' },
  },
});

const parts = ['images'] as const;
const plant = plants.find((name) => name === values.plant);
if (values.plant !== plant) throw new Error(`--plant is one of ${plants.join(', ')}`);
const only = parts.find((name) => name === values.only);
if (values.only !== only) throw new Error(`--only is one of ${parts.join(', ')}`);

const workers = values.workers === undefined ? {} : { workers: Number(values.workers) };
const { progress } = values;
const report = await runManyImages({
  ...{ images: Number(values.images), seed: Number(values.seed), plant, ...workers },
  ...(progress !== undefined && { onProgress: (so) => writeFileSync(progress, `${JSON.stringify(so)}\n`) }),
});
process.stdout.write(`${JSON.stringify(report, undefined, values.json ? undefined : 2)}\n`);
if (!report.passed) process.exitCode = 1;
