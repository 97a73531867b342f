import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Journal, openJournal } from '../../journal/open.js';
import { equalDigests } from '../../protocol/digest.js';
import { hubCode } from '../../protocol/ids.js';
import { carry, downTo, observation, patient, testKey, upOf, welcomeOf, write } from '../support/journal-fixtures.js';
import type { Bench, Measurement } from './measurement.js';

const resources = 90_000;
/** A patient and what was written about them, in one commit. */
const groupResources = 12;

/** What it costs to prove a site of 90,000 resources complete, and how long others wait for a turn meanwhile. */
export const digest: Bench = {
  name: 'digest',
  title: `Digests that prove completeness, ${resources} resources`,
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
    const hub = openJournal({ file: join(folder, 'hub.db'), key: testKey, role: 'hub', site: hubCode, epoch: 1 });
    const { code } = await hub.fleet.addSite({ name: 'Garoua', region: 'Nord', links: [], createdMilliseconds: 1 });
    const site = openJournal({ file: join(folder, 'site.db'), key: testKey, role: 'site', site: code, epoch: 1 });
    try {
      await fill(site, hub);
      const here = await timed(() => site.digests.held());
      const there = await timed(() => hub.digests.expected(code, here.result.at));
      if (typeof there.result === 'string') throw new Error(there.result);
      if (!equalDigests(here.result.heads.total, there.result.heads.total)) throw new Error('they differ');
      return [...figures('site', here), ...figures('hub', there)];
    } finally {
      site.close();
      hub.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function fill(site: Journal, hub: Journal): Promise<void> {
  await site.siteEpochs.adoptHubEpoch(welcomeOf(1, []));
  const { site: code } = await site.sync.identity();
  for (let count = 0; count < resources; count += groupResources) {
    const of = `p${count}`;
    const notes = Array.from({ length: groupResources - 1 }, (_, index) =>
      observation(`${of}-${index}`, of, { valueString: `Note ${index} `.repeat(30) }),
    );
    await write(site, patient(of), ...notes);
    if (count % 6_000 === 0) await carry(site, hub, upOf(code));
  }
  await carry(site, hub, upOf(code));
  while ((await hub.fanout.fanOut(0, 2_000)).more);
  await carry(hub, site, downTo(code));
}

interface Timed<T> {
  readonly result: T;
  readonly milliseconds: number;
  readonly longestTurnMilliseconds: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  const result = await work();
  const milliseconds = performance.now() - began;
  delay.disable();
  return { result, milliseconds, longestTurnMilliseconds: delay.max / 1e6 };
}

function figures(end: string, { milliseconds, longestTurnMilliseconds }: Timed<unknown>): readonly Measurement[] {
  const conditions = { end, resources };
  return [
    { bench: 'digest', metric: 'collect-ms', value: Math.round(milliseconds), unit: 'ms', conditions },
    { bench: 'digest', metric: 'longest-turn-ms', value: Math.round(longestTurnMilliseconds), unit: 'ms', conditions },
  ];
}
