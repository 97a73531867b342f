import { buildIfStale } from '../bench/fresh-build.js';
import { describe } from '../bench/measurement.js';
import { runTool } from '../support/command-line.js';
import { readArguments, type Wish } from './arguments.js';
import { missingForNetwork } from './network/requirements.js';
import { type OfferResult, runOffer } from './run-offer.js';
import { type Offer, offers, wordsOf } from './scenario-list.js';
import { Stops } from './stops.js';

/** Scenarios that nothing is timed in run beside each other, so many at once. */
const besideMax = 4;

async function hindrance({ loopback }: Wish): Promise<string | undefined> {
  const missing = loopback ? undefined : await missingForNetwork();
  return missing && `the lab ${missing}; with --loopback it runs without, less true to a network`;
}

/** Whether all could be run, and nothing was lost or doubled. */
async function run(wish: Wish): Promise<boolean> {
  buildIfStale();
  const stops = new Stops();
  const interrupted = () => void stops.runAll().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const failed = await runAll(wish, stops);
  process.off('SIGINT', interrupted);
  process.off('SIGTERM', interrupted);
  return failed === 0;
}

/** @returns how many failed */
async function runAll(wish: Wish, stops: Stops): Promise<number> {
  const of = (company: Offer['company']) => wish.offers.filter((offer) => offer.company === company);
  process.stderr.write(`${wish.offers.length} scenarios, about ${Math.ceil(expectedMinutes(of))} min\n`);
  let failed = 0;
  const work = async (waiting: Offer[]) => {
    for (let offer = waiting.shift(); offer !== undefined; offer = waiting.shift()) {
      if (!(await runOne(offer, wish, stops))) failed += 1;
    }
  };
  const beside = of('quiet').map((offer) => work([offer]));
  await work(of('alone'));
  const rest = of('some');
  await Promise.all(Array.from({ length: besideMax }, () => work(rest)));
  await Promise.all(beside);
  return failed;
}

async function runOne(offer: Offer, wish: Wish, stops: Stops): Promise<boolean> {
  const { name } = wordsOf(offer);
  const began = performance.now();
  process.stderr.write(`${name}: about ${offer.minutes} min\n`);
  const { seed, loopback, congestion, cuts = offer.cuts, parallel = offer.parallel } = wish;
  try {
    const result = await runOffer(offer, { seed, loopback, cuts, parallel, ...(congestion && { congestion }) }, stops);
    tell(result, wish);
    process.stderr.write(`${name}: done after ${((performance.now() - began) / 60_000).toFixed(1)} min\n`);
    return !result.broken;
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    return false;
  }
}

function tell({ name, measurements, missed, broken, log }: OfferResult, { json, verbose }: Wish): void {
  if (verbose) process.stderr.write(`${log.join('\n')}\n`);
  for (const each of measurements) process.stdout.write(`${json ? JSON.stringify(each) : describe(each)}\n`);
  for (const each of missed) process.stderr.write(`${name}: ${broken ? 'broken' : 'goal missed'}: ${each}\n`);
}

function expectedMinutes(of: (company: Offer['company']) => readonly Offer[]): number {
  const sum = (list: readonly Offer[]) => list.reduce((total, { minutes }) => total + minutes, 0);
  const longest = (list: readonly Offer[]) => Math.max(0, ...list.map(({ minutes }) => minutes));
  const rest = of('some');
  return Math.max(longest(of('quiet')), sum(of('alone')) + Math.max(longest(rest), sum(rest) / besideMax));
}

/** `npm run lab -- …`, see `--help`: exit 1 when something was lost or doubled, or could not be run; 2 for wrong usage. */
process.exitCode = await runTool(readArguments(process.argv.slice(2), offers), { hindrance, run });
