import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import { cellular, type Fault, fibre, type Line, line, satellite, starlink } from './link-lines.js';
import { LinkWorld } from './link-world.js';

const minute = 60_000;

/** Times in their order, and how to say them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

type Kind = Omit<Fault, 'from' | 'to'>;

/** How long it takes to leave the link in use once something is wrong with it; one time for each seed. */
export function timesToLeave(lines: readonly Line[], fault: Omit<Kind, 'link'>, seeds: number): readonly number[] {
  const name = lines[0]?.plan.link;
  if (name === undefined) return [];
  return Array.from({ length: seeds }, (_, seed) => {
    const world = new LinkWorld(lines, seed).traffic(2_000).run(90_000 + seed * 137);
    const start = world.now;
    // A carrier that is chosen for another reason is not what is measured.
    if (world.carrier(1) !== name) return Number.NaN;
    world.faults = [{ ...fault, link: name, from: start, to: start + minute }];
    return (world.runUntilLeft(name, start + 40_000) ?? Number.POSITIVE_INFINITY) - start;
  }).filter((milliseconds) => !Number.isNaN(milliseconds));
}

/** How often urgent lanes move while the fibre comes and goes for 10 min. @param share of the period that it is away */
export function switchesWhileFlapping(periodMilliseconds: number, share: number, seed: number): number {
  const world = new LinkWorld([fibre, cellular, satellite], seed).traffic(1_000).run(2 * minute + seed * 777);
  const { now: start, decisions } = world;
  const before = decisions.length;
  const faults: Fault[] = [];
  for (let at = start; at < start + 10 * minute; at += periodMilliseconds) {
    faults.push({ link: 'fibre', kind: 'blackhole', from: at, to: at + periodMilliseconds * share });
  }
  world.faults = faults;
  world.run(start + 10 * minute);
  return decisions.slice(before).filter(({ lanes }) => lanes.includes(1)).length;
}

/** What is wrong, on which lines, and what the first of them should say of it. */
export interface CauseCase {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly faults: readonly (Kind & { readonly after?: number })[];
  readonly cause: LinkCauseCode;
}

const three = [fibre, cellular, satellite];
const refused = (cause: LinkCauseCode, link = 'fibre'): Kind => ({ link, kind: 'refuse', cause });

export const causeCases: readonly CauseCase[] = [
  { name: 'both ways cut', lines: three, faults: [{ link: 'fibre', kind: 'blackhole' }], cause: 'blackhole' },
  { name: 'upwards cut', lines: three, faults: [{ link: 'fibre', kind: 'up' }], cause: 'blackhole' },
  { name: 'downwards cut', lines: three, faults: [{ link: 'fibre', kind: 'down' }], cause: 'blackhole' },
  { name: 'no carrier', lines: three, faults: [{ link: 'fibre', kind: 'unreachable' }], cause: 'link-down' },
  { name: 'losses', lines: three, faults: [{ link: 'fibre', kind: 'loss', amount: 0.3 }], cause: 'brownout' },
  { name: 'slowness', lines: three, faults: [{ link: 'fibre', kind: 'slow', amount: 6 }], cause: 'brownout' },
  { name: 'hub restarts', lines: three, faults: [{ kind: 'refuse' }], cause: 'hub-down' },
  { name: 'hub without power', lines: three, faults: [{ kind: 'blackhole' }], cause: 'hub-down' },
  { name: 'hub restarts, one link', lines: [fibre], faults: [{ kind: 'refuse' }], cause: 'hub-down' },
  {
    ...{ name: 'a cable of two operators', lines: three, cause: 'shared-outage' },
    faults: [
      { link: 'fibre', kind: 'blackhole' },
      { link: 'cellular', kind: 'blackhole', after: 1_500 },
    ],
  },
  {
    ...{ name: 'certificate', lines: [fibre, starlink], cause: 'certificate' },
    faults: [refused('certificate'), refused('certificate', 'starlink')],
  },
  {
    ...{ name: 'credit', lines: [cellular, fibre], cause: 'no-credit' },
    faults: [refused('certificate', 'cellular'), { link: 'cellular', kind: 'blackhole' }],
  },
  { name: 'names', lines: [fibre, cellular], faults: [refused('dns')], cause: 'dns' },
];

/** What is said 15 s after it went wrong. */
export function causeAfter15Seconds({ lines, faults }: CauseCase, seed: number): LinkCauseCode | undefined {
  const world = new LinkWorld(lines, seed + 5).traffic(1_500).run(2 * minute + seed * 311);
  const start = world.now;
  world.faults = faults.map(({ after = 0, ...fault }) => ({ ...fault, from: start + after, to: start + minute }));
  world.run(start + 15_000);
  const [first] = lines;
  return first && world.causeOf(first.plan.link);
}

/** Lines as they are when nothing is wrong, that are watched for switches for which there is no reason. */
export const quietSites: readonly (readonly Line[])[] = [
  [fibre, starlink, satellite],
  [fibre, cellular, satellite],
  [starlink, cellular, satellite],
  [{ ...fibre, loss: 0.005 }, starlink, satellite],
];

/** A geostationary link that always loses so much, and one to go to that costs the same and is slower. */
export function steadyLosses(share: number, metered = true): readonly Line[] {
  const plan = { ...satellite.plan, metered };
  const other = line('vsat', { ...plan, roundTripMilliseconds: 700, jitterMilliseconds: 40, loss: 0.002 });
  return [{ ...satellite, plan, loss: share }, other];
}

/** Switches of urgent lanes although nothing went wrong, over so many days of a site. */
export function falseSwitches(lines: readonly Line[], days: number, seed: number): number {
  const world = new LinkWorld(lines, seed).traffic(5_000).run(minute);
  const before = world.decisions.length;
  world.run(days * 24 * 60 * minute);
  return world.decisions.length - before;
}
