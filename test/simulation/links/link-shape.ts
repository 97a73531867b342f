import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';
import type { Shape } from '../shape.js';
import type { WireShape } from './wire.js';

/** What a seed makes of a run in which links fail. */
export interface LinkShape extends Shape {
  /** The wires of each site, the preferred one first. */
  readonly wires: readonly (readonly WireShape[])[];
  /** Times that something goes wrong with links. */
  readonly episodeCount: number;
  /** Share of the claims to lanes that are lost, and of those that come once more, later. */
  readonly claimLost: number;
  readonly claimLate: number;
  /** A person has allowed bulk over links that are paid by the byte. */
  readonly bulkAllowed: boolean;
  /** Wires over which no datagram passes for a part of the run, or all of it. */
  readonly blocks: readonly Block[];
  /** Sites that are put to a new box: all that they had comes back from the hub. */
  readonly replacedCount: number;
}

/** A firewall that lets sessions through and no probe. */
export interface Block {
  readonly site: number;
  readonly wire: number;
  readonly fromMilliseconds: number;
}

type WireKind = Pick<WireShape, 'kind' | 'roundTripMilliseconds' | 'jitterMilliseconds' | 'loss'>;

const kinds: readonly WireKind[] = [
  { kind: 'fibre', roundTripMilliseconds: 20, jitterMilliseconds: 4, loss: 0.001 },
  { kind: 'cellular', roundTripMilliseconds: 60, jitterMilliseconds: 20, loss: 0.003 },
  { kind: 'starlink', roundTripMilliseconds: 45, jitterMilliseconds: 20, loss: 0.003 },
  { kind: 'geo', roundTripMilliseconds: 600, jitterMilliseconds: 40, loss: 0.002 },
];
const standbys = ['warm', 'cold', 'asleep'] as const;

export function linkShapeOf(seed: number): LinkShape {
  const random = seededRandom(seed + 5);
  const siteCount = random.chance(0.8) ? 2 : 3;
  const shape = {
    ...{ siteCount, linkCount: 0, writeCount: 6 + random.below(25), patientCount: 1 + random.below(6) },
    wires: Array.from({ length: siteCount }, () => wiresOf(random)),
    durationMilliseconds: 45_000 + random.below(45_000),
    episodeCount: 1 + random.below(5),
    claimLost: random.chance(0.4) ? random.fraction() * 0.7 : 0,
    claimLate: random.chance(0.4) ? random.fraction() * 0.7 : 0,
    bulkAllowed: random.chance(0.15),
    replacedCount: random.chance(0.3) ? 1 : 0,
    network: { lost: 0, doubled: 0, delayed: 0, reordered: 0, altered: 0, late: 0, latencyMilliseconds: 0 },
    storeMillisecondsMax: random.chance(0.7) ? 0 : 1 + random.below(40),
    crashCount: random.chance(0.6) ? 0 : 1 + random.below(2),
    ...{
      linkFaultCount: 0,
      clockFaultCount: 0,
      siteRestoreCount: 0,
      hubRestoreCount: 0,
      cloneCount: 0,
      writesAtCopies: false,
      poison: 0,
      erasureCount: 0,
    },
    mendsClocks: true,
  };
  return { ...shape, blocks: blocksOf(seed, shape) };
}

/** Drawn apart, so that a seed goes on as it did before there were any. */
function blocksOf(seed: number, { wires, durationMilliseconds }: Pick<LinkShape, 'wires' | 'durationMilliseconds'>) {
  const random = seededRandom(seed + 6);
  return wires.flatMap((ofSite, site) =>
    ofSite.flatMap((_, wire): readonly Block[] => {
      if (!random.chance(0.12)) return [];
      const fromMilliseconds = random.chance(0.5) ? 0 : random.fraction() * durationMilliseconds;
      return [{ site, wire, fromMilliseconds }];
    }),
  );
}

/** Two to four links, of which the last ones may be paid by the byte. */
function wiresOf(random: SeededRandom): readonly WireShape[] {
  const count = 2 + random.below(3);
  const first = random.below(2);
  return Array.from({ length: count }, (_, index): WireShape => {
    const traits = kinds[Math.min(first + index, kinds.length - 1)] ?? kinds[0];
    const metered = index > 0 && random.chance(traits?.kind === 'geo' ? 0.8 : 0.35);
    const standby = metered ? (standbys[random.below(standbys.length)] ?? 'cold') : 'warm';
    const bytesPerSecond = Math.round(32_000 * 30 ** random.fraction());
    return { ...(traits as WireKind), metered, standby, bytesPerSecond };
  });
}
