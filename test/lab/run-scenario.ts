import { setTimeout as sleep } from 'node:timers/promises';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { lane as laneNumbers } from '../../protocol/lane.js';
import { percentile, round } from '../bench/measurement.js';
import { check, type Verdict } from './checker.js';
import type { Acknowledged, ClinicAnswer, ClinicCommand } from './clinic.js';
import { Hospital } from './hospital.js';
import type { JsonLines } from './network/json-lines.js';
import { LabNetwork } from './network/lab-network.js';
import type { LinkCount } from './relay/udp-relay.js';
import type { Metric, Scenario, Step } from './scenario.js';

type Teardown = { teardown(stop: () => unknown): unknown };

/** What came out: the figures, and what happened when, for a person to read. */
export interface Outcome {
  readonly figures: ReadonlyMap<Metric, number>;
  readonly log: readonly string[];
}

/** Runs a scenario from nothing to the check of both journals; everything made is removed by the teardown. */
export async function runScenario(t: Teardown, scenario: Scenario, seed: number): Promise<Outcome> {
  const { links, congestion } = scenario;
  const network = new LabNetwork({ links, seed, ...(congestion !== undefined && { congestion }) });
  t.teardown(() => network.remove());
  await network.create();
  const names = links.map(({ name }) => name);
  const run = new ScenarioRun(await Hospital.create(t, network, names), network, scenario);
  return run.run();
}

class ScenarioRun {
  readonly #hospital: Hospital;
  readonly #network: LabNetwork;
  readonly #scenario: Scenario;
  readonly #log: string[] = [];
  #clinic: JsonLines | undefined;
  #backlog = 0;
  #heads = new Map<number, number>();
  #began = performance.now();
  #drainedSeconds = Number.NaN;
  #countsAtMark: ReadonlyMap<string, LinkCount> = new Map();

  constructor(hospital: Hospital, network: LabNetwork, scenario: Scenario) {
    this.#hospital = hospital;
    this.#network = network;
    this.#scenario = scenario;
  }

