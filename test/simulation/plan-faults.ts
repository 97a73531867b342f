import { parseResourceId } from '../../protocol/ids.js';
import { seededRandom } from '../support/seeded-random.js';
import type { Box } from './box.js';
import { startMilliseconds } from './box.js';
import { type CrashPoint, crashPoints } from './fault-kinds.js';
import type { Shape } from './shape.js';
import type { World } from './world.js';

/** In 2106 the seconds since 1970 no longer fit 32 bits without a sign. */
const year2106Milliseconds = 4_294_967_296_000;
const wrongMinutesMax = 30;
/** A program that does not come to the point where it was to die is killed. */
const armedMilliseconds = 8_000;
const looksAtMarks = 6;
const siteOnly: ReadonlySet<CrashPoint> = new Set(['before-ack', 'before-witness', 'after-witness']);

/** Draws when what happens, and to whom. */
export function planFaults(world: World, shape: Shape): void {
  const { random, time } = world;
  const at = (act: () => unknown) => void time.after(random.fraction() * shape.durationMilliseconds, act);
  const site = () => world.sites[random.below(world.sites.length)] ?? world.hub;
  const anyBox = () => (random.chance(0.5) ? world.hub : site());
  for (let count = 0; count < shape.writeCount; count += 1) at(() => world.write(site()));
  for (let count = 0; count < shape.crashCount; count += 1) at(() => crash(world, anyBox()));
  for (let count = 0; count < shape.linkFaultCount; count += 1) at(() => breakLink(world, site()));
  for (let count = 0; count < shape.clockFaultCount; count += 1) at(() => setClockWrong(world, anyBox()));
  planErasures(world, shape);
  for (let count = 0; count < looksAtMarks; count += 1) at(() => lookAtMarks(world, site()));
}

/** Drawn apart, so that no other draw moves. */
function planErasures(world: World, { erasureCount, patientCount, durationMilliseconds }: Shape): void {
  const random = seededRandom(erasureCount * 7 + patientCount);
  for (let count = 0; count < erasureCount; count += 1) {
    const patient = parseResourceId(`p${random.below(patientCount)}`);
    world.time.after(random.fraction() * durationMilliseconds, () => world.erase(patient));
  }
}

function crash(world: World, box: Box): void {
  const { random, time } = world;
  const program = world.program(box);
  if (program === undefined) return;
  if (random.chance(0.2)) {
    program.disk.kill();
    return;
  }
  const points = crashPoints.filter((point) => box.role === 'site' || !siteOnly.has(point));
  const point = points[random.below(points.length)] ?? 'after-commit';
  program.disk.arm(point, 1 + random.below(point === 'in-transaction' ? 40 : 5));
  world.note(`${box.name} is to die ${point}`);
  time.after(armedMilliseconds, () => program.disk.kill());
}

function breakLink(world: World, box: Box): void {
  const { random, time, network, board } = world;
  const link = box.links[random.below(box.links.length)];
  if (link === undefined || link.cable.state !== 'up') return;
  const silent = random.chance(0.4);
  world.note(`${box.name} ${link.name} ${silent ? 'falls silent' : 'is cut'}`);
  network.cut(link.cable, silent ? 'silent' : 'down');
  if (!silent) board.cableCut(link.cable);
  time.after(random.fraction() ** 2 * 40_000, () => {
    link.cable.state = 'up';
    world.note(`${box.name} ${link.name} is mended`);
  });
}

function setClockWrong(world: World, box: Box): void {
  const { random, time, counts } = world;
  const now = startMilliseconds + time.elapsedMilliseconds;
  const dice = random.below(4);
  if (dice === 0) {
    counts.add('clock-1970');
    box.clockOffsetMilliseconds = -now;
  } else if (dice === 1) {
    counts.add('clock-2106');
    box.clockOffsetMilliseconds = year2106Milliseconds - now;
  } else {
    counts.add('clock-minutes');
    box.clockOffsetMilliseconds = Math.round((random.fraction() * 2 - 1) * wrongMinutesMax * 60_000);
  }
  world.note(`${box.name} clock wrong by ${box.clockOffsetMilliseconds}`);
}

async function lookAtMarks(world: World, box: Box): Promise<void> {
  const [site, hub] = [world.program(box), world.program(world.hub)];
  const which = world.random.below(1_000);
  if (site !== undefined && hub !== undefined) await world.watch.lookAtMarks(box, site, hub, which);
}
