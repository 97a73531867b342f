import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../journal/open.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { bundledProgram } from '../support/bundled-program.js';
import {
  type Policy,
  type PolicyOrder,
  type PolicyQuestion,
  type PolicyReady,
  type PolicyUse,
  policies,
} from './access/policy-server.js';
import { HttpClients } from './fhir/http-target.js';
import { type Population, readPopulation, writePopulation } from './fhir/population.js';
import { type Workload, workloadsOver } from './fhir/workloads.js';
import { type Bench, type Measurement, percentile, round } from './measurement.js';
import { preloadFlow } from './preload.js';

/** What people of a hospital do all day. */
const asked = [
  ...['read', 'create', 'patient-name', 'observation-patient', 'observation-newest', 'medication-patient-status'],
  'everything',
];
/** In turns, so that a machine that is busy for a while is busy for all. */
const rounds = 15;
const requestsOfRound = 300;
/** Before the first turn: a program that has run for a day is compiled. */
const requestsOfWarmingUp = 2_000;
/** The same number in each turn, for what is written is found later; a server that takes longer is not measured. */
const secondsOfRoundMax = 60;
const key = 'c1'.repeat(32);

/** One kind of request in one turn. */
interface Turn {
  readonly p50Milliseconds: number;
  /** Of the server's processor, a request. */
  readonly cpuMilliseconds: number;
  readonly found: number;
}

type Turns = Readonly<Record<Policy, readonly Turn[]>>;
type Servers = Readonly<Record<Policy, PolicyProcess>>;

/**
 * What it costs a request that it is judged who may see what, and written down who looked: the API of a site beside the same
 * that knows who asks just as well, allows everything and notes nothing; and what it costs to know who asks. The row of the
 * audit that a write has in its own transaction is in all.
 */
export const access: Bench = {
  name: 'access',
  title: 'Enforcement and audit of a site’s FHIR API, beside the same that allows everything',
  run: async ({ resources }) => {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-access-'));
    const started: PolicyProcess[] = [];
    try {
      const population = await fill(dir, resources);
      for (const policy of policies) started.push(await PolicyProcess.start(dir, policy));
      const servers = Object.fromEntries(started.map((server) => [server.policy, server])) as Servers;
      const figures: Measurement[] = [];
      for (const workload of workloadsOver(population).filter(({ name }) => asked.includes(name))) {
        const turns = await inTurns(workload, servers);
        figures.push(...compare(workload, turns, 'enforced', 'allow-all', population.resources));
        figures.push(...compare(workload, turns, 'allow-all', 'anybody', population.resources));
      }
      const [written, none] = [await servers.enforced.auditRows(), await servers['allow-all'].auditRows()];
      if (written - none < rounds) throw new Error('what was asked for is not in the audit');
      return figures;
    } finally {
      for (const server of started) await server.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

/** The same records for each. */
async function fill(dir: string, resources: number): Promise<Population> {
  const population = writePopulation(join(dir, 'resources.ndjson'), resources);
  const [first, ...others] = policies;
  mkdirSync(join(dir, first));
  const file = join(dir, first, 'journal.db');
  const journal = openJournal({ file, key, role: 'site', site: parseSiteCode('7KD'), epoch: 1 });
  await preloadFlow(journal, readPopulation(population.file));
  journal.close();
  for (const other of others) cpSync(join(dir, first), join(dir, other), { recursive: true });
  return population;
}

async function inTurns(workload: Workload, servers: Servers): Promise<Turns> {
  const turns: Record<Policy, Turn[]> = { enforced: [], 'allow-all': [], anybody: [] };
  for (const policy of policies) await servers[policy].turn(workload, requestsOfWarmingUp);
  for (let round = 0; round < rounds; round += 1) {
    // Nobody is always the first.
    const order = [...policies.slice(round % policies.length), ...policies.slice(0, round % policies.length)];
    for (const policy of order) turns[policy].push(await servers[policy].turn(workload, requestsOfRound));
    const [first, ...others] = policies.map((policy) => turns[policy].at(-1)?.found);
    if (others.some((found) => found !== first)) throw new Error(`${workload.name}: ${others} found beside ${first}`);
  }
  return turns;
}

function compare(
  { name }: Workload,
  turns: Turns,
  policy: Policy,
  peer: Policy,
  resources: number,
): readonly Measurement[] {
  const median = (of: (turn: Turn) => number, each: Policy) => percentile(turns[each].map(of), 0.5);
  const figure = (metric: string, of: (turn: Turn) => number): Measurement => ({
    ...{ bench: 'access', metric: `${name} ${policy} ${metric}`, value: round(median(of, policy)), unit: 'ms' },
    ...{ peer, peerValue: round(median(of, peer)), ratio: round(median(of, policy) / median(of, peer)) },
    conditions: { clients: 1, rounds, found: turns[policy][0]?.found ?? 0, resources, tls: true, encrypted: true },
  });
  return [
    figure('p50-ms', ({ p50Milliseconds }) => p50Milliseconds),
    figure('cpu-ms', ({ cpuMilliseconds }) => cpuMilliseconds),
  ];
}

/** A process that serves one folder under one policy. */
class PolicyProcess {
  readonly #child: SpeakingChild;
  readonly #clients: HttpClients;
  #next = 0;

  private constructor(
    readonly policy: Policy,
    child: SpeakingChild,
    clients: HttpClients,
  ) {
    this.#child = child;
    this.#clients = clients;
  }

  static async start(dir: string, policy: Policy): Promise<PolicyProcess> {
    const child = new SpeakingChild(await bundledProgram('test/bench/access/policy-server.ts'));
    const order: PolicyOrder = { policy, file: join(dir, policy, 'journal.db'), key };
    return new PolicyProcess(policy, child, new HttpClients(await child.ask<PolicyReady>(order)));
  }

  async auditRows(): Promise<number> {
    return (await this.#ask('audit')).auditRows ?? 0;
  }

  #ask(question: PolicyQuestion): Promise<PolicyUse> {
    return this.#child.ask<PolicyUse>(question);
  }

  async turn(workload: Workload, requestsMax: number): Promise<Turn> {
    const exchangeOf = (index: number) => workload.exchange(this.#next + index);
    const found = resourcesIn(await this.#clients.ask(exchangeOf(0)));
    const before = await this.#ask('processor');
    const load = { clients: 1, requestsMax, secondsMax: secondsOfRoundMax };
    const { requests, p50Milliseconds } = await this.#clients.drive(exchangeOf, load);
    const { cpuMicroseconds } = await this.#ask('processor');
    this.#next += 1;
    // One more was asked, for its connection.
    return {
      p50Milliseconds,
      cpuMilliseconds: (cpuMicroseconds - before.cpuMicroseconds) / 1000 / (requests + 1),
      found,
    };
  }

  async stop(): Promise<void> {
    this.#clients.close();
    await this.#child.stop();
  }
}

/** A process that answers each message by one. */
class SpeakingChild {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(program: string) {
    this.#child = fork(program);
    this.#ended = once(this.#child, 'exit');
  }

  /** @throws Error when it ends instead */
  async ask<Answer>(message: string | PolicyOrder): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => this.#child.once('message', (said) => resolve(said as Answer)));
    this.#child.send(message);
    const ended = this.#ended.then(() => {
      throw new Error('the server ended');
    });
    return Promise.race([answer, ended]);
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }
}

function resourcesIn(text: string): number {
  const answer = JSON.parse(text) as { readonly resourceType: string; readonly entry?: readonly unknown[] };
  return answer.resourceType === 'Bundle' ? (answer.entry?.length ?? 0) : 1;
}
