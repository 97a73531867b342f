import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { brokenAudits } from './audit-promises.js';
import { planDisasters } from './disasters.js';
import type { Plant } from './fault-kinds.js';
import type { Noticed } from './noticing/fates.js';
import { planFaults } from './plan-faults.js';
import { brokenPromises } from './promises.js';
import { brokenProofs } from './proof-promise.js';
import { comeToRest } from './rest.js';
import { type ForcedShape, shapeOf } from './shape.js';
import type { Templates } from './templates.js';
import { World } from './world.js';

export interface SeedResult {
  readonly seed: number;
  /** What was broken, in words; empty when every promise held. */
  readonly broken: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  /** Of everything that happened: the same seed gives the same digest. */
  readonly digest: string;
  readonly sites: number;
  /** Versions that somebody was told are saved. */
  readonly writes: number;
  /** Whether boxes that were put back or copied were noticed; not of a run in which links fail. */
  readonly noticed?: Noticed;
}

export interface SeedOptions extends ForcedShape {
  readonly plant?: Plant | undefined;
  readonly print?: (line: string) => void;
}

/** Runs one seed: faults, then a fair network until nothing moves any more, then the promises; until one is broken. */
export async function runSeed(seed: number, templates: Templates, options: SeedOptions = {}): Promise<SeedResult> {
  const shape = shapeOf(seed, options);
  const template = await templates.hub(shape.siteCount);
  const folder = mkdtempSync(join(templates.folder, 'run-'));
  const { plant, print } = options;
  const world = new World({ seed, shape, folder, template, templates, plant, ...(print && { print }) });
  try {
    for (const box of world.boxes) await world.start(box);
    planFaults(world, shape);
    planDisasters(world, shape);
    await world.time.runUntil(shape.durationMilliseconds);
    const rested = await comeToRest(world, shape);
    const broken = world.broken.length > 0 ? world.broken : [...rested, ...(await brokenAtTheEnd(world))];
    for (const line of broken) world.note(`BROKEN ${line}`);
    return {
      ...{ seed, broken, faults: world.counts.all(), sites: world.sites.length },
      ...{ writes: world.watch.writes.length, digest: world.trace.digest() },
      noticed: world.noticing.noticed,
    };
  } finally {
    world.close();
  }
}

/** Asks the promises, in a run in which none was broken on its way. */
async function brokenAtTheEnd(world: World): Promise<readonly string[]> {
  const sites = [...world.sites, ...world.copies];
  const refused = new Set(sites.filter((box) => world.program(box)?.isRefused === true));
  world.noticing.end();
  const { hub, read } = world;
  const { putBack, writes } = world.watch;
  const ended = { read, hub, sites, refused, putBack, writes };
  const broken = [...world.broken, ...brokenPromises(ended), ...brokenAudits(ended, world.copies)];
  // Last: what it finds it heals.
  return broken.length > 0 ? broken : brokenProofs(world, refused);
}
