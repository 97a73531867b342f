import { type LinkName, parseLinkName } from '../../../protocol/ids.js';
import type { Box, BoxLink } from '../box.js';
import { noteLosses } from '../disasters.js';
import { replaceFolder } from '../disk.js';
import type { World } from '../world.js';
import type { LinkFaultKind } from './link-fault-kinds.js';
import type { Block, LinkShape } from './link-shape.js';
import { type Trouble, Wire } from './wire.js';

export interface LinkFaultGround {
  readonly world: World;
  readonly shape: LinkShape;
  /** The folder of a site that has nothing yet. */
  readonly emptySite: string;
  readonly count: (kind: LinkFaultKind) => void;
  /** Something happened for which lanes may move so often. */
  readonly allow: (box: Box, moves: number) => void;
}

type Episode = (ground: LinkFaultGround, box: Box) => void;

const crashes = ['before-receipt', 'inside-commit', 'after-commit'] as const;
const armedMilliseconds = 8_000;
const replacedMillisecondsMax = 8_000;

/** Each with what makes it; kinds of one line are as likely as each other. */
const episodes: readonly (readonly [LinkFaultKind, Episode])[] = [
  ['blackhole', (ground, box) => spoil(ground, box, { kind: 'blackhole' })],
  ['one-way-up', (ground, box) => spoil(ground, box, { kind: 'up' })],
  ['one-way-down', (ground, box) => spoil(ground, box, { kind: 'down' })],
  ['brownout-loss', (ground, box) => spoil(ground, box, { kind: 'loss', amount: between(ground, 0.1, 0.6) })],
  ['brownout-slow', (ground, box) => spoil(ground, box, { kind: 'slow', amount: between(ground, 3, 10) })],
  ['flap', flap],
  ['unreachable', (ground, box) => spoil(ground, box, { kind: 'unreachable' })],
  ['no-credit', (ground, box) => spoil(ground, box, { kind: 'refused' })],
  ['shared-fate', shareFate],
  ['second-cut', cutTwice],
  ['all-links-dead', cutAll],
  ['budget-spent', spend],
  ['hub-restart', restartHub],
];

/** Draws when what goes wrong with the links of a run. */
export function planLinkFaults(ground: LinkFaultGround): void {
  const { world, shape, count } = ground;
  const { random, time } = world;
  const at = (act: () => unknown) => void time.after(random.fraction() * shape.durationMilliseconds, act);
  const site = () => world.sites[random.below(world.sites.length)] ?? world.hub;
  for (let number = 0; number < shape.writeCount; number += 1) at(() => world.write(site()));
  for (let number = 0; number < shape.episodeCount; number += 1) {
    at(() => {
      const [kind, begin] = episodes[random.below(episodes.length)] ?? ['blackhole', cutAll];
      const box = site();
      if (kind === 'budget-spent' && !box.links.some(({ metered }) => metered)) return;
      count(kind);
      world.note(`${box.name} ${kind}`);
      begin(ground, box);
    });
  }
  for (const each of shape.blocks) time.after(each.fromMilliseconds, () => block(ground, each));
  for (let number = 0; number < shape.crashCount; number += 1) at(() => crash(ground, site()));
  for (let number = 0; number < shape.replacedCount; number += 1) at(() => replace(ground, site()));
}

/** For good: what is blocked at the end is sound all the same. */
function block({ world, count, allow }: LinkFaultGround, { site, wire, fromMilliseconds }: Block): void {
  const box = world.sites[site];
  const link = box?.links[wire];
  if (box === undefined || link === undefined) return;
  count('probes-blocked');
  world.note(`${box.name} probes-blocked ${link.name}`);
  wireOf(link.cable).add({ kind: 'probes', from: world.time.elapsedMilliseconds, to: Number.POSITIVE_INFINITY });
  // One that is paid by the byte may be taken for down until the hub has answered over its session.
  if (fromMilliseconds > 0) allow(box, 2);
}

function spoil(ground: LinkFaultGround, box: Box, trouble: Omit<Trouble, 'from' | 'to'>): void {
  const from = ground.world.time.elapsedMilliseconds;
  wireOf(pick(ground, box)).add({ ...trouble, from, to: from + lasts(ground) });
  ground.allow(box, 2);
}

