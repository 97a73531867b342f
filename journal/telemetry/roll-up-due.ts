import type { SiteCode } from '../../protocol/ids.js';
import { type Resolution, rawMilliseconds } from '../../protocol/telemetry/link-sample.js';
import { rollUp, startOf } from '../../protocol/telemetry/roll-up.js';
import { type HistoryRow, telemetrySql } from '../sql/telemetry.js';
import type { Connection } from '../sqlite/connection.js';
import { measuredOf, valuesOfMeasured } from './sample-rows.js';

/** The dense sequences that samples are sent in (rule L33). */
export const streams = { coarse: 1, fine: 2 } as const;

/** A sample is recorded once nothing can be added to it: within the two that come after it. */
const settledMilliseconds = 2.5 * rawMilliseconds;

interface Step {
  readonly from: number;
  readonly to: Resolution;
  readonly stream: (typeof streams)[keyof typeof streams];
  readonly rolled: 'rolledMinute' | 'rolledQuarter' | 'rolledDay';
}

const steps: readonly Step[] = [
  { from: rawMilliseconds, to: 60_000, stream: streams.fine, rolled: 'rolledMinute' },
  { from: 60_000, to: 900_000, stream: streams.coarse, rolled: 'rolledQuarter' },
  { from: 900_000, to: 86_400_000, stream: streams.coarse, rolled: 'rolledDay' },
];

/** Makes the coarser samples of every stretch that is over, and numbers them; the caller holds the transaction. */
export function rollUpDue(connection: Connection, site: SiteCode, nowMilliseconds: number): void {
  const history = connection.one(telemetrySql.history);
  if (history === undefined) return;
  const rolled = steps.map((step) => {
    const until = startOf(nowMilliseconds - settledMilliseconds, step.to);
    // The clock was set back: from here on, what there is already stays as it is.
    return history[step.rolled] > until + step.to ? until - step.to : history[step.rolled];
  });
  let last: Pick<HistoryRow, 'lastCoarse' | 'lastFine'> = history;
  const reached = steps.map((step, index) => {
    const since = rolled[index] ?? 0;
    const until = startOf(nowMilliseconds - settledMilliseconds, step.to);
    if (until <= since) return since;
    const finer = connection.all(telemetrySql.measured, site, step.from, since, until).map(measuredOf);
    for (const sample of rollUp(finer, step.to)) {
      const isFine = step.stream === streams.fine;
      const sequence = (isFine ? last.lastFine : last.lastCoarse) + 1;
      const values = valuesOfMeasured(site, step.to, sample, { stream: step.stream, sequence });
      if (connection.run(telemetrySql.addSample, ...values).changes === 0) continue;
      last = isFine ? { ...last, lastFine: sequence } : { ...last, lastCoarse: sequence };
    }
    return until;
  });
  if (reached.every((value, index) => value === history[steps[index]?.rolled ?? 'rolledDay'])) return;
  const [minute = 0, quarter = 0, day = 0] = reached;
  connection.run(telemetrySql.setLast, history.lastDecision, last.lastCoarse, last.lastFine);
  connection.run(telemetrySql.setRolled, minute, quarter, day);
}
