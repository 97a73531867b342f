import type { Batch } from '../../protocol/batch.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';

/** What a batch must agree with: the session that it came in, and the topic. */
export interface BatchScope {
  readonly site: SiteCode;
  readonly epoch: number;
  readonly lane: Lane;
}

/**
 * The code that a proven batch is refused with; `undefined` when it may be applied. A site speaks for itself only: the
 * log and every change in it must be its own (rules E1, S12).
 */
export function refusalOfBatch(batch: Batch, scope: BatchScope): ProblemCode | undefined {
  const { header, changes } = batch;
  if (header.origin !== scope.site || changes.some((change) => change.origin !== scope.site)) return 'scope-forged';
  if (header.epoch !== scope.epoch) return 'epoch-unknown';
  if (header.lane !== scope.lane) return 'scope-forged';
  return undefined;
}
