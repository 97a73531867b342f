import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Prober } from '../../../edge-agent/links/probing/prober.js';
import { seededRandom } from '../../support/seeded-random.js';
import type { BoxLink } from '../box.js';
import { FaultCounts } from '../fault-kinds.js';
import { brokenPromises } from '../promises.js';
import { comeToRest } from '../rest.js';
import type { SeedResult } from '../run-seed.js';
import type { Templates } from '../templates.js';
import { type FailingLinks, World } from '../world.js';
import { type LinkFaultKind, type LinkPlant, linkFaultKinds } from './link-fault-kinds.js';
import { type LinkShape, linkShapeOf } from './link-shape.js';
import { LinkWatch } from './link-watch.js';
import { planLinkFaults } from './plan-link-faults.js';
import { SimulatedProber } from './simulated-prober.js';
import { Wire, type WireShape } from './wire.js';
import { WireNetwork } from './wire-network.js';

export interface LinkSeedOptions {
  readonly plant?: LinkPlant | undefined;
  readonly print?: (line: string) => void;
}

/** So long after everything is sound again somebody writes. */
const healedMilliseconds = 20_000;

/** Runs one seed in which links fail: the engines of sites and hub are the real ones, and so is the decision. */
export async function runLinkSeed(
  seed: number,
  templates: Templates,
  { plant, print }: LinkSeedOptions = {},
): Promise<SeedResult> {
  const shape = linkShapeOf(seed);
  const template = await templates.hub(shape.siteCount);
  const folder = mkdtempSync(join(templates.folder, 'run-'));
  const counts = new FaultCounts<LinkFaultKind>(linkFaultKinds);
  const count = (kind: LinkFaultKind) => counts.add(kind);
  const world: World = new World({
    ...{ seed, shape, folder, template, templates, plant: undefined, ...(print && { print }) },
    failing: failingLinks(seed, shape, { plant, count, world: () => world }),
  });
  const watch = new LinkWatch(world, shape.bulkAllowed);
  try {
    for (const box of world.boxes) await world.start(box);
    planLinkFaults({ world, shape, count, emptySite: templates.site, allow: (box, moves) => watch.allow(box, moves) });
    watch.start();
    await world.time.runUntil(shape.durationMilliseconds);
    await writeOnceMore(world);
    const rested = await comeToRest(world, shape);
    watch.judgeMoves();
    const { hub, sites, read } = world;
    const { writes, putBack, broken: seen } = world.watch;
    const broken = [...seen, ...watch.broken, ...rested];
    broken.push(...brokenPromises({ read, hub, sites, refused: new Set(), putBack, writes }));
    for (const line of broken) world.note(`BROKEN ${line}`);
    counts.add('lanes-moved', watch.moves);
    return {
      ...{ seed, broken, faults: { ...counts.all(), ...crashesOf(world) }, sites: sites.length },
      ...{ writes: writes.length, digest: world.trace.digest() },
    };
  } finally {
    world.close();
  }
}

/** Everything is sound, and people write: what was lost on the way for good shows now. */
async function writeOnceMore(world: World): Promise<void> {
  const { time, network, sites } = world;
  network.heal();
  const end = time.elapsedMilliseconds + healedMilliseconds;
  for (const box of sites) {
    for (const early of [0, 100]) time.after(healedMilliseconds - early, () => void world.write(box));
  }
  await time.runUntil(end);
}

interface Ground {
  readonly plant: LinkPlant | undefined;
  readonly count: (kind: LinkFaultKind) => void;
  readonly world: () => World;
}

function failingLinks(seed: number, links: LinkShape, { plant, count, world }: Ground): FailingLinks {
  if (links.bulkAllowed) count('bulk-allowed');
  const wiresOf = () => world().sites.flatMap((box) => box.links.map(({ cable }) => wireOf(cable)));
  return {
    openNetwork: (options) =>
      new WireNetwork({
        ...{ ...options, links, plant, count, wires: wiresOf },
        onBroken: (what) => world().watch.broken.add(what),
      }),
    linksOf: (site) => (links.wires[site] ?? []).map((shape, index) => linkOf(shape, index, seed * 100 + site, count)),
    ofProgram: {
      bulkAllowed: links.bulkAllowed,
      metersForgotten: plant === 'metered-forgotten',
      openProber: (program, onEvent) =>
        new SimulatedProber({
          ...{ time: world().time, plant, onEvent, isAlive: () => program.isAlive() },
          wireOf: (link) => wireOf(program.cableOf(link)),
          isHubUp: () => world().program(world().hub) !== undefined,
        }) as unknown as Prober,
    },
  };
}

function linkOf(shape: WireShape, index: number, seed: number, count: Ground['count']): BoxLink {
  const { kind, metered, standby } = shape;
  if (metered) count(`standby-${standby}`);
  const random = seededRandom(seed * 10 + index);
  return { name: `${kind}${index + 1}`, kind, metered, standby, cable: new Wire(shape, random) };
}

function wireOf(cable: unknown): Wire {
  if (!(cable instanceof Wire)) throw new Error('not a wire');
  return cable;
}

function crashesOf(world: World): Partial<Record<LinkFaultKind, number>> {
  const all: Readonly<Record<string, number>> = world.counts.all();
  return Object.fromEntries(linkFaultKinds.flatMap((kind) => (kind in all ? [[kind, all[kind]]] : [])));
}
