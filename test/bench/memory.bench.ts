import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { callControl } from '../../provisioning/control/client.js';
import type { LinkStatus } from '../../provisioning/verbs/link-verbs.js';
import { transactionOf } from '../../record/builders/context.js';
import { makeConsultations } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { preloadPatients } from './preload.js';

const visits = 1_000;
const desks = 6;

const patientsMax = 100_000;

/**
 * Resident memory of a site's process with 100,000 patients and a session over each of four links: at rest once all is at
 * the hub, and during a busy day in a minute at six desks. `--preload N` makes the population smaller.
 */
export const memory: Bench = {
  name: 'memory',
  title: 'Resident memory of a site with 100,000 patients and four warm links, idle and under load',
  run: async (size) => {
    const patients = Math.min(patientsMax, size.preload);
    const stack = await BenchStack.create();
    try {
      const journal = await stack.openJournal();
      await preloadPatients(journal, patients);
      journal.close();
      const links = stack.connectWarm().length;
      await stack.site.start();
      const client = await stack.signIn();
      // What imports left behind is at the hub before anything is measured; the links have settled.
      await stack.untilDrained(1_000);
      const warm = await untilWarm(stack, links);
      await sleep(10_000);
      const idle = residentMegabytes(stack.site.pid);
      const groups = [...makeConsultations(visits)];
      let loaded = idle;
      const desk = async () => {
        for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
          await client.json('POST', '/fhir', transactionOf(group));
          await client.ask('GET', '/fhir/Patient?name=a&_count=20');
          if (groups.length % 10 === 0) loaded = Math.max(loaded, residentMegabytes(stack.site.pid));
        }
      };
      await Promise.all(Array.from({ length: desks }, desk));
      await stack.untilDrained();
      loaded = Math.max(loaded, residentMegabytes(stack.site.pid));
      client.close();
      return [
        megabytes('idle-rss', idle, { process: 'edge-agent', patients, links, warm }),
        megabytes('loaded-rss', loaded, { process: 'edge-agent', patients, links, warm, visits, desks, peak: true }),
        megabytes('hub-rss', residentMegabytes(stack.hub.pid), { process: 'central-hub', patients, visits, sites: 1 }),
      ];
    } finally {
      await stack.destroy();
    }
  },
};

/** How many links have a session, when all have or after a minute. */
async function untilWarm(stack: BenchStack, links: number): Promise<number> {
  for (let seconds = 0; ; seconds += 1) {
    const shown = (await callControl(stack.site.dir, 'link-list', {})) as readonly LinkStatus[];
    const warm = shown.filter(({ running }) => running?.state === 'active' || running?.state === 'standby').length;
    if (warm === links || seconds >= 60) return warm;
    await sleep(1_000);
  }
}

/**
 * Everything of the one process that is in memory, what it shares with others too: Node's own program is 45 MB of it. The
 * system's cache of files is not in it. By `ps`, which Linux and macOS both have; kilobytes.
 */
function residentMegabytes(pid: number | undefined): number {
  const text = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(text.trim()) / 1024;
}

function megabytes(metric: string, value: number, conditions: Measurement['conditions']): Measurement {
  return { bench: 'memory', metric, value: round(value, 4), unit: 'MB', conditions };
}
