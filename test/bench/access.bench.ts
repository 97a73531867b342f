import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../journal/open.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { bundledProgram } from '../support/bundled-program.js';
import type { Policy, PolicyOrder, PolicyReady, PolicyUse } from './access/policy-server.js';
import { HttpClients } from './fhir/http-target.js';
import { readPopulation, writePopulation } from './fhir/population.js';
import { type Workload, workloadsOver } from './fhir/workloads.js';
import { type Bench, type Measurement, percentile, round } from './measurement.js';
import { preloadFlow } from './preload.js';

/** What people of a hospital do all day. */
const asked = [
  ...['read', 'create', 'patient-name', 'observation-patient', 'observation-newest', 'medication-patient-status'],
  'everything',
];
/** In turns, so that a machine that is busy for a while is busy for both. */
const rounds = 9;
const requestsOfRound = 200;
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

/**
 * What it costs a request that it is judged who may see what, and written down who looked: the API of a site beside the same
 * that allows everything and notes nothing. The row of the audit that a write has in its own transaction is in both.
 */
export const access: Bench = {
  name: 'access',
  title: 'Enforcement and audit of a site’s FHIR API, beside the same that allows everything',
  run: async ({ resources }) => {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-access-'));
    const servers: PolicyProcess[] = [];
    try {
      const population = writePopulation(join(dir, 'resources.ndjson'), resources);
      const first = join(dir, 'enforced');
      mkdirSync(first);
      const journal = openJournal({
        file: join(first, 'journal.db'),
        key,
        role: 'site',
        site: parseSiteCode('7KD'),
        epoch: 1,
      });
      await preloadFlow(journal, readPopulation(population.file));
      journal.close();
      cpSync(first, join(dir, 'allow-all'), { recursive: true });
      for (const policy of ['enforced', 'allow-all'] as const) servers.push(await PolicyProcess.start(dir, policy));
      const [enforced, allowAll] = servers;
      if (enforced === undefined || allowAll === undefined) throw new Error('two servers');
      const workloads = workloadsOver(population).filter(({ name }) => asked.includes(name));
      const figures: Measurement[] = [];
      for (const workload of workloads) {
        figures.push(...compare(workload, await inTurns(workload, enforced, allowAll), population.resources));
      }
      const [written, none] = [await enforced.used(), await allowAll.used()];
      if (written.auditRows - none.auditRows < rounds) throw new Error('what was asked for is not in the audit');
      return figures;
    } finally {
      for (const server of servers) await server.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

interface Turns {
  readonly ours: readonly Turn[];
  readonly theirs: readonly Turn[];
}

async function inTurns(workload: Workload, enforced: PolicyProcess, allowAll: PolicyProcess): Promise<Turns> {
  const [ours, theirs]: [Turn[], Turn[]] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    const both = [await enforced.turn(workload), await allowAll.turn(workload)] as const;
    const [own, other] = both;
    if (own.found !== other.found) throw new Error(`${workload.name}: ${own.found} found, ${other.found} beside it`);
    // The first is for warming up.
    if (round < 0) continue;
    ours.push(own);
    theirs.push(other);
  }
  return { ours, theirs };
}

function compare({ name }: Workload, { ours, theirs }: Turns, resources: number): readonly Measurement[] {
  const median = (turns: readonly Turn[], of: (turn: Turn) => number) => percentile(turns.map(of), 0.5);
  const figure = (metric: string, of: (turn: Turn) => number): Measurement => ({
    ...{ bench: 'access', metric: `${name} ${metric}`, value: round(median(ours, of)), unit: 'ms' },
    ...{ peer: 'allow-all', peerValue: round(median(theirs, of)) },
    ratio: round(median(ours, of) / median(theirs, of)),
    conditions: { clients: 1, rounds, found: ours[0]?.found ?? 0, resources, tls: true, encrypted: true },
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

  private constructor(child: SpeakingChild, clients: HttpClients) {
    this.#child = child;
    this.#clients = clients;
  }

  static async start(dir: string, policy: Policy): Promise<PolicyProcess> {
    const child = new SpeakingChild(await bundledProgram('test/bench/access/policy-server.ts'));
    const order: PolicyOrder = { policy, file: join(dir, policy, 'journal.db'), key };
    return new PolicyProcess(child, new HttpClients(await child.ask<PolicyReady>(order)));
  }

  used(): Promise<PolicyUse> {
    return this.#child.ask<PolicyUse>('used');
  }

  async turn(workload: Workload): Promise<Turn> {
    const exchangeOf = (index: number) => workload.exchange(this.#next + index);
    const found = resourcesIn(await this.#clients.ask(exchangeOf(0)));
    const before = await this.used();
    const load = { clients: 1, requestsMax: requestsOfRound, secondsMax: secondsOfRoundMax };
    const { requests, p50Milliseconds } = await this.#clients.drive(exchangeOf, load);
    const { cpuMicroseconds } = await this.used();
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
