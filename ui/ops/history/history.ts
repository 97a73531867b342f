import { linkStates } from '../../../protocol/links/link-states.js';
import { fieldsOf, listOf, numberOf, textOf, timeOf, wordOf } from '../../kit/http/read-fields.js';
import { type LinkDecision, readDecisions } from '../../kit/sync/decision.js';
import { type LinkCause, type LinkStateName, readCause } from '../../kit/sync/link-codes.js';

/** A span of a link's life, rolled up; round trips in milliseconds, `undefined` where none was measured. */
export interface Sample {
  /** Its start, milliseconds since 1970. */
  readonly at: number;
  readonly sent: number;
  readonly answered: number;
  readonly min: number | undefined;
  readonly p25: number | undefined;
  readonly median: number | undefined;
  readonly p75: number | undefined;
  readonly max: number | undefined;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** What stood longest. */
  readonly state: LinkStateName | undefined;
  readonly cause: LinkCause | undefined;
}

export interface LinkPast {
  readonly name: string;
  /** The oldest first; spans of which nothing is known are missing. */
  readonly samples: readonly Sample[];
}

export interface SiteHistory {
  /** Length of a span in milliseconds. */
  readonly resolution: number;
  readonly links: readonly LinkPast[];
  /** The newest first. */
  readonly decisions: readonly LinkDecision[];
}

/** Reads `GET /api/sites/:code/history`. */
export function readHistory(value: unknown): SiteHistory {
  const history = fieldsOf(value);
  return {
    resolution: numberOf(history['resolution']) || 60_000,
    links: listOf(history['links']).map((item) => {
      const link = fieldsOf(item);
      const samples = listOf(link['samples']).flatMap(readSample);
      return { name: textOf(link['name']), samples: samples.sort((one, other) => one.at - other.at) };
    }),
    decisions: readDecisions(history['decisions']),
  };
}

/** `[at, sent, answered, min, p25, median, p75, max, bytesUp, bytesDown, state, cause]` */
function readSample(value: unknown): readonly Sample[] {
  const [start, sent, answered, min, p25, median, p75, max, bytesUp, bytesDown, state, cause] = listOf(value);
  const at = timeOf(start);
  if (at === undefined) return [];
  return [
    {
      at,
      sent: numberOf(sent) ?? 0,
      answered: numberOf(answered) ?? 0,
      ...{ min: numberOf(min), p25: numberOf(p25), median: numberOf(median), p75: numberOf(p75), max: numberOf(max) },
      bytesUp: numberOf(bytesUp) ?? 0,
      bytesDown: numberOf(bytesDown) ?? 0,
      state: wordOf(linkStates, state),
      cause: readCause(cause),
    },
  ];
}

/** Share of the probes that were lost, 0 to 1; `undefined` when none was sent. */
export function lossOf({ sent, answered }: Sample): number | undefined {
  return sent === 0 ? undefined : Math.max(0, 1 - answered / sent);
}
