import { parseOptions, type Read, toCount } from '../support/command-line.js';
import type { Bench, BenchSize } from './measurement.js';

/** What somebody wants measured. */
export interface Wish {
  readonly benches: readonly Bench[];
  readonly size: BenchSize;
  readonly json: boolean;
}

const options = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  sites: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '60' },
  preload: { type: 'string', default: '1000000' },
  changes: { type: 'string', default: '5000' },
  resources: { type: 'string', default: '1000000' },
} as const;

/** Nothing named means all. */
export function readArguments(given: readonly string[], benches: readonly Bench[]): Read<Wish> {
  const parsed = parseOptions(given, options);
  if (typeof parsed === 'string') return { problem: parsed };
  const { values, positionals: names } = parsed;
  if (values.help) return { text: helpText };
  if (names.includes('list')) return { text: listText(benches) };
  const known = benches.map(({ name }) => name);
  const unknown = names.filter((name) => name !== 'all' && !known.includes(name));
  if (unknown.length > 0) return { problem: `no bench ${unknown.join(', ')}; there are ${known.join(', ')}` };
  const atLeastOne = [values.sites, values.seconds, values.changes, values.resources];
  const [sites, seconds, changes, resources] = atLeastOne.map((text) => toCount(text, 1));
  const preload = toCount(values.preload, 0);
  if (!sites || !seconds || !changes || !resources || preload === undefined) {
    const problem = '--sites, --seconds, --changes and --resources want a whole number, 1 or more; --preload 0 or more';
    return { problem };
  }
  const isAll = names.length === 0 || names.includes('all');
  const wanted = isAll ? benches : benches.filter(({ name }) => names.includes(name));
  return { benches: wanted, size: { sites, seconds, preload, changes, resources }, json: values.json };
}

export function listText(benches: readonly Bench[]): string {
  return `${benches.map(({ name, title }) => `${name.padEnd(10)}  ${title}`).join('\n')}\n`;
}

export const helpText = `npm run bench -- [BENCH… | all | list] [options]

Measures the real programs, beside a peer where there is one, in the same run. Nothing named means all. Leave the machine
alone meanwhile.

  --json         one JSON object a line for each figure
  --sites N      of a whole fleet (200)
  --seconds N    for which a whole fleet sends (60)
  --preload N    changes that the hub has before (1000000)
  --changes N    that each site has after a day without a network (5000)
  --resources N  that a site holds when its FHIR API is measured (1000000)

Exit 0; 1 when a bench could not be run; 2 for wrong usage.

  npm run bench -- list
  npm run bench -- sync wire --json > bench.jsonl
  npm run bench -- sync --sites 20 --seconds 10 --preload 0
`;
