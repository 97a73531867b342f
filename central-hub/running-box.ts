import type { ShownLogLine } from '../config/running/recent-log.js';
import type { Journal } from '../journal/open.js';
import { countOf, type RunningBox } from '../provisioning/verbs/running-box.js';

const eventsCountedMax = 1_000;

/** What the hub's program is like, for a command on the same machine. */
export function boxReader(
  journal: Pick<Journal, 'counts' | 'fleet'>,
  version: string,
  readLog: (() => readonly ShownLogLine[]) | undefined,
): () => Promise<RunningBox> {
  return async () => ({
    ...{ version, upSeconds: Math.round(process.uptime()), residentBytes: process.memoryUsage.rss(), facts: null },
    counts: journal.counts(),
    events: countOf((await journal.fleet.events({ limit: eventsCountedMax })).map(({ kind }) => kind)),
    log: readLog?.() ?? [],
  });
}
