import { setTimeout as sleep } from 'node:timers/promises';
import type { CauseFound, Evidence, Outcome } from './evidence.js';
import { gapsOf, recordsOf, trafficOf } from './figures.js';
import type { Stretch } from './gaps.js';
import type { LabGround } from './ground.js';
import type { Hospital } from './hospital.js';
import { meteringOf } from './metering.js';
import type { Bridges } from './peer/bridges.js';
import { People } from './people.js';
import type { RelayCommand } from './relay/program.js';
import type { LinkCount } from './relay/udp-relay.js';
import type { Scenario } from './scenario.js';
import { countSwitches, describeLinks, leftAfter } from './seen-links.js';
import { activeLink, causeSecondsMax, type Step, sameLink } from './step.js';
import { Workstation } from './workstation.js';

/** How long a site may take to give all that waits to the hub in the end. */
const restSecondsMax = 180;
/** How long it may go over no link at all before one is to be cut. */
const activeSecondsMax = 60;
const lookMilliseconds = 50;

/** Does the steps of a scenario in a hospital, and collects what they show. */
export class ScenarioRun {
  readonly #hospital: Hospital;
  readonly #ground: LabGround;
  readonly #scenario: Scenario;
  readonly #bridges: Bridges | undefined;
  readonly #log: string[] = [];
  readonly #population: People;
  #clinic: Workstation | undefined;
  #backlog = 0;
  #heads = new Map<number, number>();
  #began = performance.now();
  #markedMilliseconds = Date.now();
  #drainedSeconds: number | undefined;
  #countsAtMark: ReadonlyMap<string, LinkCount> = new Map();
  #metricsAtMark = '';
  #spentBytes: number | undefined;
  #sameLink = '';
  /** When something was last done to a link or the hub. */
  #faultMilliseconds = 0;
  #cutBegan = 0;
  readonly #cuts: (Stretch & { readonly link: string })[] = [];
  readonly #causes: CauseFound[] = [];

  constructor(hospital: Hospital, ground: LabGround, scenario: Scenario, bridges: Bridges | undefined) {
    this.#bridges = bridges;
    this.#hospital = hospital;
    this.#ground = ground;
    this.#scenario = scenario;
    this.#population = new People(hospital, scenario.population);
  }

