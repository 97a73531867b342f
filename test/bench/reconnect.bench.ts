import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { JsonLines } from '../lab/network/json-lines.js';
import { FleetHub } from './fleet/fleet-hub.js';
import { loadAverage, usageOf } from './fleet/process-usage.js';
import type { StandingAnswer, StandingPlan } from './fleet/standing-driver.js';
import { type Bench, type Measurement, round } from './measurement.js';

const links = ['fibre', '4g', 'starlink'];
/** So long that the pauses between attempts are as long as they get. */
const awaySeconds = 60;
const driver = fileURLToPath(new URL('./fleet/standing-driver.ts', import.meta.url));

/** The hub's program starts again: when do all sites stand again, over all their links? */
export const reconnect: Bench = {
  name: 'reconnect',
  title: 'All sessions of all sites after a restart of the hub',
  run: async ({ sites }) => {
    const fleet = await FleetHub.create({ sites, preload: 0 });
    const child = spawn(process.execPath, ['--import', 'tsx', driver], { stdio: ['pipe', 'pipe', 'pipe'] });
    try {
      const lines = new JsonLines(child);
      const plan: StandingPlan = { plan: fleet.plan(0), links };
      lines.tell(plan);
      const ask = async (word: 'up' | 'down') => {
        const answer = (await lines.ask(word as unknown as object)) as StandingAnswer;
        const failed = Object.entries(answer.failures);
        if (failed.length > 0) throw new Error(failed.map(([what, count]) => `${count} × ${what}`).join(', '));
        return answer;
      };
      const first = await ask('up');
      await fleet.hub.stop();
      const down = await ask('down');
      await sleep(awaySeconds * 1000);
      const loadBefore = loadAverage();
      const began = performance.now();
      // From the order to start on: until it listens is part of it.
      const again = ask('up');
      await fleet.hub.start();
      const listenSeconds = (performance.now() - began) / 1000;
      const last = await again;
      const conditions = {
        ...{ sites, links: links.length, sessions: sites * links.length, awaySeconds, tls: 'full handshakes' },
        ...{ listenSeconds: round(listenSeconds), halfSeconds: round(last.halfSeconds), loadBefore },
        ...{ firstSeconds: round(first.seconds), cores: availableParallelism() },
        hubCpuSeconds: round(usageOf(fleet.hub.pid).cpuSeconds),
        sitesCpuSeconds: round(last.cpuSeconds - down.cpuSeconds),
      };
      const figure: Measurement = {
        ...{ bench: 'reconnect', metric: 'all-welcome-seconds', value: round(last.seconds), unit: 's', conditions },
      };
      return [figure];
    } finally {
      child.kill();
      await fleet.destroy();
    }
  },
};
