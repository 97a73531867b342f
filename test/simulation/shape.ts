import { type SeededRandom, seededRandom } from '../support/seeded-random.js';
import type { NetworkShape } from './network.js';

/** What a seed makes of a run: how many, how long, how bad. Sizes are drawn so that tiny and large ones both come. */
export interface Shape {
  readonly siteCount: number;
  readonly linkCount: number;
  readonly writeCount: number;
  readonly patientCount: number;
  readonly durationMilliseconds: number;
  readonly network: NetworkShape;
  readonly storeMillisecondsMax: number;
  readonly crashCount: number;
  readonly linkFaultCount: number;
  readonly clockFaultCount: number;
  readonly siteRestoreCount: number;
  readonly hubRestoreCount: number;
  readonly cloneCount: number;
  /** Whether people write at second copies, too, and once more at both when all is at rest. */
  readonly writesAtCopies: boolean;
  /** Of the writes. */
  readonly poison: number;
  /** Patients whose record is erased by order of law. */
  readonly erasureCount: number;
  /** Whether wrong clocks are put right before the end. */
  readonly mendsClocks: boolean;
}

const fewSites = { least: 3, most: 8 } as const;

/** So many sites have few of the runs: what they cost grows with their number, and one run of two hundred is forty others. */
const manySites = { chance: 0.01, counts: [20, 40, 80, 200] } as const;

/** Boxes are put back to an earlier state, or copied, in so many of the runs. */
const disasterChance = 0.5;

/** In so many of the runs something is erased. */
const erasureChance = 0.15;

/** What somebody wants of a run; what is absent is as the seed draws. */
export interface ForcedShape {
  /** Whether boxes are put back to an earlier state and copied. */
  readonly disasters?: boolean | undefined;
  readonly siteCount?: number | undefined;
}

export function shapeOf(seed: number, forced: ForcedShape = {}): Shape {
  const random = seededRandom(seed);
  // From a source of its own: a seed is the same run with disasters whether they were drawn or forced.
  const disasters = forced.disasters ?? seededRandom(seed + 4).chance(disasterChance);
  const drawsMany = random.chance(manySites.chance);
  const many = forced.siteCount === undefined ? drawsMany : forced.siteCount > fewSites.most;
  const bad = random.chance(0.8) ? random.fraction() : 0;
  return {
    // From a source of its own: it moves no other draw.
    siteCount: forced.siteCount ?? (many ? manySitesOf(seededRandom(seed + 7)) : fewSitesOf(random)),
    linkCount: 1 + random.below(3),
    writeCount: many ? 20 + random.below(40) : sizeBetween(random, 1, 50),
    patientCount: sizeBetween(random, 1, 12),
    durationMilliseconds: sizeBetween(random, 500, 60_000),
    network: {
      lost: bad * 0.15 * random.fraction(),
      doubled: bad * 0.2 * random.fraction(),
      delayed: bad * 0.1 * random.fraction(),
      reordered: bad * 0.2 * random.fraction(),
      altered: bad * 0.02 * random.fraction(),
      late: bad * 0.03 * random.fraction(),
      latencyMilliseconds: sizeBetween(random, 1, 800),
    },
    storeMillisecondsMax: random.chance(0.4) ? 0 : sizeBetween(random, 1, 300),
    crashCount: random.chance(0.3) ? 0 : sizeBetween(random, 1, 8),
    linkFaultCount: random.chance(0.3) ? 0 : sizeBetween(random, 1, 10),
    clockFaultCount: random.chance(0.6) ? 0 : sizeBetween(random, 1, 4),
    siteRestoreCount: random.chance(0.8) || !disasters ? 0 : 1 + random.below(3),
    hubRestoreCount: random.chance(0.9) || !disasters ? 0 : 1 + random.below(2),
    cloneCount: random.chance(0.9) || !disasters ? 0 : 1,
    // From a source of its own: it moves no other draw, nor the runs of the seeds that had a name before.
    writesAtCopies: seededRandom(seed + 16).chance(0.6),
    poison: random.chance(0.7) ? 0 : random.fraction() * 0.1,
    mendsClocks: random.chance(0.5),
    // From a source of its own: it moves no other draw.
    erasureCount: seededRandom(seed + 5).chance(erasureChance) ? 1 + seededRandom(seed + 6).below(2) : 0,
  };
}

function fewSitesOf(random: SeededRandom): number {
  return fewSites.least + random.below(fewSites.most - fewSites.least + 1);
}

function manySitesOf(random: SeededRandom): number {
  const { counts } = manySites;
  return counts[random.below(counts.length)] ?? counts[0];
}

/** Small sizes as often as large ones: the logarithm is drawn evenly. */
function sizeBetween(random: SeededRandom, least: number, most: number): number {
  return Math.round(least * (most / least) ** random.fraction());
}