  async run(): Promise<Outcome> {
    this.#backlog = (await this.#hospital.fill(this.#scenario.backlogChanges)) + (await this.#population.fill());
    for (const text of this.#ground.shortcomings) this.#note(text);
    for (const step of this.#scenario.steps) {
      await this.#do(step);
      this.#note(JSON.stringify(step));
    }
    return { evidence: await this.#collect(), log: this.#log };
  }

  async #collect(): Promise<Evidence> {
    const seconds = this.#seconds();
    const counts = await this.#ground.tell({ count: true });
    const metrics = await this.#staff.metrics();
    const { acknowledged, failed, seen } = await this.#staff.report();
    if (failed > 0) this.#note(`${failed} writes were not taken by the site`);
    // Whatever was written while it drained arrives as well.
    await this.#until('nothing waits', restSecondsMax, async () =>
      (await this.#hospital.status()).lanes.every(({ pending }) => pending === 0),
    );
    const bridges = (await this.#bridges?.collect(this.#cuts)) ?? [];
    await this.#hospital.stop('site', 'SIGTERM');
    await this.#hospital.stop('hub', 'SIGTERM');
    for (const each of bridges) this.#note(`mosquitto ${JSON.stringify(each)}`);
    this.#note(metrics.match(/^carnet_uplink_(batches|changes|bytes).*$/gm)?.join('\n') ?? '');
    for (const [name, { up, down }] of counts) this.#note(`${name} ${JSON.stringify({ up, down })}`);
    for (const each of seen) this.#note(describeLinks(each, this.#markedMilliseconds));
    const downloaded = await this.#population.downloaded();
    const { verdict, deliverySeconds, acknowledgedMilliseconds } = await recordsOf(this.#hospital, acknowledged);
    this.#note(JSON.stringify(verdict));
    const said = { now: metrics, atMark: this.#metricsAtMark };
    const metering = meteringOf(this.#scenario, counts, this.#countsAtMark, said, seconds, seen, this.#spentBytes);
    if (metering !== undefined) this.#note(JSON.stringify(metering));
    return {
      ...{ bridges, verdict, deliverySeconds, causes: this.#causes, drainSeconds: this.#drainedSeconds },
      gapsMilliseconds: gapsOf(acknowledgedMilliseconds, this.#cuts, (text) => this.#note(text)),
      leftMilliseconds: this.#cuts.map((cut) => leftAfter(seen, cut.link, cut)),
      switches: countSwitches(seen, this.#markedMilliseconds),
      traffic: trafficOf(counts, this.#countsAtMark, seconds, metrics),
      ...(metering && { metering }),
      ...(downloaded && { downloaded }),
    };
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case 'cut':
        return this.#tamper(step.link, { cut: step.direction });
      case 'brown':
        return this.#tamper(step.link, { brown: step });
      case 'portal':
        return this.#tamper(step.link, { portal: true });
      case 'heal':
        return this.#tamper(step.link, { heal: true });
      case 'wait':
        await sleep(step.seconds * 1000);
        return;
      case 'mark':
        this.#began = performance.now();
        this.#markedMilliseconds = Date.now();
        this.#countsAtMark = await this.#ground.tell({ count: true });
        this.#metricsAtMark = await this.#staff.metrics();
        return;
      case 'urgent':
        await this.#bridges?.publish(step.everyMilliseconds);
        return this.#staff.write(step.everyMilliseconds);
      case 'gap-begins':
        this.#cutBegan = Date.now();
        return;
      case 'gap-ends':
        this.#cuts.push({ from: this.#cutBegan, to: Date.now(), link: this.#sameLink });
        return;
      case 'until-up':
      case 'until-active':
      case 'until-drained':
        return this.#wait(step);
      case 'until-spent':
        return this.#untilSpent(step);
      case 'expect-cause':
        return this.#expectCause(step);
      default:
        return this.#run(step);
    }
  }

  /** Over all links, both ways, since the mark. */
  async #bytes(): Promise<number> {
    const { bytesUp, bytesDown } = trafficOf(await this.#ground.tell({ count: true }), this.#countsAtMark, 1, '');
    return bytesUp + bytesDown;
  }

  async #run(step: RunStep): Promise<void> {
    this.#faultMilliseconds = Date.now();
    switch (step.do) {
      case 'lose-journal':
        await this.#hospital.stop('site', 'SIGTERM');
        return this.#hospital.loseJournal();
      case 'fetch-summaries':
        return this.#population.fetch(this.#staff, () => this.#bytes());
      case 'until-whole':
        return this.#population.untilWhole(this.#staff, step.secondsMax, async () => {
          return { seconds: this.#seconds(), bytes: await this.#bytes() };
        });
      case 'start-hub':
        await this.#hospital.start('hub');
        return;
      case 'kill-hub':
        return this.#hospital.stop('hub', 'SIGKILL');
      case 'stop-hub':
        return this.#hospital.stop('hub', 'SIGTERM');
      case 'start-site':
        return this.#startSite();
      case 'restart-site':
        await this.#hospital.stop('site', 'SIGTERM');
        await this.#hospital.start('site');
    }
  }

  async #wait(step: Extract<Step, { do: 'until-up' | 'until-active' | 'until-drained' }>): Promise<void> {
    const { secondsMax } = step;
    if (step.do === 'until-drained') {
      await this.#until(`${step.share} is drained`, secondsMax, async () => {
        return (await this.#waitingOfBacklog()) <= this.#backlog * (1 - step.share);
      });
      this.#drainedSeconds = this.#seconds();
      return;
    }
    const name = await this.#linkOf(step.link);
    const isActive = step.do === 'until-active';
    await this.#until(`${name} is ${isActive ? 'active' : 'up'}`, secondsMax, () =>
      isActive ? this.#staff.isActive(name) : this.#staff.isUp(name),
    );
  }

  async #untilSpent({ link, secondsMax }: Extract<Step, { do: 'until-spent' }>): Promise<void> {
    await this.#until(`the month of ${link} is spent`, secondsMax, async () =>
      (await this.#staff.links()).some(({ name, cause }) => name === link && cause === 'budget'),
    );
    // What was on its way arrives.
    await sleep(5_000);
    const count = (await this.#ground.tell({ count: true })).get(link);
    this.#spentBytes = count === undefined ? undefined : count.up.bytes + count.down.bytes;
  }

  async #tamper(link: string, change: DistributiveOmit<RelayCommand, 'link'>): Promise<void> {
    const name = await this.#linkOf(link);
    // Of the fault, not of when the site was asked.
    this.#faultMilliseconds = Date.now();
    await this.#ground.tell({ ...change, link: name } as RelayCommand);
  }

  async #linkOf(link: string): Promise<string> {
    if (link === sameLink) return this.#sameLink;
    this.#sameLink = link;
    if (link !== activeLink) return link;
    await this.#until('a link is active', activeSecondsMax, async () => {
      this.#sameLink = (await this.#staff.active()) ?? '';
      return this.#sameLink !== '';
    });
    return this.#sameLink;
  }

  async #expectCause({ link, cause: expected }: Extract<Step, { do: 'expect-cause' }>): Promise<void> {
    const name = link === sameLink ? this.#sameLink : link;
    const end = this.#faultMilliseconds + causeSecondsMax * 1000;
    for (;;) {
      const said = (await this.#staff.links()).find((each) => each.name === name)?.cause;
      const now = Date.now();
      if (said === expected || now >= end) {
        const namedMilliseconds = said === expected ? now - this.#faultMilliseconds : undefined;
        this.#causes.push({ link: name, expected, said, namedMilliseconds });
        this.#note(`${name}: ${said}, ${expected} expected, after ${now - this.#faultMilliseconds} ms`);
        return;
      }
      await sleep(lookMilliseconds);
    }
  }

  async #startSite(): Promise<void> {
    const address = await this.#hospital.start('site');
    for (const { lane, durableSeq, pending } of (await this.#hospital.status()).lanes) {
      this.#heads.set(lane, durableSeq + pending);
    }
    this.#clinic = new Workstation(await this.#hospital.openClinic(address));
  }

  /** Changes of the backlog that wait for their receipt. */
  async #waitingOfBacklog(): Promise<number> {
    const { lanes } = await this.#hospital.status();
    return lanes.reduce((sum, { lane, durableSeq }) => sum + Math.max(0, (this.#heads.get(lane) ?? 0) - durableSeq), 0);
  }

  async #until(what: string, secondsMax: number, isSo: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + secondsMax * 1000;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`not within ${secondsMax} s: ${what}\n${this.#log.join('\n')}`);
      await sleep(lookMilliseconds);
    }
  }

  get #staff(): Workstation {
    if (this.#clinic === undefined) throw new Error('the site does not run');
    return this.#clinic;
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #note(text: string): void {
    this.#log.push(`${this.#seconds().toFixed(1)} s  ${text}`);
  }
}

type RunStep = Extract<
  Step,
  {
    readonly do: 'start-site' | 'restart-site' | 'start-hub' | 'kill-hub' | 'stop-hub' | AskStep;
  }
>;
type AskStep = 'lose-journal' | 'fetch-summaries' | 'until-whole';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
