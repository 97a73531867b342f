import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../support/seeded-random.js';
import { Box } from './box.js';
import { copyFolder, replaceFolder } from './disk.js';
import { heldIn } from './promises.js';
import type { Shape } from './shape.js';
import type { World } from './world.js';

/** Files of a folder outside of its database: what a restore of the database alone leaves as they are. */
const outsideFiles = ['witness.json', 'lease.json', 'erasures.json'];
const awayMillisecondsMax = 10_000;
/** Those that come while its program is down are none. */
const writesAtCopyMax = 5;

/** Draws who is put back to an earlier state, and which folder is copied to a second box. */
export function planDisasters(world: World, shape: Shape): void {
  const { random, time } = world;
  const site = () => world.sites[random.below(world.sites.length)] ?? world.hub;
  const twice = (first: () => (() => unknown) | undefined) => {
    const [early, late] = [random.fraction(), random.fraction()].sort((left, right) => left - right);
    time.after((early ?? 0) * shape.durationMilliseconds, () => {
      const then = first();
      const pause = ((late ?? 0) - (early ?? 0)) * shape.durationMilliseconds;
      if (then !== undefined) time.after(pause, then);
    });
  };
  for (let count = 0; count < shape.siteRestoreCount; count += 1) twice(() => keepForLater(world, site()));
  for (let count = 0; count < shape.hubRestoreCount; count += 1) twice(() => keepForLater(world, world.hub));
  if (shape.cloneCount > 0) {
    time.after(random.fraction() * shape.durationMilliseconds, () => copyBox(world, site(), shape));
  }
}

/** Keeps a copy of a folder; what is given back puts the box back to it. */
function keepForLater(world: World, box: Box): (() => void) | undefined {
  const { random, time } = world;
  const kept = world.newFolder();
  copyFolder(box.folder, kept);
  if (!existsSync(join(kept, 'journal.db'))) return undefined;
  world.note(`${box.name} is kept`);
  const whole = box.role === 'site' && random.chance(0.5);
  return () => {
    if (!world.takeAway(box)) return;
    const kind = box.role === 'hub' ? 'hub-restored' : whole ? 'site-restored-whole' : 'site-restored';
    world.counts.add(kind);
    world.note(`${box.name} is put back${whole ? ' with its files' : ''}`);
    world.noticing.beforePutBack(box);
    putBack(box, kept, whole);
    world.noticing.putBack(box, kind);
    noteLosses(world, box);
    time.after(random.fraction() * awayMillisecondsMax, () => world.start(box));
  };
}

function putBack(box: Box, kept: string, whole: boolean): void {
  const present = `${box.folder}!`;
  copyFolder(box.folder, present);
  replaceFolder(box.folder, kept);
  if (!whole) {
    for (const name of outsideFiles) rmSync(join(box.folder, name), { force: true });
    for (const name of readdirSync(present)) {
      if (outsideFiles.includes(name)) copyFileSync(join(present, name), join(box.folder, name));
    }
  }
  rmSync(present, { recursive: true });
}

/** A write is lost only when every disk that held it is (promise 2); what the box had said is void with its disk. */
export function noteLosses(world: World, box: Box): void {
  const held = new Set(world.boxes.flatMap((other) => world.read(other, heldIn)));
  world.watch.forget(box, (version) => held.has(version.versionId.replaceAll('-', '')));
}

/** A second box comes up with the folder of one that runs: both live from now on. */
function copyBox(world: World, box: Box, shape: Shape): void {
  const { random, time } = world;
  if (world.program(box) === undefined) return;
  const folder = world.newFolder();
  copyFolder(box.folder, folder);
  const copy = new Box({ name: `${box.name}'`, code: box.code, role: 'site', folder, linkCount: box.links.length });
  copy.inheritClock(box);
  world.counts.add('site-cloned');
  world.note(`${copy.name} is a copy of ${box.name}`);
  world.addCopy(copy);
  world.noticing.copied(box, copy);
  time.after(random.fraction() * awayMillisecondsMax, () => world.start(copy));
  if (shape.writesAtCopies) planWritesAt(world, copy, shape);
}

/** Drawn apart, so that no other draw moves. */
function planWritesAt(world: World, copy: Box, { writeCount, durationMilliseconds }: Shape): void {
  const random = seededRandom(writeCount * 11 + durationMilliseconds);
  const leftMilliseconds = durationMilliseconds - world.time.elapsedMilliseconds;
  for (let count = 0; count < writesAtCopyMax; count += 1) {
    world.time.after(random.fraction() * leftMilliseconds, () => world.write(copy));
  }
}

/** People write where nobody may speak for the site, and where somebody may. */
export function writeAtCopies(world: World): void {
  const codes = new Set(world.copies.map(({ code }) => code));
  for (const box of world.boxes) if (codes.has(box.code)) void world.write(box);
}

/** A person lets the copies that were refused come back. */
export async function readmitCopies(world: World): Promise<void> {
  const hub = world.program(world.hub);
  for (const { code, name } of world.copies) {
    if (hub === undefined || !world.random.chance(0.5)) continue;
    try {
      await hub.store.hubEpochs.readmit(code, world.hub.now(world.time));
      world.counts.add('copy-readmitted');
      world.noticing.readmitted(code);
      world.note(`${name} may come back`);
    } catch {
      // It was never refused: it has not been in touch yet.
    }
  }
}
