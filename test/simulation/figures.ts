import type { Measurement } from '../bench/measurement.js';
import type { Noticed } from './noticing/fates.js';
import { digestOf, hasPassed, missingKinds, type Report } from './report.js';

/** The figures of many seeds, in the form that all figures have. */
export function figuresOf(report: Report): readonly Measurement[] {
  const { kind, plant, sites, writes, seconds, commits, digests, noticed, failed, seeds } = report;
  const conditions = {
    ...{ kind, ...(plant !== undefined && { plant }), sites, writes, seconds, commits: Object.keys(commits).join(' ') },
    ...{ passed: hasPassed(report), missing: missingKinds(report).join(' '), digest: digestOf([...digests]) },
  };
  const figure = (metric: string, value: number, unit: string): Measurement => {
    return { bench: 'simulate', metric, value, unit, conditions };
  };
  return [
    figure('seeds', seeds, 'seeds'),
    figure('broken', failed.length, 'seeds'),
    ...(noticed === undefined ? [] : noticedFigures(noticed, figure)),
  ];
}

/** Of boxes that were put back or copied: how many there were, and how they ended. */
function noticedFigures(
  { disasters, outsideWrites, outsideWritesAccepted }: Noticed,
  figure: (metric: string, value: number, unit: string) => Measurement,
): readonly Measurement[] {
  return [
    ...Object.entries(disasters).flatMap(([kind, { happened, noticed, nothingToNotice, missed }]) => [
      figure(kind, happened, 'boxes'),
      figure(`${kind}-noticed`, noticed, 'boxes'),
      figure(`${kind}-nothing-to-notice`, nothingToNotice, 'boxes'),
      figure(`${kind}-missed`, missed, 'boxes'),
    ]),
    figure('outside-writes', outsideWrites, 'changes'),
    figure('outside-writes-accepted', outsideWritesAccepted, 'changes'),
  ];
}
