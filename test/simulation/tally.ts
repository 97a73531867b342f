import { faultKinds } from './fault-kinds.js';
import { linkFaultKinds } from './links/link-fault-kinds.js';
import { addNoticed, type Noticed, noneNoticed } from './noticing/fates.js';
import type { SeedResult } from './run-seed.js';
import type { ForcedShape } from './shape.js';

/** Of what one seed broke, so much is told; its trace tells all. */
const brokenMax = 5;
const brokenLettersMax = 300;

/** What fails in the runs: programs, disks, clocks and messages, or the links between a site and the hub. */
export type SeedKind = 'all' | 'links';

/** The kinds of faults that such runs have. */
export const kindsOf: Readonly<Record<SeedKind, readonly string[]>> = { all: faultKinds, links: linkFaultKinds };

/** What seeds are run with. */
export interface SeedSettings extends ForcedShape {
  readonly kind: SeedKind;
  readonly plant?: string | undefined;
}

export interface FailedSeed {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly repeat: string;
}

/** Sums over seeds. */
export interface Tally {
  seeds: number;
  sites: number;
  /** Acknowledged. */
  writes: number;
  /** Of the processes that ran them. */
  cpuSeconds: number;
  readonly faults: Record<string, number>;
  /** How many of the runs had each kind. */
  readonly runsWith: Record<string, number>;
  readonly failed: FailedSeed[];
  /** Absent where links fail: nothing is put back or copied there. */
  readonly noticed?: Noticed;
}

export function emptyTally(kind: SeedKind): Tally {
  const noticed = kind === 'links' ? {} : { noticed: noneNoticed() };
  const zero = () => Object.fromEntries(kindsOf[kind].map((name) => [name, 0]));
  return { seeds: 0, sites: 0, writes: 0, cpuSeconds: 0, faults: zero(), runsWith: zero(), failed: [], ...noticed };
}

export function addResult(tally: Tally, settings: SeedSettings, result: SeedResult): void {
  const { seed, broken, faults, sites, writes, noticed } = result;
  const happened = kindsOf[settings.kind].filter((kind) => (faults[kind] ?? 0) > 0);
  addTally(tally, {
    ...{ seeds: 1, sites, writes, cpuSeconds: 0, faults },
    runsWith: Object.fromEntries(happened.map((kind) => [kind, 1])),
    failed: broken.length === 0 ? [] : [failureOf(seed, broken, settings)],
    ...(noticed && { noticed }),
  });
}

export function addTally(
  into: Tally,
  { seeds, sites, writes, cpuSeconds, faults, runsWith, failed, noticed }: AddedTally,
): void {
  into.seeds += seeds;
  into.sites += sites;
  into.writes += writes;
  into.cpuSeconds += cpuSeconds;
  for (const kind of Object.keys(into.faults)) {
    into.faults[kind] = (into.faults[kind] ?? 0) + (faults[kind] ?? 0);
    into.runsWith[kind] = (into.runsWith[kind] ?? 0) + (runsWith[kind] ?? 0);
  }
  if (into.noticed !== undefined) addNoticed(into.noticed, noticed);
  into.failed.push(...failed);
  into.failed.sort((left, right) => left.seed - right.seed);
}

interface AddedTally extends Omit<Tally, 'faults' | 'runsWith' | 'failed'> {
  readonly faults: Readonly<Record<string, number>>;
  readonly runsWith: Readonly<Record<string, number>>;
  readonly failed: readonly FailedSeed[];
}

function failureOf(
  seed: number,
  broken: readonly string[],
  { kind, plant, disasters, siteCount }: SeedSettings,
): FailedSeed {
  const flags = [
    ...(kind === 'all' ? [] : [`--kind ${kind}`]),
    ...(disasters === undefined ? [] : [disasters ? '--disasters' : '--no-disasters']),
    ...(siteCount === undefined ? [] : [`--sites ${siteCount}`]),
    ...(plant === undefined ? [] : [`--plant ${plant}`]),
  ];
  return {
    seed,
    broken: broken.slice(0, brokenMax).map((line) => line.slice(0, brokenLettersMax)),
    repeat: ['npm run simulate --', `--seed ${seed}`, ...flags, '--trace'].join(' '),
  };
}
