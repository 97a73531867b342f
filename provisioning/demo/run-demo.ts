import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import type { CommandContext } from '../commands/command-context.js';
import type { Outcome } from '../commands/leaf.js';
import { type DemoFolder, type DemoState, openDemoFolder } from './demo-folder.js';
import { newDemoPassword } from './demo-password.js';
import { demoSitesMax, planSites } from './demo-plan.js';
import { filesOf, fillDemo } from './fill-demo.js';
import { type OnceResult, writeOnceAndFollow } from './once.js';
import { receiveAgain } from './receive.js';
import { RunningDemo } from './running-demo.js';
import { Screen, welcomeText } from './screen.js';

export interface DemoOptions {
  readonly dir: string;
  readonly sites: number;
  readonly basePort: number;
  /** `synthetic`, or a folder of files. */
  readonly data: string;
  readonly once: boolean;
  readonly fresh: boolean;
  readonly json: boolean;
}

/** Runs the demo until it is asked to stop, or, with `once`, until one record was followed. */
export async function runDemo(context: CommandContext, options: DemoOptions): Promise<Outcome | undefined> {
  if (options.once && options.sites < 2) throw new Problem('usage-wrong', '--once needs two hospitals');
  if (options.data !== 'synthetic') filesOf(options.data);
  const folder = openDemoFolder(options.dir, options.fresh, newState);
  try {
    return await runInFolder(context, options, folder);
  } finally {
    folder.release();
  }
}

async function runInFolder(
  context: CommandContext,
  options: DemoOptions,
  folder: DemoFolder,
): Promise<Outcome | undefined> {
  const screen = new Screen(context, options.json);
  const { basePort } = options;
  const demo = new RunningDemo({ folder, basePort, screen, sites: countSites(options) });
  const ending = new Ending(() => demo.kill());
  try {
    const work = workIn(demo, { context, options, folder, screen, ending });
    // A program that ends by itself, or Ctrl-C, cuts the work short; what it then still throws is of no interest.
    work.catch(() => {});
    return await Promise.race([work, ending.reached]);
  } finally {
    if (!options.once && demo.sites.length > 0) screen.say({ en: 'Stopping …', fr: 'Arrêt …' });
    await demo.stop();
    ending.release();
  }
}

interface Surroundings {
  readonly context: CommandContext;
  readonly options: DemoOptions;
  readonly folder: DemoFolder;
  readonly screen: Screen;
  readonly ending: Ending;
}

async function workIn(demo: RunningDemo, surroundings: Surroundings): Promise<Outcome | undefined> {
  const { context, options, folder, screen, ending } = surroundings;
  await demo.start((cause) => ending.fail(cause));
  const patient = await fillDemo({ demo, folder, screen, data: options.data, least: options.once });
  const [first, second] = demo.sites;
  if (options.once && first !== undefined && second !== undefined && patient !== undefined) {
    for (const { doctor, reception } of [first, second]) {
      await receiveAgain(doctor, reception, patient.reference.replace('Patient/', ''));
    }
    const result = await writeOnceAndFollow({
      first: first.doctor,
      second: second.doctor,
      dirs: [first.dir, demo.hubDir, second.dir],
      patient: patient.reference,
      doctor: first.records.staff.doctor,
    });
    return { json: result, text: onceText(context, result), exit: result.equal ? 0 : 1 };
  }
  const { access } = demo;
  const { password } = folder.state;
  if (options.json) {
    const sites = access.sites.map(({ id, name, url, localUrl }) => ({ id, name, url, localUrl }));
    const { url, localUrl, mqtt } = access.hub;
    const ready = { ready: true, dir: options.dir, hub: { url, localUrl, mqtt }, sites, ca: access.ca, password };
    context.out(`${JSON.stringify(ready)}\n`);
  } else {
    context.out(welcomeText(context.language, access, { password, dir: options.dir, patient: patient?.name }));
  }
  return ending.reached;
}

function onceText(context: CommandContext, result: OnceResult): string {
  const { atHubMs, atSecondSiteMs, equal } = result;
  if (!equal) {
    return context.language === 'fr' ? 'Les trois copies diffèrent.' : 'The three copies differ.';
  }
  return context.language === 'fr'
    ? `Au hub après ${atHubMs} ms, lisible au second hôpital après ${atSecondSiteMs} ms, identique partout.`
    : `At the hub after ${atHubMs} ms, readable at the second hospital after ${atSecondSiteMs} ms, equal everywhere.`;
}

/** A folder that has more hospitals than asked for keeps them. */
function countSites({ dir, sites }: DemoOptions): number {
  const there = planSites(demoSitesMax).filter(({ folder }) => existsSync(join(dir, folder, 'node.json'))).length;
  return Math.max(sites, there);
}

function newState(): DemoState {
  return { carnet: 'demo', password: newDemoPassword(), presentMilliseconds: Date.now(), imported: [] };
}

/** The end that is asked for (Ctrl-C, SIGTERM) or that comes by itself; asked a second time, it is at once. */
class Ending {
  readonly reached: Promise<undefined>;
  readonly #kill: () => void;
  readonly #onSignal = () => this.#ask();
  #resolve: (value: undefined) => void = () => {};
  #reject: (cause: Error) => void = () => {};
  #asked = false;

  constructor(kill: () => void) {
    this.#kill = kill;
    this.reached = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.reached.catch(() => {});
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal);
  }

  fail(cause: Error): void {
    if (!this.#asked) this.#reject(cause);
  }

  release(): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal);
  }

  #ask(): void {
    if (this.#asked) this.#kill();
    this.#asked = true;
    this.#resolve(undefined);
  }
}