/** It comes and goes, slowly or fast. */
function flap(ground: LinkFaultGround, box: Box): void {
  const now = ground.world.time.elapsedMilliseconds;
  const wire = wireOf(pick(ground, box));
  const period = 500 * 40 ** ground.world.random.fraction();
  const share = between(ground, 0.2, 0.8);
  const end = now + between(ground, 10_000, 60_000);
  for (let from = now; from < end; from += period) wire.add({ kind: 'blackhole', from, to: from + period * share });
  ground.allow(box, 4);
}

/** Two links that lie in the same trench. */
function shareFate(ground: LinkFaultGround, box: Box): void {
  const now = ground.world.time.elapsedMilliseconds;
  const to = now + lasts(ground);
  for (const { cable } of box.links.slice(0, 2)) {
    wireOf(cable).add({ kind: 'blackhole', from: now + ground.world.random.fraction() * 2_000, to });
  }
  ground.allow(box, 4);
}

/** The link in use, and the one that took its place, while it is still busy with what waited. */
function cutTwice(ground: LinkFaultGround, box: Box): void {
  const { world } = ground;
  spoil(ground, box, { kind: 'blackhole' });
  world.time.after(between(ground, 500, 6_000), () => spoil(ground, box, { kind: 'blackhole' }));
}

function cutAll(ground: LinkFaultGround, box: Box): void {
  const from = ground.world.time.elapsedMilliseconds;
  const to = from + lasts(ground);
  for (const { cable } of box.links) wireOf(cable).add({ kind: 'blackhole', from, to });
  ground.allow(box, 4);
}

/** Nothing but urgent records is paid for over a link until somebody pays. */
function spend(ground: LinkFaultGround, box: Box): void {
  const { world } = ground;
  const link = box.links.find(({ metered }) => metered);
  if (link === undefined) return;
  const say = (exhausted: boolean) => {
    wireOf(link.cable).isSpent = exhausted;
    world.program(box)?.links?.note({ kind: 'budget', link: parseLinkName(link.name), exhausted });
  };
  say(true);
  world.time.after(lasts(ground), () => say(false));
  ground.allow(box, 2);
}

function restartHub(ground: LinkFaultGround): void {
  const { world } = ground;
  world.program(world.hub)?.disk.kill();
  for (const box of world.sites) ground.allow(box, 4);
}

function crash(ground: LinkFaultGround, site: Box): void {
  const { world } = ground;
  const { random, time } = world;
  const box = random.chance(0.3) ? world.hub : site;
  const program = world.program(box);
  if (program === undefined) return;
  for (const each of box.role === 'hub' ? world.sites : [box]) ground.allow(each, 4);
  if (random.chance(0.4)) {
    program.disk.kill();
    return;
  }
  const point = crashes[random.below(crashes.length)] ?? 'after-commit';
  // Batches are taken in far less often than something is committed.
  program.disk.arm(point, point === 'before-receipt' ? 1 : 1 + random.below(4));
  time.after(armedMilliseconds, () => program.disk.kill());
}

/** The box burns, and a new one comes in its place. */
function replace({ world, emptySite, count, allow }: LinkFaultGround, box: Box): void {
  if (!world.takeAway(box)) return;
  count('site-replaced');
  allow(box, 4);
  world.note(`${box.name} is a new box`);
  replaceFolder(box.folder, emptySite);
  noteLosses(world, box);
  world.time.after(world.random.fraction() * replacedMillisecondsMax, () => void world.start(box));
}

/** Mostly the link in use: what happens to the others hardly shows. */
function pick({ world }: LinkFaultGround, box: Box) {
  const active: LinkName | undefined = world.program(box)?.links?.active?.link;
  const used: BoxLink | undefined = box.links.find(({ name }) => name === active);
  const any = box.links[world.random.below(box.links.length)];
  const link = used !== undefined && world.random.chance(0.75) ? used : any;
  if (link === undefined) throw new Error(`${box.name} has no links`);
  return link.cable;
}

/** Short ones as often as long ones. */
function lasts({ world }: LinkFaultGround): number {
  return 300 * 200 ** world.random.fraction();
}

function between({ world }: LinkFaultGround, least: number, most: number): number {
  return least + world.random.fraction() * (most - least);
}

function wireOf(cable: unknown): Wire {
  if (!(cable instanceof Wire)) throw new Error('not a wire');
  return cable;
}
