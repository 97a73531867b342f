import { parseOnlyOptions, type Read, toCount } from '../support/command-line.js';
import { plants } from './fault-kinds.js';
import { linkPlants } from './links/link-fault-kinds.js';
import type { SeedSettings } from './tally.js';
import type { Manner } from './tell.js';

/** What somebody wants simulated. */
export interface Wish extends SeedSettings {
  readonly from: number;
  readonly seeds: number;
  /** This one only. */
  readonly seed: number | undefined;
  readonly trace: boolean;
  /** Processes; absent: one for each processor. */
  readonly workers: number | undefined;
  readonly manner: Manner;
  /** The path of a file of progress. */
  readonly progress: string | undefined;
}

const options = {
  seeds: { type: 'string', default: '200' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  trace: { type: 'boolean', default: false },
  kind: { type: 'string', default: 'all' },
  plant: { type: 'string' },
  workers: { type: 'string' },
  disasters: { type: 'boolean' },
  sites: { type: 'string' },
  json: { type: 'boolean', default: false },
  report: { type: 'boolean', default: false },
  progress: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const known = { all: plants, links: linkPlants } as const satisfies Record<string, readonly string[]>;
const kinds = ['all', 'links'] as const;

export function readArguments(given: readonly string[]): Read<Wish> {
  const parsed = parseOnlyOptions(given, options, helpText);
  if (!('values' in parsed)) return parsed;
  const { values } = parsed;
  const [seeds, from] = [toCount(values.seeds), toCount(values.from)];
  const [seed, workers, sites] = [values.seed, values.workers, values.sites].map((text) =>
    text === undefined ? 0 : toCount(text),
  );
  if (seeds === undefined || from === undefined || [seed, workers, sites].includes(undefined)) {
    return { problem: '--seeds, --from, --seed, --sites and --workers want a whole number, 1 or more' };
  }
  const kind = kinds.find((name) => name === values.kind);
  if (kind === undefined) return { problem: `--kind is one of ${kinds.join(', ')}` };
  const plant = known[kind].find((name) => name === values.plant);
  if (plant !== values.plant) return { problem: `--plant is one of ${known[kind].join(', ')} with --kind ${kind}` };
  if (kind === 'links' && sites !== 0) return { problem: '--sites is for --kind all' };
  const { trace, disasters, json, report, progress } = values;
  if (json && report) return { problem: '--json and --report are two ways to tell the same' };
  const manner = json ? 'lines' : report ? 'whole' : 'words';
  const one = { seed: seed || undefined, siteCount: sites || undefined, workers: workers || undefined };
  return { kind, plant, disasters, from, seeds, ...one, trace, manner, progress };
}

export const helpText = `npm run simulate -- [options]
  --seeds N        how many seeds (200)
  --from N         the first of them (1)
  --kind KIND      what fails: \`all\` that can within programs and between them (default), or \`links\`
  --seed N         this one only; with --trace everything that happens
  --plant NAME     a planted mistake, which must be found: ${plants.join(', ')};
                   with --kind links: ${linkPlants.join(', ')}
  --disasters, --no-disasters
                   all boxes are put back and copied, or none; otherwise as each seed draws
  --sites N        so many hospitals in each run; otherwise as each seed draws (3 to 8; one run of a hundred up to 200)
  --workers N      processes (one for each processor)
  --json           the figures, one JSON object a line; what was broken goes to standard error
  --report         all that is known as one JSON object
  --progress FILE  one JSON line for each 500 seeds that were run: commit, sums, what was broken, digest. The same command
                   again goes on where it was cut, and reports on all
A seed is the same run everywhere. Exit 1 when a promise was broken or a kind of fault never happened, 2 for wrong usage.

  npm run simulate -- --seeds 2000 --json
  npm run simulate -- --seed 4711 --trace
  npm run simulate -- --kind links --seeds 100000 --progress links.jsonl
`;
