import type { LaneReport } from '../../protocol/control/report.js';

/** The last report of a session; `undefined` before the first. */
export interface LastReport {
  readonly lanes: readonly LaneReport[];
  readonly sentMilliseconds: number;
}

/** Send the report now, look again after a while, or say nothing until something changes. */
export type ReportPlan = 'send' | 'nothing' | { readonly waitMilliseconds: number };

/** The shortest pause between two reports while something waits (rule S13). */
const reportMillisecondsMin = 5_000;
/** What has waited for less is on its way: a site that keeps up has nothing to report. */
const waitingMillisecondsMin = 1_000;

/** Whether to tell the hub what waits here (rule S13): a report costs bytes, also on a link that is paid by the byte. */
export function planReport(
  last: LastReport | undefined,
  lanes: readonly LaneReport[],
  nowMilliseconds: number,
): ReportPlan {
  if (last === undefined) return 'send';
  const oldest = oldestOf(lanes);
  // Nothing waits: what grew since an empty report has come to the hub as batches.
  if (oldest === undefined) return oldestOf(last.lanes) === undefined ? 'nothing' : 'send';
  if (isSame(last.lanes, lanes)) return 'nothing';
  const due = Math.max(last.sentMilliseconds + reportMillisecondsMin, oldest + waitingMillisecondsMin);
  // A clock that was set back must not silence the site.
  return due <= nowMilliseconds ? 'send' : { waitMilliseconds: Math.min(due - nowMilliseconds, reportMillisecondsMin) };
}

function oldestOf(lanes: readonly LaneReport[]): number | undefined {
  const times = lanes.map((lane) => lane.oldestPendingMilliseconds).filter((time) => time > 0);
  return times.length === 0 ? undefined : Math.min(...times);
}

function isSame(some: readonly LaneReport[], others: readonly LaneReport[]): boolean {
  return (
    some.length === others.length &&
    some.every((lane, index) => {
      const other = others[index];
      return (
        lane.lane === other?.lane &&
        lane.headSeq === other.headSeq &&
        lane.oldestPendingMilliseconds === other.oldestPendingMilliseconds
      );
    })
  );
}
