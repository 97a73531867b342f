import { createHash } from 'node:crypto';
import { faultKinds } from './fault-kinds.js';
import { linkFaultKinds } from './links/link-fault-kinds.js';
import type { SeedResult } from './run-seed.js';

/** Of what one seed broke, so much is told; its trace tells all. */
const brokenMax = 5;
const brokenLettersMax = 300;

/** What fails in the runs: programs, disks, clocks and messages, or the links between a site and the hub. */
export type SeedKind = 'all' | 'links';

/** The kinds of faults that such runs have. */
export const kindsOf: Readonly<Record<SeedKind, readonly string[]>> = { all: faultKinds, links: linkFaultKinds };

/** What came of many seeds. */
export interface Report {
  readonly kind: SeedKind;
  readonly plant: string | undefined;
  /** Forced for all seeds. */
  readonly disasters: boolean | undefined;
  seeds: number;
  sites: number;
  writes: number;
  seconds: number;
  readonly faults: Record<string, number>;
  /** How many of the runs had each kind. */
  readonly runsWith: Record<string, number>;
  readonly failed: { readonly seed: number; readonly broken: readonly string[]; readonly repeat: string }[];
  readonly digests: Map<number, string>;
  /** Every promise held and no kind of fault was missing; with a planted bug: it was found. */
  passed: boolean;
}

export function emptyReport(kind: SeedKind, plant?: string, disasters?: boolean): Report {
  const zero = () => Object.fromEntries(kindsOf[kind].map((name) => [name, 0]));
  return {
    ...{ kind, plant, disasters, seeds: 0, sites: 0, writes: 0, seconds: 0, faults: zero(), runsWith: zero() },
    ...{ failed: [], digests: new Map(), passed: false },
  };
}

export function addReport(report: Report, results: readonly SeedResult[]): void {
  for (const { seed, broken, faults, digest, sites, writes } of results) {
    report.seeds += 1;
    report.sites += sites;
    report.writes += writes;
    report.digests.set(seed, digest);
    for (const kind of kindsOf[report.kind]) {
      const count = faults[kind] ?? 0;
      report.faults[kind] = (report.faults[kind] ?? 0) + count;
      if (count > 0) report.runsWith[kind] = (report.runsWith[kind] ?? 0) + 1;
    }
    if (broken.length === 0) continue;
    const flags = `${report.kind === 'all' ? '' : ` --kind ${report.kind}`}${report.disasters ? ' --disasters' : ''}${report.plant === undefined ? '' : ` --plant ${report.plant}`}`;
    const repeat = `npm run simulate -- --seed ${seed}${flags} --trace`;
    report.failed.push({
      seed,
      broken: broken.slice(0, brokenMax).map((line) => line.slice(0, brokenLettersMax)),
      repeat,
    });
  }
  report.failed.sort((left, right) => left.seed - right.seed);
  const complete = missingKinds(report).length === 0 && report.failed.length === 0;
  report.passed = report.plant === undefined ? complete : report.failed.length > 0;
}

/** Kinds of faults that did not happen; a few seeds cannot have them all. */
export function missingKinds(report: Report): readonly string[] {
  if (report.seeds < kindsSeedsMin) return [];
  return kindsOf[report.kind].filter((kind) => report.faults[kind] === 0);
}

const kindsSeedsMin = 500;

export function tell(report: Report, asJson: boolean): void {
  const missing = missingKinds(report);
  const hash = createHash('sha256');
  for (const [seed, digest] of [...report.digests].sort(([left], [right]) => left - right))
    hash.update(`${seed} ${digest}\n`);
  const { kind: seedKind, plant, passed, seeds, sites, writes, seconds, faults, runsWith, failed } = report;
  const digest = hash.digest('hex');
  if (asJson) {
    console.log(
      JSON.stringify({
        kind: seedKind,
        plant,
        passed,
        seeds,
        sites,
        writes,
        seconds,
        digest,
        missing,
        faults,
        runsWith,
        failed,
      }),
    );
    return;
  }
  console.log(`${seeds} seeds, ${sites} sites, ${writes} acknowledged writes, ${seconds} s, digest ${digest}`);
  for (const kind of kindsOf[seedKind]) console.log(`  ${kind.padEnd(24)} ${faults[kind]} in ${runsWith[kind]} runs`);
  for (const kind of missing) console.log(`NEVER HAPPENED: ${kind}`);
  for (const { broken, repeat } of failed) console.log(`BROKEN ${repeat}\n  ${broken.join('\n  ')}`);
  if (plant !== undefined) console.log(passed ? `planted ${plant}: found` : `planted ${plant}: NOT FOUND`);
}
