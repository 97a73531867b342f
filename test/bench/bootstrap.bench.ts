import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { generatePopulation } from '../../provisioning/demo/population/population.js';
import type { SiteClient } from '../../provisioning/demo/site-client.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { type Group, presentMilliseconds } from './bench-data.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { preload } from './preload.js';

const resourcesMin = 90_000;
const bytesPerSecond = 256_000 / 8;
const lineShape = { delayMilliseconds: 20, bytesPerSecond };

/** A replaced site gets its records back over a slow line: bytes and time until it is usable, and until all is there. */
export const bootstrap: Bench = {
  name: 'bootstrap',
  title: 'A replacement site gets 90,000 resources back at 256 kbit/s, all overhead counted at a relay',
  run: async () => {
    const stack = await BenchStack.create();
    try {
      const journal = await stack.openJournal();
      const resources = await preload(journal, makeGroups());
      journal.close();
      await stack.connect(false);
      await stack.site.start();
      await stack.untilDrained(200);
      await stack.untilIndexed(200);
      await stack.site.stop();
      const { journal: file } = nodePaths(stack.site.dir);
      for (const path of [file, `${file}-wal`, `${file}-shm`]) rmSync(path, { force: true });
      return await measure(stack, resources);
    } finally {
      await stack.destroy();
    }
  },
};

async function measure(stack: BenchStack, resources: number): Promise<readonly Measurement[]> {
  const relay = await stack.connectOver('fibre', lineShape);
  const start = performance.now();
  await stack.site.start();
  const client = await stack.signIn();
  const at = () => {
    const { up, down } = relay.bytes;
    return { bytes: up + down, seconds: (performance.now() - start) / 1000 };
  };
  await untilState(client, (state) => state !== null);
  await untilState(client, (state) => state !== 'essential');
  const usable = at();
  await untilState(client, (state) => state === null);
  const all = at();
  const conditions = { resources, kbitPerSecond: 256, rttMilliseconds: 2 * lineShape.delayMilliseconds };
  const figure = (metric: string, value: number, unit: string): Measurement => {
    return { bench: 'bootstrap', metric, value: round(value), unit, conditions };
  };
  return [
    figure('usable-bytes', usable.bytes, 'bytes'),
    figure('usable-seconds', usable.seconds, 's'),
    figure('bytes', all.bytes, 'bytes'),
    figure('seconds', all.seconds, 's'),
    figure('bytes-per-resource', all.bytes / resources, 'bytes'),
  ];
}

async function untilState(client: SiteClient, isReached: (state: string | null) => boolean): Promise<void> {
  for (;;) {
    const { bootstrap: progress } = (await client.json('GET', '/api/sync')) as {
      readonly bootstrap: { readonly state: string } | null;
    };
    if (isReached(progress?.state ?? null)) return;
    await sleep(100);
  }
}

/** Whole histories: with the registrations, and the patients themselves. */
function makeGroups(): readonly Group[] {
  const site = { code: '7KD', region: 'Littoral' };
  const options = { seed: 'bench-bootstrap', patients: resourcesMin, site, startMilliseconds: presentMilliseconds };
  const groups: Group[] = [];
  let resources = 0;
  for (const history of generatePopulation(options)) {
    for (const group of history.groups) {
      groups.push(group.resources);
      resources += group.resources.length;
    }
    if (resources >= resourcesMin) break;
  }
  return groups;
}
