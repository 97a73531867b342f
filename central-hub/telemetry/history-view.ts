import type { LinkHistory } from '../../journal/telemetry/link-history.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import { type LinkSample, type Resolution, resolutions } from '../../protocol/telemetry/link-sample.js';

/** `[at, sent, answered, min, p25, median, p75, max, bytesUp, bytesDown, state, cause]`; figures `null` where nothing answered. */
export type SampleFigures = readonly [
  at: number,
  sent: number,
  answered: number,
  min: number | null,
  p25: number | null,
  median: number | null,
  p75: number | null,
  max: number | null,
  bytesUp: number,
  bytesDown: number,
  state: string,
  cause: string,
];

/** `GET /api/sites/:code/history` (contract). */
export interface HistoryView {
  /** Milliseconds that each sample stands for. */
  readonly resolution: Resolution;
  readonly links: readonly { readonly name: LinkName; readonly samples: readonly SampleFigures[] }[];
  /** The newest first. */
  readonly decisions: readonly KeptDecision[];
}

export const hoursMax = 2 * 366 * 24;
const decisionsMax = 200;
const hourMilliseconds = 3_600_000;
/** How far back samples of a minute, and of 15 minutes, are shown. */
const fineHoursMax = 48;
const quarterHoursMax = 14 * 24;
/** Of the time that is known, how much must be known by the minute for it to be shown so. */
const fineShareMin = 0.5;

export interface HistoryQuery {
  readonly site: SiteCode;
  /** By their names, the preferred one first. */
  readonly links: readonly LinkName[];
  readonly hours: number;
  readonly nowMilliseconds: number;
}

/** What the links of a site have shown in the last hours. */
export async function historyView(history: LinkHistory, query: HistoryQuery): Promise<HistoryView> {
  const { site, hours, nowMilliseconds } = query;
  const from = nowMilliseconds - hours * hourMilliseconds;
  const { resolution, samples } = await chooseSamples(history, site, hours, from);
  const names = [...new Set([...query.links, ...samples.map(({ link }) => link)])];
  const decisions = await history.decisions({ site, count: decisionsMax });
  return {
    resolution,
    links: names.map((name) => ({ name, samples: samples.filter(({ link }) => link === name).map(figuresOf) })),
    decisions: decisions.filter(({ at }) => at >= from),
  };
}

/** By the minute where a short time is asked for and a site could tell it: over metered links it tells 15 minutes only. */
async function chooseSamples(history: LinkHistory, site: SiteCode, hours: number, from: number) {
  const [minute, quarter, day] = resolutions;
  const read = async (resolution: Resolution) => ({
    resolution,
    samples: await history.samples({ site, resolution, from: from - resolution }),
  });
  if (hours > quarterHoursMax) return read(day);
  const coarse = await read(quarter);
  if (hours > fineHoursMax) return coarse;
  const fine = await read(minute);
  const isKnown = fine.samples.length * minute >= coarse.samples.length * quarter * fineShareMin;
  return isKnown ? fine : coarse;
}

function figuresOf(sample: LinkSample): SampleFigures {
  const { at, sent, answered, roundTrip, bytesUp, bytesDown, state, cause } = sample;
  const { min = null, p25 = null, median = null, p75 = null, max = null } = roundTrip ?? {};
  return [at, sent, answered, min, p25, median, p75, max, bytesUp, bytesDown, state, cause];
}
