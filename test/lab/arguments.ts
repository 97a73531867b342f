import { parseOptions, type Read, toCount } from '../support/command-line.js';
import type { Scenario } from './scenario.js';
import { type Offer, wordsOf } from './scenario-list.js';

/** What somebody wants of the lab. */
export interface Wish {
  readonly offers: readonly Offer[];
  readonly json: boolean;
  /** All that happened, on standard error. */
  readonly verbose: boolean;
  readonly loopback: boolean;
  readonly seed: number;
  /** Where not said, each scenario's own. */
  readonly cuts: number | undefined;
  readonly parallel: number | undefined;
  readonly congestion: Scenario['congestion'] | undefined;
}

const options = {
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  loopback: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  cuts: { type: 'string' },
  parallel: { type: 'string' },
  congestion: { type: 'string' },
} as const;

const congestions = ['bbr', 'cubic', 'reno'] as const;

export function readArguments(given: readonly string[], offers: readonly Offer[]): Read<Wish> {
  const parsed = parseOptions(given, options);
  if (typeof parsed === 'string') return { problem: parsed };
  const { values, positionals: names } = parsed;
  if (values.help) return { text: helpText };
  if (names.length === 0 || names.includes('list')) return { text: listText(offers) };
  const known = offers.map((offer) => wordsOf(offer).name);
  const unknown = names.filter((name) => name !== 'all' && !known.includes(name));
  if (unknown.length > 0) return { problem: `no scenario ${unknown.join(', ')}; there are ${known.join(', ')}` };
  const [seed, cuts, parallel] = [values.seed, values.cuts, values.parallel].map((text) =>
    text === undefined ? 0 : toCount(text),
  );
  if (seed === undefined || cuts === undefined || parallel === undefined) {
    return { problem: '--seed, --cuts and --parallel want a whole number, 1 or more' };
  }
  const congestion = congestions.find((name) => name === values.congestion);
  if (congestion === undefined && values.congestion !== undefined) {
    return { problem: `--congestion is one of ${congestions.join(', ')}` };
  }
  const wanted = names.includes('all') ? offers : offers.filter((offer) => names.includes(wordsOf(offer).name));
  const { json, verbose, loopback } = values;
  const counts = { seed, cuts: cuts || undefined, parallel: parallel || undefined };
  return { offers: wanted, json, verbose, loopback, ...counts, congestion };
}

export function listText(offers: readonly Offer[]): string {
  const lines = offers.map((offer) => {
    const { name, title } = wordsOf(offer);
    const cuts = offer.hasCuts ? ` (${offer.cuts} cuts)` : '';
    return `${name.padEnd(22)} ${`${offer.minutes} min`.padStart(6)}  ${title}${cuts}`;
  });
  return `${lines.join('\n')}\n`;
}

export const helpText = `npm run lab -- SCENARIO… | all | list [options]

The real programs, a hub and a site, over links that lose, fade and fall silent: in network namespaces with one
WireGuard tunnel for each link (as root), or over relays on the loopback. What a site acknowledged and what the hub
holds is compared afterwards, by a checker that asks neither program.

  --json            one JSON object a line for each figure
  --verbose         all that happened and when, on standard error
  --loopback        without root: relays on the loopback, less true to a network
  --cuts N          so many cuts, in scenarios that are made of cuts
  --parallel P      in so many networks at once, each with a hub and a site of its own
  --seed N          decides what is lost and when exactly a cut comes
  --congestion C    bbr, cubic or reno, at both ends

Exit 0, also where a goal was missed, which is said; 1 when a change was lost, doubled or altered, or a scenario could
not be run; 2 for wrong usage.

  npm run lab -- list
  npm run lab -- blackhole --cuts 100 --parallel 4 --json
  npm run lab -- flap no-credit --verbose
  npm run lab -- all --json > lab.jsonl
  npm run lab -- blackhole --loopback --cuts 5
`;
