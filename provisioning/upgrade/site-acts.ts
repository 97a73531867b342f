import { Problem } from '../../protocol/problem.js';
import { askRelease } from './as-owner.js';
import { pointLink, rootPaths, versionAt } from './install-root.js';
import { type HealthTerms, proveHealth } from './prove-health.js';
import type { UpgradeActs } from './run-upgrade.js';
import type { SiteService } from './site-service.js';

export interface SiteActsOptions {
  readonly root: string;
  readonly dir: string;
  readonly service: SiteService;
  readonly health: HealthTerms;
}

/** A database of a hospital takes seconds; one that takes longer than a night's window is not tried. */
const preflightMillisecondsMax = 60 * 60 * 1000;
const backMillisecondsMin = 3 * 60 * 1000;
const backupMillisecondsMax = 2 * 60 * 60 * 1000;

/** What the steps of an upgrade do to a real site. */
export function siteActs({ root, dir, service, health }: SiteActsOptions): UpgradeActs {
  const paths = rootPaths(root);
  const site = ['--dir', dir] as const;
  return {
    preflight: async ({ to }) => {
      await askRelease(paths.folderOf(to), dir, ['upgrade', 'preflight', ...site], preflightMillisecondsMax);
    },
    copy: async ({ from, to }) => {
      // By the program that made the database; the first release of a box speaks to whatever runs there.
      const answer = await askRelease(paths.folderOf(from ?? to), dir, ['backup', ...site], backupMillisecondsMax);
      if (!isOneWhole(answer)) throw new Problem('backup-failed', dir);
    },
    stop: () => service.stop(),
    point: async (version) => {
      if (versionAt(paths.current) !== version) pointLink(root, paths.current, version);
    },
    start: () => service.start(),
    prove: (open, version) => proveHealth(dir, version, open.code === null ? health : patient(health)),
  };
}

/** Nothing comes after the way back: it is not given up for being slow. */
function patient({ forMilliseconds, withinMilliseconds }: HealthTerms): HealthTerms {
  return { forMilliseconds, withinMilliseconds: Math.max(withinMilliseconds, backMillisecondsMin) };
}

/** One place is enough: the stick may be at home. */
function isOneWhole(reports: unknown): boolean {
  return (
    Array.isArray(reports) && reports.some((report: { readonly problem?: unknown }) => report.problem === undefined)
  );
}
