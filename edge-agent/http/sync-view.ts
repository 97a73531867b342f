import type { BootstrapProgress, LaneProgress } from '../../journal/sync-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { SetUpLink } from '../links/link-setup.js';
import type { OperationsView } from '../orders/operations-view.js';

/** `GET /api/sync` (contract); times in milliseconds since 1970, `null` where there is none. */
export interface SyncView {
  readonly site: SiteCode;
  readonly lanes: readonly {
    readonly lane: Lane;
    readonly pending: number;
    readonly oldestPendingAt: number | null;
    readonly durableSeq: number;
    readonly safeSeq: number;
    /** Changes that the hub keeps aside because it cannot apply them (rule P4). */
    readonly refused: number;
    /** Why the hub refuses this lane while something waits in it; it is tried again, ever more rarely. */
    readonly stopped: ProblemCode | null;
  }[];
  readonly links: readonly SetUpLink[];
  /** What operations, or a person at the box, chose by hand. */
  readonly operations: OperationsView;
  /** How far this site is with getting back what it lost; `null` when nothing is missing. */
  readonly bootstrap: BootstrapProgress | null;
  readonly hub: {
    readonly reachable: boolean;
    readonly lastReceiptAt: number | null;
    /** Why the hub does not let this site speak, as `site-cloned`. */
    readonly refused: ProblemCode | null;
  };
  /** When this site and the hub were last proved to hold the same (rule D6). */
  readonly provedAt: number | null;
}

/** What is known at the moment of asking. */
export interface SyncFacts {
  readonly site: SiteCode;
  readonly progress: readonly LaneProgress[];
  readonly links: readonly SetUpLink[];
  readonly hub: Pick<SyncView['hub'], 'reachable' | 'refused'>;
  readonly bootstrap: BootstrapProgress | undefined;
  readonly operations: OperationsView;
}

export function syncView(
  { site, progress, links, hub, bootstrap, operations }: SyncFacts,
  stoppedCodeOf: (lane: Lane) => ProblemCode | undefined,
): Omit<SyncView, 'provedAt'> {
  const receipts = progress.flatMap(({ lastReceiptMilliseconds: at }) => (at === undefined ? [] : [at]));
  return {
    site,
    lanes: progress.map(({ lane, pending, oldestPendingMilliseconds, durable, safeSeq, refused }) => ({
      lane,
      pending,
      oldestPendingAt: oldestPendingMilliseconds ?? null,
      durableSeq: durable.seq,
      safeSeq,
      refused,
      stopped: (pending > 0 ? stoppedCodeOf(lane) : undefined) ?? null,
    })),
    links,
    operations,
    bootstrap: bootstrap ?? null,
    hub: { ...hub, lastReceiptAt: receipts.length === 0 ? null : Math.max(...receipts) },
  };
}
