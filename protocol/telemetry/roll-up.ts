import type { LinkName } from '../ids.js';
import type { MeasuredSample } from './link-sample.js';
import { addRoundTrips } from './round-trips.js';

/** When the stretch of this length began that a moment lies in; days begin at midnight UTC. */
export function startOf(milliseconds: number, resolution: number): number {
  return Math.floor(milliseconds / resolution) * resolution;
}

/**
 * The coarser samples that finer ones add up to, by time and then link. Nothing is made up: a stretch of which there is
 * nothing has no sample.
 */
export function rollUp(finer: readonly MeasuredSample[], resolution: number): readonly MeasuredSample[] {
  const groups = new Map<string, MeasuredSample[]>();
  for (const sample of finer) {
    const key = `${startOf(sample.at, resolution)} ${sample.link}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sample]);
    else group.push(sample);
  }
  return [...groups.values()]
    .flatMap((parts) => addUp(parts, resolution))
    .sort((left, right) => left.at - right.at || compare(left.link, right.link));
}

function addUp(parts: readonly MeasuredSample[], resolution: number): readonly MeasuredSample[] {
  const [first] = parts;
  if (first === undefined) return [];
  const sum = (value: (part: MeasuredSample) => number) => parts.reduce((total, part) => total + value(part), 0);
  return [
    {
      link: first.link,
      at: startOf(first.at, resolution),
      sent: sum(({ sent }) => sent),
      answered: sum(({ answered }) => answered),
      roundTrips: addRoundTrips(parts.map(({ roundTrips }) => roundTrips)),
      bytesUp: sum(({ bytesUp }) => bytesUp),
      bytesDown: sum(({ bytesDown }) => bytesDown),
      ...mostFrequent(parts),
    },
  ];
}

/** The standing of most parts; of equally many, the one that was there later. */
function mostFrequent(parts: readonly MeasuredSample[]): Pick<MeasuredSample, 'state' | 'cause'> {
  const counts = new Map<string, { readonly standing: MeasuredSample; readonly count: number }>();
  for (const part of [...parts].sort((left, right) => left.at - right.at)) {
    const key = `${part.state} ${part.cause}`;
    const count = (counts.get(key)?.count ?? 0) + 1;
    // Set anew, so that those that were there later come later.
    counts.delete(key);
    counts.set(key, { standing: part, count });
  }
  const most = [...counts.values()].reduce((best, next) => (next.count >= best.count ? next : best));
  return { state: most.standing.state, cause: most.standing.cause };
}

function compare(left: LinkName, right: LinkName): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
