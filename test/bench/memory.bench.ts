import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { transactionOf } from '../../record/builders/context.js';
import { makeConsultations } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, type Measurement, round } from './measurement.js';

const visits = 1_000;
const desks = 6;

/** Resident memory of a site's process: just started, and after a busy day in a minute at six desks. */
export const memory: Bench = {
  name: 'memory',
  title: 'Resident memory of a site, idle and under load',
  run: async () => {
    const stack = await BenchStack.create();
    try {
      await stack.connect(false);
      await stack.site.start();
      const client = await stack.signIn();
      await sleep(2_000);
      const idle = residentMegabytes(stack.site.pid);
      const groups = [...makeConsultations(visits)];
      let loaded = idle;
      const desk = async () => {
        for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
          await client.json('POST', '/fhir', transactionOf(group));
          await client.ask('GET', '/fhir/Patient?name=a&_count=20');
          if (groups.length % 50 === 0) loaded = Math.max(loaded, residentMegabytes(stack.site.pid));
        }
      };
      await Promise.all(Array.from({ length: desks }, desk));
      await stack.untilDrained();
      loaded = Math.max(loaded, residentMegabytes(stack.site.pid));
      client.close();
      return [
        megabytes('idle-rss', idle, { process: 'edge-agent' }),
        megabytes('loaded-rss', loaded, { process: 'edge-agent', visits, desks, peak: true }),
        megabytes('hub-rss', residentMegabytes(stack.hub.pid), { process: 'central-hub', visits, sites: 1 }),
      ];
    } finally {
      await stack.destroy();
    }
  },
};

/** By `ps`, which Linux and macOS both have; kilobytes. */
function residentMegabytes(pid: number | undefined): number {
  const text = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(text.trim()) / 1024;
}

function megabytes(metric: string, value: number, conditions: Measurement['conditions']): Measurement {
  return { bench: 'memory', metric, value: round(value, 4), unit: 'MB', conditions };
}
