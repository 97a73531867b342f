import { createInterface } from 'node:readline/promises';
import type { FleetPlan } from './fleet-plan.js';
import { StandingSite } from './standing-site.js';

export interface StandingPlan {
  readonly plan: FleetPlan;
  readonly links: readonly string[];
}

/** How long it took from the word on. */
export interface StandingAnswer {
  readonly seconds: number;
  /** Until half of the sessions stood. */
  readonly halfSeconds: number;
  /** Of this process, since it began. */
  readonly cpuSeconds: number;
  readonly failures: Readonly<Record<string, number>>;
}

/** How often the sites are counted. */
const lookMilliseconds = 10;

/** Sites that stand by in one process. Lines in: the plan with its links, then `up` or `down`; each answered when it is so. */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const word = async () => String((await lines.next()).value);
  const { plan, links } = JSON.parse(await word()) as StandingPlan;
  const sessionsMax = plan.sites.length * links.length;
  const failures = new Map<string, number>();
  let open = 0;
  const sites = plan.sites.map(
    (identity) =>
      new StandingSite(plan, identity, links, {
        onUp: () => {
          open += 1;
        },
        onDown: () => {
          open -= 1;
        },
        onFailure: (what) => failures.set(what, (failures.get(what) ?? 0) + 1),
      }),
  );
  for (const site of sites) site.start();
  for (let wish = await word(); wish !== 'end'; wish = await word()) {
    const wanted = wish === JSON.stringify('up') ? sessionsMax : 0;
    const began = performance.now();
    let half: number | undefined;
    while (open !== wanted) {
      if (half === undefined && open >= sessionsMax / 2) half = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
    }
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage();
    const told = { seconds, halfSeconds: (half ?? 0) / 1000, cpuSeconds: (user + system) / 1e6 };
    const answer: StandingAnswer = { ...told, failures: Object.fromEntries(failures) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  for (const site of sites) site.stop();
}

await main();
