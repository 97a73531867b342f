import { buildIfStale } from '../bench/fresh-build.js';
import { describe, type Measurement } from '../bench/measurement.js';
import { missingForNetwork } from './network/requirements.js';
import { type RunOptions, runScenario } from './run-scenario.js';
import { missedGoals, type Scenario } from './scenario.js';
import { idleHour } from './scenarios/idle-hour.js';
import { linkFlip } from './scenarios/link-flip.js';
import { lossyGeo } from './scenarios/lossy-geo.js';
import { outage24h } from './scenarios/outage-24h.js';
import { blackhole, brownout, oneWay } from './scenarios/silence.js';
import { urgentInBacklog } from './scenarios/urgent-in-backlog.js';

const cutsDefault = 10;

/** `npm run lab -- SCENARIO… [--json] [--seed N] [--cuts N] [--loopback] [--congestion cubic]`: exit 1 when a goal is missed. */
async function main(given: readonly string[]): Promise<number> {
  const { names, json, seed, cuts, loopback, congestion } = readArguments(given);
  const scenarios = [
    ...[outage24h, linkFlip, urgentInBacklog, lossyGeo, idleHour],
    ...[blackhole(cuts), oneWay(cuts), brownout(cuts)],
  ];
  const wanted = scenarios.filter(({ name }) => names.includes(name));
  if (wanted.length === 0 || wanted.length < names.length) {
    for (const { name, title } of scenarios) process.stderr.write(`${name.padEnd(18)} ${title}\n`);
    return 2;
  }
  const missing = loopback ? undefined : await missingForNetwork();
  if (missing !== undefined) {
    process.stderr.write(`the lab ${missing}; with --loopback it runs without, less true to a network\n`);
    return 2;
  }
  buildIfStale();
  let failed = 0;
  for (const scenario of wanted) {
    const measured = await measure({ ...scenario, ...(congestion && { congestion }) }, { seed, loopback });
    for (const each of measured.measurements) process.stdout.write(`${json ? JSON.stringify(each) : describe(each)}\n`);
    for (const missed of measured.missed) process.stderr.write(`${scenario.name}: ${missed}\n`);
    if (measured.missed.length > 0) failed += 1;
  }
  return failed > 0 ? 1 : 0;
}

async function measure(scenario: Scenario, options: RunOptions) {
  const stops: (() => unknown)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0)) await stop();
  };
  const interrupted = () => void stopAll().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const { figures, log } = await runScenario({ teardown: (stop) => stops.unshift(stop) }, scenario, options);
    process.stderr.write(`${log.join('\n')}\n`);
    const { name, backlogChanges, congestion = 'system' } = scenario;
    const { seed, loopback } = options;
    const over = loopback ? 'loopback relays' : 'network namespaces';
    const conditions = { scenario: name, backlogChanges, congestion: loopback ? 'none' : congestion, seed, over };
    const measurements = [...figures].map(
      ([metric, value]): Measurement => ({ bench: 'lab', metric, value, unit: unitOf(metric), conditions }),
    );
    const missed = missedGoals(scenario.goals, figures);
    return { measurements, missed };
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
    await stopAll();
  }
}

function unitOf(metric: string): string {
  if (metric.endsWith('-seconds')) return 's';
  return metric.startsWith('bytes') ? 'bytes' : 'changes';
}

function readArguments(given: readonly string[]) {
  const optionOf = (name: string) => given[given.indexOf(name) + 1];
  const names = given.filter((argument, index) => !argument.startsWith('--') && !isValue(given[index - 1]));
  const congestion = given.includes('--congestion') ? (optionOf('--congestion') as Scenario['congestion']) : undefined;
  const seed = given.includes('--seed') ? Number(optionOf('--seed')) : 1;
  const cuts = given.includes('--cuts') ? Number(optionOf('--cuts')) : cutsDefault;
  return { names, json: given.includes('--json'), loopback: given.includes('--loopback'), seed, cuts, congestion };
}

function isValue(before: string | undefined): boolean {
  return before !== undefined && ['--seed', '--cuts', '--congestion'].includes(before);
}

process.exitCode = await main(process.argv.slice(2));
