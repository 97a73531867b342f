import { createHash } from 'node:crypto';
import type { StretchReport } from './stretches.js';
import { addTally, emptyTally, kindsOf, type SeedSettings, type Tally } from './tally.js';

/** What came of many seeds. */
export interface Report extends SeedSettings, Tally {
  /** How long this run took; what a progress file had already is not in it. */
  seconds: number;
  /** How many seeds ran on which commit. */
  readonly commits: Record<string, number>;
  /** Of each stretch, by its first seed. */
  readonly digests: Map<number, string>;
}

export function emptyReport(settings: SeedSettings): Report {
  return { ...emptyTally(settings.kind), ...settings, seconds: 0, commits: {}, digests: new Map() };
}

export function addStretch(report: Report, stretch: StretchReport): void {
  addTally(report, stretch);
  report.commits[stretch.commit] = (report.commits[stretch.commit] ?? 0) + stretch.seeds;
  report.digests.set(stretch.from, stretch.digest);
}

/** Every promise held and no kind of fault was missing; with a planted bug: it was found. */
export function hasPassed(report: Report): boolean {
  if (report.plant !== undefined) return report.failed.length > 0;
  return missingKinds(report).length === 0 && report.failed.length === 0;
}

/** Kinds of faults that did not happen, and disasters of which none was to be noticed; a few seeds cannot have them all. */
export function missingKinds(report: Report): readonly string[] {
  if (report.seeds < kindsSeedsMin) return [];
  const unnoticed = Object.entries(report.noticed?.disasters ?? {}).filter(
    ([, { happened, noticed }]) => happened > 0 && noticed === 0,
  );
  return [
    ...kindsOf[report.kind].filter((kind) => report.faults[kind] === 0),
    ...unnoticed.map(([kind]) => `${kind} that is noticed`),
  ];
}

const kindsSeedsMin = 500;

/** One digest of many, whatever the order in which they came. */
export function digestOf(digests: readonly (readonly [number, string])[]): string {
  const hash = createHash('sha256');
  for (const [seed, digest] of [...digests].sort(([left], [right]) => left - right)) hash.update(`${seed} ${digest}\n`);
  return hash.digest('hex');
}
