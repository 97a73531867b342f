import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { lane as laneNumbers } from '../../protocol/lane.js';
import { check, type Verdict } from './checker.js';
import type { Acknowledged } from './clinic.js';
import type { Traffic } from './evidence.js';
import { lengthOf, longestGap, type Stretch } from './gaps.js';
import type { Hospital } from './hospital.js';
import type { LinkCount } from './relay/udp-relay.js';

/** What went over the lines since the mark, and what the site says that it sent again. */
export function trafficOf(
  counts: ReadonlyMap<string, LinkCount>,
  countsAtMark: ReadonlyMap<string, LinkCount>,
  seconds: number,
  metrics: string,
): Traffic {
  const total = (side: 'up' | 'down') =>
    [...counts].reduce(
      (sum, [name, count]) => sum + count[side].bytes - (countsAtMark.get(name)?.[side].bytes ?? 0),
      0,
    );
  const sumOf = (name: string, isOfLane: (lane: number) => boolean = () => true) =>
    [...sumByLane(metrics, name)].reduce((sum, [lane, value]) => sum + (isOfLane(Number(lane)) ? value : 0), 0);
  const batchesAgain = 'carnet_uplink_batches_again_total';
  return {
    ...{ bytesUp: total('up'), bytesDown: total('down'), seconds },
    batchesResent: sumOf(batchesAgain, (lane) => lane > laneNumbers.urgent),
    // An urgent change waits for nobody: each that is written before the cut is noticed goes again.
    urgentBatchesResent: sumOf(batchesAgain, (lane) => lane <= laneNumbers.urgent),
    changesResent: sumOf('carnet_uplink_changes_again_total'),
  };
}

/** What the two journals say. */
export interface Records {
  readonly verdict: Verdict;
  /** Of each urgent change: from the site's answer to the hub's acknowledgement, and when that came. */
  readonly deliverySeconds: readonly number[];
  readonly acknowledgedMilliseconds: readonly number[];
}

/** Read once the programs have ended. */
export async function recordsOf(hospital: Hospital, answers: readonly Acknowledged[]): Promise<Records> {
  const site = await hospital.openSite();
  const hub = await hospital.openHub();
  try {
    const verdict = await check(site, hub, answers);
    const deliverySeconds: number[] = [];
    const acknowledgedMilliseconds: number[] = [];
    for (const { type, id } of answers) {
      const key = { type: parseResourceType(type), id: parseResourceId(id) };
      const [version, delivery] = [await site.records.read(key), await site.records.delivery(key)];
      if (version === undefined || delivery?.atHubMilliseconds === undefined) continue;
      acknowledgedMilliseconds.push(delivery.atHubMilliseconds);
      deliverySeconds.push((delivery.atHubMilliseconds - version.lastUpdatedMilliseconds) / 1000);
    }
    return { verdict, deliverySeconds, acknowledgedMilliseconds };
  } finally {
    site.close();
    hub.close();
  }
}

/** The longest time without an acknowledgement around each cut, milliseconds; NaN where nothing ever was acknowledged. */
export function gapsOf(
  acknowledged: readonly number[],
  cuts: readonly Stretch[],
  note: (text: string) => void,
): readonly number[] {
  return cuts.map((cut, index) => {
    const gap = longestGap(acknowledged, cut);
    if (gap === undefined) return Number.NaN;
    const began = gap.from - cut.from;
    note(`cut ${index + 1}: ${lengthOf(gap)} ms without an acknowledgement, from ${began} ms after it on`);
    return lengthOf(gap);
  });
}

/** A counter of the site, in the text form of Prometheus, summed over links. */
function sumByLane(metrics: string, name: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [, lane = '', value] of metrics.matchAll(new RegExp(`^${name}\\{.*lane="(\\d)".*\\} (\\d+)$`, 'gm'))) {
    sums.set(lane, (sums.get(lane) ?? 0) + Number(value));
  }
  return sums;
}
