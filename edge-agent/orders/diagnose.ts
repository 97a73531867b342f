import { arch, platform, release, totalmem, uptime } from 'node:os';
import type { ShownLogLine } from '../../config/running/recent-log.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { OrderOutcome } from '../../protocol/orders/order-kinds.js';
import type { FactsTeller } from '../facts/facts-teller.js';
import type { ShownLink } from '../links/link-supervisor.js';
import type { SyncEngineOptions } from '../sync-engine-options.js';

export interface DiagnosisGround {
  readonly readFacts: () => Promise<BoxFacts>;
  readonly links: () => readonly ShownLink[];
  /** The latest lines of the log, the oldest first. */
  readonly log: () => readonly ShownLogLine[];
}

/** What the box and the program say of themselves, for whoever helps from afar (rule L49). */
export async function diagnose({ readFacts, links, log }: DiagnosisGround): Promise<OrderOutcome> {
  const { rss, heapUsed } = process.memoryUsage();
  return {
    facts: await readFacts(),
    versions: { node: process.version, system: `${platform()} ${release()} ${arch()}` },
    upSeconds: Math.round(process.uptime()),
    systemUpSeconds: Math.round(uptime()),
    memory: { residentBytes: rss, heapBytes: heapUsed, totalBytes: totalmem() },
    links: links().map(({ name, kind, state, cause, since }) => ({ name, kind, state, cause, since })),
    log: log(),
  };
}

/** The same for an engine, where the box is known to it; and who has its keys. */
export function diagnosing(
  { custody, readLog: log = () => [] }: Pick<SyncEngineOptions, 'custody' | 'readLog'>,
  facts: Pick<FactsTeller, 'read'> | undefined,
  links: () => readonly ShownLink[],
) {
  if (facts === undefined) return { custody };
  return { custody, diagnose: () => diagnose({ readFacts: () => facts.read(), links, log }) };
}
