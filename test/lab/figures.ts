import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { lane as laneNumbers } from '../../protocol/lane.js';
import { percentile, round } from '../bench/measurement.js';
import { check } from './checker.js';
import type { Acknowledged } from './clinic.js';
import { lengthOf, longestGap, type Stretch } from './gaps.js';
import type { Hospital } from './hospital.js';
import type { LinkCount } from './relay/udp-relay.js';
import type { Metric } from './scenario.js';

export type Figures = readonly (readonly [Metric, number])[];

/** What went over the lines since the mark, and what the site says that it sent again. */
export function trafficFigures(
  counts: ReadonlyMap<string, LinkCount>,
  countsAtMark: ReadonlyMap<string, LinkCount>,
  seconds: number,
  metrics: string,
): Figures {
  const total = (side: 'up' | 'down') =>
    [...counts].reduce(
      (sum, [name, count]) => sum + count[side].bytes - (countsAtMark.get(name)?.[side].bytes ?? 0),
      0,
    );
  const byLane = (name: string) => [...sumByLane(metrics, name)];
  const changesAgain = byLane('carnet_uplink_changes_again_total').reduce((sum, [, value]) => sum + value, 0);
  // An urgent change waits for nobody: each that is written before the cut is noticed goes again.
  const batchesAgain = byLane('carnet_uplink_batches_again_total').filter(
    ([lane]) => Number(lane) > laneNumbers.urgent,
  );
  return [
    ['bytes-up', total('up')],
    ['bytes-down', total('down')],
    ['bytes-an-hour', Math.round(((total('up') + total('down')) * 3600) / seconds)],
    ['batches-resent', Math.max(0, ...batchesAgain.map(([, value]) => value))],
    ['changes-resent', changesAgain],
  ];
}

/**
 * What the two journals say, once the programs have ended.
 * @param cuts each from its beginning to when all was well again
 */
export async function recordFigures(
  hospital: Hospital,
  answers: readonly Acknowledged[],
  cuts: readonly Stretch[],
  note: (text: string) => void,
): Promise<Figures> {
  const site = await hospital.openSite();
  const hub = await hospital.openHub();
  try {
    const verdict = await check(site, hub, answers);
    note(JSON.stringify(verdict));
    const seconds: number[] = [];
    const acknowledged: number[] = [];
    for (const { type, id } of answers) {
      const key = { type: parseResourceType(type), id: parseResourceId(id) };
      const [version, delivery] = [await site.records.read(key), await site.records.delivery(key)];
      if (version === undefined || delivery?.atHubMilliseconds === undefined) continue;
      acknowledged.push(delivery.atHubMilliseconds);
      seconds.push((delivery.atHubMilliseconds - version.lastUpdatedMilliseconds) / 1000);
    }
    note(`${seconds.length} urgent changes, the slowest ${round(Math.max(0, ...seconds))} s`);
    const { lost, doubled, altered } = verdict;
    const urgent: Figures = [
      ['urgent-p50-seconds', round(percentile(seconds, 0.5))],
      ['urgent-p99-seconds', round(percentile(seconds, 0.99))],
    ];
    return [
      ...([
        ['lost', lost],
        ['doubled', doubled],
        ['altered', altered],
      ] as const),
      ...(seconds.length === 0 ? [] : urgent),
      ...gapFigures(acknowledged, cuts, note),
    ];
  } finally {
    site.close();
    hub.close();
  }
}

function gapFigures(acknowledged: readonly number[], cuts: readonly Stretch[], note: (text: string) => void): Figures {
  const gaps = cuts.map((cut, index) => {
    const gap = longestGap(acknowledged, cut);
    if (gap === undefined) return Number.NaN;
    note(
      `cut ${index + 1}: ${lengthOf(gap)} ms without an acknowledgement, from ${gap.from - cut.from} ms after it on`,
    );
    return lengthOf(gap) / 1000;
  });
  if (gaps.length === 0) return [];
  return [
    ['gap-p50-seconds', round(percentile(gaps, 0.5))],
    ['gap-p99-seconds', round(percentile(gaps, 0.99))],
    ['gap-max-seconds', round(Math.max(...gaps))],
  ];
}

/** A counter of the site, in the text form of Prometheus, summed over links. */
function sumByLane(metrics: string, name: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [, lane = '', value] of metrics.matchAll(new RegExp(`^${name}\\{.*lane="(\\d)".*\\} (\\d+)$`, 'gm'))) {
    sums.set(lane, (sums.get(lane) ?? 0) + Number(value));
  }
  return sums;
}
