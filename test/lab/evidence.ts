import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import { percentile, round } from '../bench/measurement.js';
import type { Verdict } from './checker.js';
import { type Downloaded, downloadFigures } from './downloads.js';
import { type Metering, meteringFigures } from './metering.js';
import type { PeerEvidence } from './peer/bridges.js';
import type { Metric } from './scenario.js';

/** A cause that was to be named. */
export interface CauseFound {
  readonly link: string;
  readonly expected: LinkCauseCode;
  /** What the site said when it was right, or in the end. */
  readonly said: LinkCauseCode | undefined;
  /** After the fault; undefined where it was not named in time. */
  readonly namedMilliseconds: number | undefined;
}

/** What went over the lines since the mark, and what the site says that it sent again. */
export interface Traffic {
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly seconds: number;
  /** In all lanes but the urgent ones, and in these. */
  readonly batchesResent: number;
  readonly urgentBatchesResent: number;
  readonly changesResent: number;
}

/** What one run has shown; several runs of a scenario are put together before anything is reckoned. */
export interface Evidence {
  readonly verdict: Verdict;
  /** Of each urgent change, from the site's answer to the hub's acknowledgement. */
  readonly deliverySeconds: readonly number[];
  /** Around each cut. */
  readonly gapsMilliseconds: readonly number[];
  readonly leftMilliseconds: readonly number[];
  readonly causes: readonly CauseFound[];
  readonly switches: number;
  readonly drainSeconds: number | undefined;
  readonly traffic: Traffic;
  /** Of Mosquitto bridges beside it. */
  readonly bridges: readonly PeerEvidence[];
  /** Absent where nothing is asked for, and nothing was lost. */
  readonly downloaded?: Downloaded;
  /** Absent where no link is paid by the byte. */
  readonly metering?: Metering;
}

/** What came out, and what happened when, for a person to read. */
export interface Outcome {
  readonly evidence: Evidence;
  readonly log: readonly string[];
}

/** The figures of one or more runs. */
export function figuresOf(runs: readonly Evidence[]): ReadonlyMap<Metric, number> {
  const sum = (read: (run: Evidence) => number) => runs.reduce((total, run) => total + read(run), 0);
  const all = <T>(read: (run: Evidence) => readonly T[]) => runs.flatMap((run) => [...read(run)]);
  const most = (read: (run: Evidence) => number) => Math.max(...runs.map(read));
  const drains = runs.flatMap(({ drainSeconds }) => (drainSeconds === undefined ? [] : [drainSeconds]));
  return new Map<Metric, number>([
    ['lost', sum(({ verdict }) => verdict.lost)],
    ['doubled', sum(({ verdict }) => verdict.doubled)],
    ['altered', sum(({ verdict }) => verdict.altered)],
    ...(drains.length === 0 ? [] : [['drain-seconds', round(Math.max(...drains))] as const]),
    ...deliveryFigures(all(({ deliverySeconds }) => deliverySeconds)),
    ...gapFigures(
      all(({ gapsMilliseconds }) => gapsMilliseconds),
      all(({ leftMilliseconds }) => leftMilliseconds),
    ),
    ...causeFigures(all(({ causes }) => causes)),
    ['switches', most(({ switches }) => switches)],
    ['bytes-up', sum(({ traffic }) => traffic.bytesUp)],
    ['bytes-down', sum(({ traffic }) => traffic.bytesDown)],
    ['bytes-an-hour', Math.round(most(({ traffic }) => bytesAnHour(traffic)))],
    ...runs.flatMap(({ metering }) => (metering === undefined ? [] : meteringFigures(metering))),
    ...runs.flatMap(({ downloaded }) => (downloaded === undefined ? [] : downloadFigures(downloaded))),
    ['batches-resent', most(({ traffic }) => traffic.batchesResent)],
    ['urgent-batches-resent', most(({ traffic }) => traffic.urgentBatchesResent)],
    ['changes-resent', sum(({ traffic }) => traffic.changesResent)],
  ]);
}

/** The figures of each bridge over all runs, by its name. */
export function bridgeFiguresOf(runs: readonly Evidence[]): ReadonlyMap<string, ReadonlyMap<Metric, number>> {
  const all = runs.flatMap(({ bridges }) => bridges);
  const names = [...new Set(all.map(({ name }) => name))];
  return new Map(
    names.map((name) => {
      const own = all.filter((each) => each.name === name);
      const sum = (read: (each: PeerEvidence) => number) => own.reduce((total, each) => total + read(each), 0);
      const gaps = own.flatMap(({ gapsMilliseconds }) => gapsMilliseconds);
      const figures: Figures = [
        ['lost', sum(({ lost }) => lost)],
        ['doubled', sum(({ doubled }) => doubled)],
        ['gap-p50-ms', percentile(gaps, 0.5)],
        ['gap-p99-ms', percentile(gaps, 0.99)],
        ['gap-max-ms', Math.max(...gaps)],
      ];
      return [name, new Map(figures)];
    }),
  );
}

type Figures = readonly (readonly [Metric, number])[];

function deliveryFigures(seconds: readonly number[]): Figures {
  if (seconds.length === 0) return [];
  return [
    ['urgent-p50-seconds', round(percentile(seconds, 0.5))],
    ['urgent-p99-seconds', round(percentile(seconds, 0.99))],
  ];
}

function gapFigures(gaps: readonly number[], lefts: readonly number[]): Figures {
  if (gaps.length === 0) return [];
  return [
    ['cuts', gaps.length],
    ['gap-p50-ms', percentile(gaps, 0.5)],
    ['gap-p99-ms', percentile(gaps, 0.99)],
    ['gap-max-ms', Math.max(...gaps)],
    ['left-p50-ms', percentile(lefts, 0.5)],
    ['left-max-ms', Math.max(...lefts)],
  ];
}

function causeFigures(causes: readonly CauseFound[]): Figures {
  if (causes.length === 0) return [];
  const named = causes.flatMap(({ namedMilliseconds: time }) => (time === undefined ? [] : [time]));
  return [
    ['causes-expected', causes.length],
    ['causes-missed', causes.length - named.length],
    ...(named.length === 0 ? [] : [['cause-max-ms', Math.max(...named)] as const]),
  ];
}

function bytesAnHour({ bytesUp, bytesDown, seconds }: Traffic): number {
  return ((bytesUp + bytesDown) * 3600) / seconds;
}
