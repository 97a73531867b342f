import type { ShownLogLine } from '../../config/running/recent-log.js';
import type { Journal } from '../../journal/open.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import { countOf, type RunningBox } from '../../provisioning/verbs/running-box.js';
import type { SyncEngine } from '../sync-engine.js';

export interface BoxGround {
  readonly engine: Pick<SyncEngine, 'facts'>;
  readonly journal: Pick<Journal, 'counts'>;
  readonly version: string;
  readonly linkDecisions: () => Promise<readonly KeptDecision[]>;
  readonly readLog: (() => readonly ShownLogLine[]) | undefined;
}

/** What the program and its box are like, for a command on the same machine. */
export function boxReader({ engine, journal, version, linkDecisions, readLog }: BoxGround): () => Promise<RunningBox> {
  return async () => ({
    ...{ version, upSeconds: Math.round(process.uptime()), residentBytes: process.memoryUsage.rss() },
    facts: (await engine.facts?.read()) ?? null,
    counts: journal.counts(),
    events: countOf((await linkDecisions()).map(({ reason }) => reason)),
    log: readLog?.() ?? [],
  });
}
