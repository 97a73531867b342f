import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../bench/measurement.js';
import type { ClinicAnswer, ClinicCommand } from './clinic.js';
import { recordFigures, trafficFigures } from './figures.js';
import type { Stretch } from './gaps.js';
import type { LabGround } from './ground.js';
import { Hospital } from './hospital.js';
import { LoopbackGround } from './loopback/loopback-ground.js';
import type { JsonLines } from './network/json-lines.js';
import { LabNetwork } from './network/lab-network.js';
import type { LinkCount } from './relay/udp-relay.js';
import type { Metric, Scenario, Step } from './scenario.js';

type Teardown = { teardown(stop: () => unknown): unknown };

export interface RunOptions {
  readonly seed: number;
  /** Without namespaces, over relays on the loopback. */
  readonly loopback: boolean;
}

/** What came out: the figures, and what happened when, for a person to read. */
export interface Outcome {
  readonly figures: ReadonlyMap<Metric, number>;
  readonly log: readonly string[];
}

/** Runs a scenario from nothing to the check of both journals; everything made is removed by the teardown. */
export async function runScenario(t: Teardown, scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const { links, congestion } = scenario;
  const { seed, loopback } = options;
  const hospital = await Hospital.enrol(t);
  const ground: LabGround = loopback
    ? new LoopbackGround({ links, seed })
    : new LabNetwork({ links, seed, ...(congestion !== undefined && { congestion }) });
  t.teardown(() => ground.remove());
  await hospital.moveInto(ground, links);
  return new ScenarioRun(hospital, ground, scenario).run();
}

class ScenarioRun {
  readonly #hospital: Hospital;
  readonly #ground: LabGround;
  readonly #scenario: Scenario;
  readonly #log: string[] = [];
  #clinic: JsonLines | undefined;
  #backlog = 0;
  #heads = new Map<number, number>();
  #began = performance.now();
  #drainedSeconds: number | undefined;
  #countsAtMark: ReadonlyMap<string, LinkCount> = new Map();
  readonly #cuts: Stretch[] = [];
  #cutBegan = 0;

  constructor(hospital: Hospital, ground: LabGround, scenario: Scenario) {
    this.#hospital = hospital;
    this.#ground = ground;
    this.#scenario = scenario;
  }

  async run(): Promise<Outcome> {
    this.#backlog = await this.#hospital.fill(this.#scenario.backlogChanges);
    for (const text of this.#ground.shortcomings) this.#note(text);
    for (const step of this.#scenario.steps) {
      await this.#do(step);
      this.#note(JSON.stringify(step));
    }
    const seconds = this.#seconds();
    const counts = await this.#ground.tell({ count: true });
    // Whatever was written while it drained arrives as well.
    const { acknowledged = [], failed = 0, metrics = '' } = (await this.#ask({ metrics: true })) ?? {};
    if (failed > 0) this.#note(`${failed} writes were not taken by the site`);
    await this.#until('nothing waits', 180, async () =>
      (await this.#hospital.status()).lanes.every(({ pending }) => pending === 0),
    );
    await this.#hospital.stop('site', 'SIGTERM');
    await this.#hospital.stop('hub', 'SIGTERM');
    this.#note(metrics.match(/^carnet_uplink_(batches|changes|bytes).*$/gm)?.join('\n') ?? '');
    for (const [name, { up, down }] of counts) this.#note(`${name} ${JSON.stringify({ up, down })}`);
    const figures = new Map<Metric, number>([
      ...(this.#drainedSeconds === undefined ? [] : [['drain-seconds', round(this.#drainedSeconds)] as const]),
      ...trafficFigures(counts, this.#countsAtMark, seconds, metrics),
      ...(await recordFigures(this.#hospital, acknowledged, this.#cuts, (text) => this.#note(text))),
    ]);
    return { figures, log: this.#log };
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case 'cut':
        await this.#ground.tell({ link: step.link, cut: step.direction });
        return;
      case 'brown':
        await this.#ground.tell({ link: step.link, brown: step });
        return;
      case 'heal':
        await this.#ground.tell({ link: step.link, heal: true });
        return;
      case 'start-hub':
        await this.#hospital.start('hub');
        return;
      case 'kill-hub':
        return this.#hospital.stop('hub', 'SIGKILL');
      case 'start-site':
        return this.#startSite();
      case 'wait':
        await sleep(step.seconds * 1000);
        return;
      case 'mark':
        this.#began = performance.now();
        this.#countsAtMark = await this.#ground.tell({ count: true });
        return;
      case 'urgent': {
        const { everyMilliseconds: every } = step;
        await this.#ask(every === 'stop' ? { write: 'nothing' } : { write: 'urgent', everyMilliseconds: every });
        return;
      }
      case 'gap-begins':
        this.#cutBegan = Date.now();
        return;
      case 'gap-ends':
        this.#cuts.push({ from: this.#cutBegan, to: Date.now() });
        return;
      case 'until-up':
        return this.#until(`${step.link} is up`, step.secondsMax, () => this.#isUp(step.link));
      case 'until-drained':
        await this.#until(`${step.share} is drained`, step.secondsMax, async () => {
          return (await this.#waitingOfBacklog()) <= this.#backlog * (1 - step.share);
        });
        this.#drainedSeconds = this.#seconds();
    }
  }

  async #startSite(): Promise<void> {
    const address = await this.#hospital.start('site');
    for (const { lane, durableSeq, pending } of (await this.#hospital.status()).lanes) {
      this.#heads.set(lane, durableSeq + pending);
    }
    this.#clinic = await this.#hospital.openClinic(address);
  }

  /** Changes of the backlog that wait for their receipt. */
  async #waitingOfBacklog(): Promise<number> {
    const { lanes } = await this.#hospital.status();
    return lanes.reduce((sum, { lane, durableSeq }) => sum + Math.max(0, (this.#heads.get(lane) ?? 0) - durableSeq), 0);
  }

  async #isUp(link: string): Promise<boolean> {
    const { metrics = '' } = (await this.#ask({ metrics: true })) ?? {};
    return new RegExp(`^carnet_link_up\\{(?=.*link="${link}").*\\} 1$`, 'm').test(metrics);
  }

  async #until(what: string, secondsMax: number, isSo: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + secondsMax * 1000;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`not within ${secondsMax} s: ${what}\n${this.#log.join('\n')}`);
      await sleep(50);
    }
  }

  async #ask(command: ClinicCommand): Promise<ClinicAnswer | undefined> {
    return (await this.#clinic?.ask(command)) as ClinicAnswer | undefined;
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #note(text: string): void {
    this.#log.push(`${this.#seconds().toFixed(1)} s  ${text}`);
  }
}
