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

export function emptyReport({ kind, plant, disasters }: SeedSettings): Report {
  return { ...emptyTally(kind), kind, plant, disasters, seconds: 0, commits: {}, digests: new Map() };
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

/** Kinds of faults that did not happen; a few seeds cannot have them all. */
export function missingKinds(report: Report): readonly string[] {
  if (report.seeds < kindsSeedsMin) return [];
  return kindsOf[report.kind].filter((kind) => report.faults[kind] === 0);
}

const kindsSeedsMin = 500;

export function tell(report: Report, asJson: boolean): void {
  const { digests, cpuSeconds, ...told } = report;
  const { kind: seedKind, plant, seeds, sites, writes, seconds, commits, faults, runsWith, failed } = told;
  const missing = missingKinds(report);
  const passed = hasPassed(report);
  const digest = digestOf([...digests]);
  const cpuMillisecondsPerSeed = seeds === 0 ? 0 : Math.round((cpuSeconds * 1_000) / seeds);
  if (asJson) {
    console.log(JSON.stringify({ ...told, cpuMillisecondsPerSeed, passed, digest, missing }));
    return;
  }
  const ran = Object.entries(commits).map(([commit, count]) => `${count} on ${commit}`);
  console.log(
    `${seeds} seeds (${ran.join(', ')}), ${sites} sites, ${writes} acknowledged writes, ${failed.length} broken`,
  );
  console.log(`${seconds} s, ${cpuMillisecondsPerSeed} ms of a processor a seed, digest ${digest}`);
  for (const kind of kindsOf[seedKind]) console.log(`  ${kind.padEnd(24)} ${faults[kind]} in ${runsWith[kind]} runs`);
  for (const kind of missing) console.log(`NEVER HAPPENED: ${kind}`);
  for (const { broken, repeat } of failed) console.log(`BROKEN ${repeat}\n  ${broken.join('\n  ')}`);
  if (plant !== undefined) console.log(passed ? `planted ${plant}: found` : `planted ${plant}: NOT FOUND`);
}

/** One digest of many, whatever the order in which they came. */
export function digestOf(digests: readonly (readonly [number, string])[]): string {
  const hash = createHash('sha256');
  for (const [seed, digest] of [...digests].sort(([left], [right]) => left - right)) hash.update(`${seed} ${digest}\n`);
  return hash.digest('hex');
}
