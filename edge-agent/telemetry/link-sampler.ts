import type { LinkName } from '../../protocol/ids.js';
import { type MeasuredSample, rawMilliseconds } from '../../protocol/telemetry/link-sample.js';
import { startOf } from '../../protocol/telemetry/roll-up.js';
import { roundTripsOf } from '../../protocol/telemetry/round-trips.js';
import type { ShownLink } from '../links/link-supervisor.js';
import type { WireBytes } from '../links/metering/wire-bytes.js';

/** What went over a link since the program started. */
export type ReadBytes = (link: LinkName) => WireBytes;

type Standing = Pick<ShownLink, 'state' | 'cause'>;

/** What one link has shown in one stretch of 10 s. */
interface Stretch {
  sent: number;
  readonly roundTrips: number[];
}

interface SampledLink {
  now: Stretch;
  /** The stretch that is over: answers to its probes may still come. */
  before: (Stretch & Omit<MeasuredSample, 'sent' | 'answered' | 'roundTrips'>) | undefined;
  /** Which stretch each probe that waits for its answer was sent in. */
  readonly waiting: Map<number, Stretch>;
  carried: WireBytes;
  standing: Standing | undefined;
  standingSince: number;
  readonly stood: Map<string, { readonly standing: Standing; milliseconds: number }>;
}

/** Takes what the links show into samples of 10 s (rule L30). It holds no timer: whoever has one says when a stretch is over. */
export class LinkSampler {
  readonly #bytes: ReadBytes;
  readonly #elapsed: () => number;
  readonly #links: ReadonlyMap<LinkName, SampledLink>;

  /** @param elapsedMilliseconds of a steady clock */
  constructor(links: readonly LinkName[], bytes: ReadBytes, elapsedMilliseconds: () => number) {
    this.#bytes = bytes;
    this.#elapsed = elapsedMilliseconds;
    this.#links = new Map(links.map((link) => [link, openLink(bytes(link), elapsedMilliseconds())]));
  }

  noteSent(link: LinkName, sequence: number): void {
    const sampled = this.#links.get(link);
    if (sampled === undefined) return;
    sampled.now.sent += 1;
    sampled.waiting.set(sequence, sampled.now);
  }

  noteAnswered(link: LinkName, sequence: number, roundTripMilliseconds: number): void {
    const sampled = this.#links.get(link);
    const stretch = sampled?.waiting.get(sequence);
    if (sampled === undefined || stretch === undefined) return;
    sampled.waiting.delete(sequence);
    stretch.roundTrips.push(roundTripMilliseconds);
  }

  noteStandings(shown: readonly ShownLink[]): void {
    for (const { name, state, cause } of shown) {
      const sampled = this.#links.get(name);
      if (sampled === undefined) continue;
      this.#settleStanding(sampled);
      sampled.standing = { state, cause };
    }
  }

  /** A stretch is over. @returns the samples of the one before it, to which nothing is added any more */
  next(nowMilliseconds: number): readonly MeasuredSample[] {
    // A moment within the stretch, whether the timer came early or late.
    const at = startOf(nowMilliseconds - rawMilliseconds / 2, rawMilliseconds);
    const samples: MeasuredSample[] = [];
    for (const [link, sampled] of this.#links) {
      const { before } = sampled;
      if (before !== undefined) samples.push(closed(before));
      sampled.before = { ...this.#measure(link, sampled), at, ...sampled.now };
      for (const [sequence, stretch] of sampled.waiting) if (stretch !== sampled.now) sampled.waiting.delete(sequence);
      this.#carryOver(sampled);
    }
    return samples;
  }

  /** Probes that were sent in the stretch which is over still count there. */
  #carryOver(sampled: SampledLink): void {
    const { before } = sampled;
    if (before !== undefined) for (const sequence of sampled.waiting.keys()) sampled.waiting.set(sequence, before);
    sampled.now = { sent: 0, roundTrips: [] };
  }

  #measure(link: LinkName, sampled: SampledLink) {
    const carried = this.#bytes(link);
    const bytesUp = carried.up - sampled.carried.up;
    const bytesDown = carried.down - sampled.carried.down;
    sampled.carried = carried;
    this.#settleStanding(sampled);
    const longest = [...sampled.stood.values()].reduce<{ standing: Standing; milliseconds: number }>(
      (most, next) => (next.milliseconds >= most.milliseconds ? next : most),
      { standing: sampled.standing ?? { state: 'standby', cause: 'none' }, milliseconds: 0 },
    );
    sampled.stood.clear();
    return { link, bytesUp, bytesDown, ...longest.standing };
  }

  #settleStanding(sampled: SampledLink): void {
    const now = this.#elapsed();
    const { standing, standingSince, stood } = sampled;
    sampled.standingSince = now;
    if (standing === undefined) return;
    const key = `${standing.state} ${standing.cause}`;
    const before = stood.get(key)?.milliseconds ?? 0;
    stood.set(key, { standing, milliseconds: before + now - standingSince });
  }
}

function openLink(carried: WireBytes, standingSince: number): SampledLink {
  return {
    ...{ now: { sent: 0, roundTrips: [] }, before: undefined, waiting: new Map(), carried, standingSince },
    ...{ standing: undefined, stood: new Map() },
  };
}

function closed({ roundTrips, ...rest }: NonNullable<SampledLink['before']>): MeasuredSample {
  // A key that began anew may number an answered probe twice.
  const answered = Math.min(rest.sent, roundTrips.length);
  return { ...rest, answered, roundTrips: roundTripsOf(roundTrips.slice(0, answered)) };
}
