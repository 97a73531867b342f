import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, round } from '../bench/measurement.js';
import type { Metric } from './scenario.js';
import type { Workstation } from './workstation.js';

/** Bytes and time since the box was started. */
export interface Arrival {
  readonly seconds: number;
  readonly bytes: number;
}

/** What the hub gave a site that had asked for it, or had lost it. */
export interface Downloaded {
  readonly summarySeconds: readonly number[];
  /** Of patients of whom there is no more than the summary. */
  readonly summaryBytes: readonly number[];
  readonly usable?: Arrival;
  readonly whole?: Arrival;
  /** Resources that the site had before, and has not. */
  readonly missing?: number;
}

/** A patient whom the hub knows from elsewhere. */
export interface Elsewhere {
  readonly patient: string;
  /** There is no more than the summary: its bytes can be told from those of the rest. */
  readonly isSummary: boolean;
}

/** A question is asked when what came after the one before is through. */
const pauseMilliseconds = 3_000;
const lookMilliseconds = 100;

/** Asks for each patient, one after the other. @param countBytes of all links, both ways */
export async function fetchSummaries(
  staff: Workstation,
  patients: readonly Elsewhere[],
  countBytes: () => Promise<number>,
): Promise<Downloaded> {
  const summarySeconds: number[] = [];
  const summaryBytes: number[] = [];
  for (const { patient, isSummary } of patients) {
    const before = await countBytes();
    summarySeconds.push((await staff.fetchSummary(patient)) / 1000);
    if (isSummary) summaryBytes.push((await countBytes()) - before);
    await sleep(pauseMilliseconds);
  }
  return { summarySeconds, summaryBytes };
}

/**
 * Waits until a box that has lost its database can be worked with, and until it has all again.
 * @param had patients who were there before
 */
export async function untilWhole(
  staff: Workstation,
  had: readonly string[],
  secondsMax: number,
  now: () => Promise<Arrival>,
): Promise<Downloaded> {
  const end = performance.now() + secondsMax * 1000;
  const until = async (isReached: (state: string | null | undefined) => boolean) => {
    while (!isReached(await staff.bootstrap(had))) {
      if (performance.now() > end) throw new Error(`not within ${secondsMax} s: the site has what it had`);
      await sleep(lookMilliseconds);
    }
    return now();
  };
  const usable = await until((state) => state !== 'essential' && state !== undefined);
  const whole = await until((state) => state === null);
  return { summarySeconds: [], summaryBytes: [], usable, whole };
}

export function downloadFigures({
  summarySeconds,
  summaryBytes,
  usable,
  whole,
  missing,
}: Downloaded): readonly (readonly [Metric, number])[] {
  const seconds = (share: number) => round(percentile(summarySeconds, share));
  return [
    ...(summarySeconds.length === 0
      ? []
      : ([
          ['summary-p50-seconds', seconds(0.5)],
          ['summary-p95-seconds', seconds(0.95)],
        ] as const)),
    ...(summaryBytes.length === 0
      ? []
      : ([
          ['summary-p50-bytes', percentile(summaryBytes, 0.5)],
          ['summary-p95-bytes', percentile(summaryBytes, 0.95)],
        ] as const)),
    ...arrivalFigures('usable', usable),
    ...arrivalFigures('whole', whole),
    ...(missing === undefined ? [] : ([['missing', missing]] as const)),
  ];
}

function arrivalFigures(name: 'usable' | 'whole', arrival: Arrival | undefined) {
  if (arrival === undefined) return [];
  return [
    [`${name}-seconds`, round(arrival.seconds)],
    [`${name}-bytes`, arrival.bytes],
  ] as const;
}