  async run(): Promise<Outcome> {
    this.#backlog = await this.#hospital.fill(this.#scenario.backlogChanges);
    for (const step of this.#scenario.steps) {
      await this.#do(step);
      this.#note(JSON.stringify(step));
    }
    const seconds = this.#seconds();
    const counts = await this.#network.tell({ count: true });
    // Whatever was written while it drained arrives as well.
    const answer = await this.#ask({ metrics: true });
    await this.#untilNothingWaits(180);
    await this.#hospital.stop('site', 'SIGTERM');
    await this.#hospital.stop('hub', 'SIGTERM');
    const figures = this.#trafficFigures(counts, seconds, answer?.metrics ?? '');
    for (const [metric, value] of await this.#recordFigures(answer?.acknowledged ?? [])) figures.set(metric, value);
    return { figures, log: this.#log };
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case 'cut':
        await this.#network.tell({ link: step.link, cut: step.direction });
        return;
      case 'shape': {
        const { link, up, down } = step;
        await this.#network.tell({ link, ...(up && { up }), ...(down && { down }) });
        return;
      }
      case 'start-hub':
        return this.#hospital.start('hub');
      case 'kill-hub':
        return this.#hospital.stop('hub', 'SIGKILL');
      case 'start-site':
        await this.#hospital.start('site');
        for (const { lane, durableSeq, pending } of (await this.#hospital.status()).lanes) {
          this.#heads.set(lane, durableSeq + pending);
        }
        this.#clinic = await this.#hospital.openClinic();
        return;
      case 'wait':
        await sleep(step.seconds * 1000);
        return;
      case 'mark':
        this.#began = performance.now();
        this.#countsAtMark = await this.#network.tell({ count: true });
        return;
      case 'urgent': {
        const { everyMilliseconds: every } = step;
        await this.#ask(every === 'stop' ? { write: 'nothing' } : { write: 'urgent', everyMilliseconds: every });
        return;
      }
      case 'until-drained':
        await this.#untilDurable(() => this.#backlog * (1 - step.share), step.secondsMax);
        this.#drainedSeconds = this.#seconds();
    }
  }

  /** Until no more than so many changes of the backlog wait for their receipt. */
  async #untilDurable(waitingMax: () => number, secondsMax: number): Promise<void> {
    const end = performance.now() + secondsMax * 1000;
    for (;;) {
      const { lanes } = await this.#hospital.status();
      const waiting = lanes.reduce(
        (sum, { lane, durableSeq }) => sum + Math.max(0, (this.#heads.get(lane) ?? 0) - durableSeq),
        0,
      );
      if (waiting <= waitingMax()) return;
      if (performance.now() > end)
        throw new Error(`${waiting} changes wait after ${secondsMax} s\n${this.#log.join('\n')}`);
      await sleep(50);
    }
  }

  async #untilNothingWaits(secondsMax: number): Promise<void> {
    const end = performance.now() + secondsMax * 1000;
    while ((await this.#hospital.status()).lanes.some(({ pending }) => pending > 0)) {
      if (performance.now() > end) throw new Error(`changes wait after ${secondsMax} s\n${this.#log.join('\n')}`);
      await sleep(50);
    }
  }

  async #ask(command: ClinicCommand): Promise<ClinicAnswer | undefined> {
    return (await this.#clinic?.ask(command)) as ClinicAnswer | undefined;
  }

  #trafficFigures(counts: ReadonlyMap<string, LinkCount>, seconds: number, metrics: string): Map<Metric, number> {
    const total = (side: 'up' | 'down') =>
      [...counts].reduce(
        (sum, [name, count]) => sum + count[side].bytes - (this.#countsAtMark.get(name)?.[side].bytes ?? 0),
        0,
      );
    const lines = metrics.split('\n').filter((line) => /^carnet_uplink_(batches|changes|bytes)/.test(line));
    this.#note(lines.join('\n'));
    const byLane = (name: string) => [...sumByLane(metrics, name)];
    const changesAgain = byLane('carnet_uplink_changes_again_total').reduce((sum, [, value]) => sum + value, 0);
    // An urgent change waits for nobody: each that is written before the cut is noticed goes again.
    const batchesAgain = byLane('carnet_uplink_batches_again_total').filter(
      ([lane]) => Number(lane) > laneNumbers.urgent,
    );
    for (const [name, { up, down }] of counts) this.#note(`${name} ${JSON.stringify({ up, down })}`);
    return new Map<Metric, number>([
      ['bytes-up', total('up')],
      ['bytes-down', total('down')],
      ['bytes-an-hour', Math.round(((total('up') + total('down')) * 3600) / seconds)],
      ['drain-seconds', round(this.#drainedSeconds)],
      ['batches-resent', Math.max(0, ...batchesAgain.map(([, value]) => value))],
      ['changes-resent', changesAgain],
    ]);
  }

  async #recordFigures(answers: readonly Acknowledged[]): Promise<Map<Metric, number>> {
    const site = await this.#hospital.openSite();
    const hub = await this.#hospital.openHub();
    try {
      const verdict: Verdict = await check(site, hub, answers);
      this.#note(JSON.stringify(verdict));
      const seconds: number[] = [];
      for (const { type, id } of answers) {
        const key = { type: parseResourceType(type), id: parseResourceId(id) };
        const [version, delivery] = [await site.records.read(key), await site.records.delivery(key)];
        if (version === undefined || delivery?.atHubMilliseconds === undefined) continue;
        seconds.push((delivery.atHubMilliseconds - version.lastUpdatedMilliseconds) / 1000);
      }
      this.#note(`${seconds.length} urgent changes, the slowest ${round(Math.max(0, ...seconds))} s`);
      const { lost, doubled, altered } = verdict;
      return new Map<Metric, number>([
        ...([
          ['lost', lost],
          ['doubled', doubled],
          ['altered', altered],
        ] as const),
        ['urgent-p50-seconds', round(percentile(seconds, 0.5))],
        ['urgent-p99-seconds', round(percentile(seconds, 0.99))],
      ]);
    } finally {
      site.close();
      hub.close();
    }
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #note(text: string): void {
    this.#log.push(`${this.#seconds().toFixed(1)} s  ${text}`);
  }
}

/** A counter of the site, in the text form of Prometheus, summed over links. */
function sumByLane(metrics: string, name: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [, lane = '', value] of metrics.matchAll(new RegExp(`^${name}\\{.*lane="(\\d)".*\\} (\\d+)$`, 'gm'))) {
    sums.set(lane, (sums.get(lane) ?? 0) + Number(value));
  }
  return sums;
}
