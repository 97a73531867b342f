import type { ShownLogLine } from '../../config/running/recent-log.js';
import type { JournalCounts } from '../../journal/counts.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';

/** What a running program says of itself and its box. */
export interface RunningBox {
  readonly version: string;
  readonly upSeconds: number;
  readonly residentBytes: number;
  /** A site's; `null` at the hub. */
  readonly facts: BoxFacts | null;
  /** Of the journal. */
  readonly counts: JournalCounts;
  /** How often each kind of thing happened: moves of lanes by reason at a site, what ops is told at the hub. */
  readonly events: Readonly<Record<string, number>>;
  /** The latest lines of its log, the oldest first; of each only what is on a list. */
  readonly log: readonly ShownLogLine[];
}

/** How often each word stands in a list. */
export function countOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
