import { availableParallelism } from 'node:os';
import { loadAverage } from '../bench/fleet/process-usage.js';
import { type Measurement, round } from '../bench/measurement.js';
import { seededRandom } from '../support/seeded-random.js';
import { bridgeFiguresOf, figuresOf, type Outcome } from './evidence.js';
import { runScenario } from './run-scenario.js';
import { breaksPromise, type Metric, missedGoals, type Scenario } from './scenario.js';
import type { Offer } from './scenario-list.js';
import type { Stops } from './stops.js';

export interface OfferOptions {
  readonly seed: number;
  readonly loopback: boolean;
  /** In all, over all networks. */
  readonly cuts: number;
  /** Networks of their own at once, each with its hub and its site. */
  readonly parallel: number;
  readonly congestion?: Scenario['congestion'];
}

export interface OfferResult {
  readonly name: string;
  readonly measurements: readonly Measurement[];
  readonly missed: readonly string[];
  /** Something was lost, doubled or altered. */
  readonly broken: boolean;
  readonly log: readonly string[];
}

/** Runs a scenario in as many networks as asked for, its cuts shared among them, and reckons over all of them. */
export async function runOffer(offer: Offer, options: OfferOptions, stops: Stops): Promise<OfferResult> {
  const { seed, loopback, congestion } = options;
  const shares = offer.hasCuts
    ? shareOut(options.cuts, options.parallel)
    : Array.from({ length: options.parallel }, () => 0);
  const loadBefore = loadAverage();
  const runs = shares.map((cuts, index) => {
    const made = offer.make({ cuts, random: seededRandom(seed + index).fraction });
    return { scenario: { ...made, ...(congestion && { congestion }) }, seed: seed + index };
  });
  const outcomes = await Promise.all(runs.map((run) => runOne(run.scenario, { seed: run.seed, loopback }, stops)));
  const evidence = outcomes.map((outcome) => outcome.evidence);
  const figures = figuresOf(evidence);
  const [first] = runs;
  if (first === undefined) throw new Error('nothing to run');
  const { name, backlogChanges, goals } = first.scenario;
  const conditions = {
    ...{ scenario: name, backlogChanges, congestion: loopback ? 'none' : (congestion ?? 'system') },
    ...{ seed, over: loopback ? 'loopback relays' : 'network namespaces', parallel: shares.length },
    ...{ cores: availableParallelism(), loadBefore },
  };
  const own = [...figures].map(
    ([metric, value]): Measurement => ({ bench: 'lab', metric, value, unit: unitOf(metric), conditions }),
  );
  const measurements = [...own, ...besideBridges(own, bridgeFiguresOf(evidence))];
  const log = outcomes.flatMap((outcome, index) => outcome.log.map((line) => `${name}/${index + 1}  ${line}`));
  return { name, measurements, missed: missedGoals(goals, figures), broken: breaksPromise(figures), log };
}

/** The figures that a bridge has too, once more with its own beside them. */
function besideBridges(
  own: readonly Measurement[],
  bridges: ReturnType<typeof bridgeFiguresOf>,
): readonly Measurement[] {
  return [...bridges].flatMap(([name, figures]) =>
    own.flatMap((measurement) => {
      const peerValue = figures.get(measurement.metric as Metric);
      if (peerValue === undefined) return [];
      // Of counts there is none: what is never lost is not so many times less often lost.
      const ratio = measurement.value > 0 ? { ratio: round(peerValue / measurement.value) } : {};
      return [{ ...measurement, peer: `mosquitto-${name}`, peerValue, ...ratio }];
    }),
  );
}

async function runOne(
  scenario: Scenario,
  options: { readonly seed: number; readonly loopback: boolean },
  stops: Stops,
): Promise<Outcome> {
  const own = stops.open();
  try {
    return await runScenario({ teardown: (stop) => own.add(stop) }, scenario, options);
  } finally {
    await own.run();
  }
}

/** Every network gets its part of the cuts, and none gets nothing. */
export function shareOut(cuts: number, parallel: number): readonly number[] {
  const networks = Math.max(1, Math.min(cuts, parallel));
  return Array.from({ length: networks }, (_, index) => Math.floor((cuts + index) / networks));
}

function unitOf(metric: Metric): string {
  if (metric.endsWith('-seconds')) return 's';
  if (metric.endsWith('-ms')) return 'ms';
  if (metric.endsWith('-percent')) return '%';
  if (metric.startsWith('bytes') || metric.endsWith('-bytes')) return 'bytes';
  if (metric.startsWith('causes')) return 'causes';
  return metric === 'switches' || metric === 'cuts' || metric === 'wakes' ? metric : 'changes';
}
