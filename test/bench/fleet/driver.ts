import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inOrderFor, loadDictionaries } from '../../../config/running/dictionaries.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { lane as laneNames } from '../../../protocol/lane.js';
import { percentile } from '../measurement.js';
import type { FleetPlan, FleetResult, FleetSiteIdentity } from './fleet-plan.js';
import { FleetSession } from './fleet-session.js';
import { type ReadyBatch, readyBatch, SiteLog } from './site-log.js';
import { VisitMint } from './visit-mint.js';

const dictionaries = loadDictionaries(fileURLToPath(new URL('../../../protocol/dictionary', import.meta.url)));
/** The sites have an idle fibre: what a real one would choose there. */
const [dictionary = 0] = inOrderFor({ kind: 'fibre', metered: false }, dictionaries).keys();
/** Sessions that are opened at once. */
const openingMax = 20;

/** The sites of a fleet in one process: makes their batches, says so, connects at the word, and sends at the next. */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const word = async () => String((await lines.next()).value);
  const plan = JSON.parse(await word()) as FleetPlan;
  const mint = new VisitMint(`fleet ${process.hrtime.bigint()}`);
  const logs = plan.sites.map((site) => makeLog(mint, site, plan.changesEach));
  const run = new Run(plan, logs);
  say('made');
  await word();
  await run.open();
  say('open');
  await word();
  say(await run.send());
  await word();
  run.close();
  process.exit(0);
}

class Run {
  readonly #plan: FleetPlan;
  readonly #sessions: readonly FleetSession[];
  readonly #failures: string[] = [];
  readonly #total: number;
  readonly #bytes: number;
  #durable = 0;
  #fed = 0;
  /** When changes of urgent lanes became durable, each once; milliseconds. */
  readonly #urgentAt: number[] = [];
  #done: () => void = () => {};

  constructor(plan: FleetPlan, logs: readonly (readonly ReadyBatch[])[]) {
    this.#plan = plan;
    this.#total = logs.flat().reduce((sum, { from, to }) => sum + to.seq - from + 1, 0);
    this.#bytes = logs.flat().reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#sessions = plan.sites.map(
      (site, index) =>
        new FleetSession(plan, site, logs[index] ?? [], {
          onDurable: (lane, changes) => this.#note(lane, changes),
          onFed: (changes) => {
            this.#fed += changes;
          },
          onFailure: (what) => this.#fail(what),
        }),
    );
  }

  async open(): Promise<void> {
    for (let start = 0; start < this.#sessions.length; start += openingMax) {
      await Promise.all(this.#sessions.slice(start, start + openingMax).map((session) => session.open()));
    }
  }

  async send(): Promise<FleetResult> {
    const began = performance.now();
    const finished = new Promise<void>((resolve) => {
      this.#done = resolve;
    });
    for (const session of this.#sessions) session.send();
    const { seconds } = this.#plan;
    await (seconds === undefined ? finished : Promise.race([finished, sleep(seconds * 1000)]));
    const result = {
      ...{ seconds: (performance.now() - began) / 1000, durableChanges: this.#durable, bytes: this.#bytes },
      ...{ urgentP99Seconds: (percentile(this.#urgentAt, 0.99) - began) / 1000, urgentChanges: this.#urgentAt.length },
      ...{ fedChanges: this.#fed, failures: [...new Set(this.#failures)] },
    };
    for (const session of this.#sessions) session.pause();
    return result;
  }

  close(): void {
    for (const session of this.#sessions) session.close();
  }

  /** A run with a failure is worth nothing: it ends. */
  #fail(what: string): void {
    this.#failures.push(what);
    this.#done();
  }

  #note(lane: number, changes: number): void {
    this.#durable += changes;
    if (lane <= laneNames.urgent) {
      const at = performance.now();
      for (let count = 0; count < changes; count += 1) this.#urgentAt.push(at);
    }
    if (this.#durable === this.#total) this.#done();
  }
}

function makeLog(mint: VisitMint, { code, epoch }: FleetSiteIdentity, changesMin: number): readonly ReadyBatch[] {
  const site = parseSiteCode(code);
  const log = new SiteLog(site, epoch);
  const batches: ReadyBatch[] = [];
  for (let made = 0; made < changesMin; ) {
    const visit = mint.mint(site);
    made += visit.changes.length;
    const full = log.add(visit);
    if (full !== undefined) batches.push(readyBatch(full, dictionary, dictionaries));
  }
  for (const batch of log.finish()) batches.push(readyBatch(batch, dictionary, dictionaries));
  return batches;
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

await main();
