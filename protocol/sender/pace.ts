import { limits } from '../limits.js';

/**
 * What a sender has learnt of its link in one session, from receipts alone: the highest rate at which bytes were
 * receipted lately, and the shortest round trip. Their product is what the link holds; more under way would only wait in
 * a queue, and an urgent change behind it (after Cardwell et al., *BBR: Congestion-Based Congestion Control*, 2016).
 */
export interface Pace {
  readonly link: LinkTraits;
  readonly roundTrip: RoundTrip | undefined;
  /** The best rate of each of the last rounds, the newest last. */
  readonly rates: readonly RoundRate[];
  /** All bytes that were receipted, and when the last of them were. */
  readonly deliveredBytes: number;
  readonly deliveredMilliseconds: number;
  /** When the batch that was receipted last had been sent. */
  readonly firstSentMilliseconds: number;
  /** Rounds so far; the one under way ends with the first receipt for what was sent after it began. */
  readonly round: number;
  readonly roundEndBytes: number;
  /** Still looking for the link's rate: what is under way doubles each round until that brings nothing more. */
  readonly starting: boolean;
  /** The rate that the next round is to exceed, and for how many it did not. */
  readonly grownBytesPerSecond: number;
  readonly roundsWithoutGrowth: number;
}

/** What is known of a link beforehand. */
export interface LinkTraits {
  /** What a batch may weigh at most. */
  readonly batchBytesMax: number;
  /** Another link stands by that is paid by the byte: what is under way when this one is cut goes over that one again. */
  readonly repeatIsDear: boolean;
  /** How long a small question took to be answered over it: the round trip without a batch's time on the line. */
  readonly answerMilliseconds?: number;
}

interface RoundTrip {
  /** Without the time that the batch itself took the line. */
  readonly shortestMilliseconds: number;
  /** When it was seen; one that is old may be of another route. */
  readonly shortestSeenMilliseconds: number;
  readonly smoothedMilliseconds: number;
  readonly variationMilliseconds: number;
}

interface RoundRate {
  readonly round: number;
  readonly bytesPerSecond: number;
}

/** What is remembered of a batch when it goes out, so that its receipt tells the rate. */
export interface SendMark {
  readonly bytes: number;
  readonly sentMilliseconds: number;
  readonly deliveredBytes: number;
  readonly deliveredMilliseconds: number;
  readonly firstSentMilliseconds: number;
  /** The log ended here: that there was no more to send says nothing about the link. */
  readonly logEnded: boolean;
}

const batchBytesMin = 2 * 1024;
/** Before anything is known: half a second of 128 kbit/s. */
const batchBytesAtStart = 8 * 1024;
/** The same on an idle unmetered fibre, all batches together: half a second of 1 Mbit/s. */
const fibreBytesAtStart = 62_500;
/** How long a batch may take the link, and so an urgent change behind it. */
const batchSecondsMax = 0.5;
const roundsRemembered = 10;
/**
 * A receipt that comes within this time comes soon. What the link carries meanwhile may be under way all the same: it waits
 * no longer than that, and the receiver has several batches for one commit.
 */
const soonMilliseconds = 100;
/** A way longer than this is a satellite's; a shorter one may only look longer while a hub is busy. */
const shortWayMillisecondsMax = 300;
/** How long the shortest round trip is trusted; then the link is let run empty for one, and it is measured again. */
const roundTripMillisecondsMax = 15_000;
/** While it starts, and once in so many rounds after: more than the estimate, or a better rate would never be seen. */
const startGain = 2;
const probeGain = 1.25;
const probeRounds = 8;
/** A round that does not bring a quarter more counts against going on; three such rounds end the start. */
const growthMin = 1.25;
const roundsWithoutGrowthMax = 3;

/** At the start of a session. */
export function openPace(link: LinkTraits): Pace {
  return {
    ...{ link, roundTrip: undefined },
    ...{ rates: [], deliveredBytes: 0, deliveredMilliseconds: 0, firstSentMilliseconds: 0 },
    ...{ round: 0, roundEndBytes: 0, starting: true, grownBytesPerSecond: 0, roundsWithoutGrowth: 0 },
  };
}

/** A batch goes out. @param idle nothing else is under way @param logEnded nothing else waits to be sent */
export function markSent(
  pace: Pace,
  batch: { readonly bytes: number; readonly idle: boolean; readonly logEnded: boolean },
  nowMilliseconds: number,
): { readonly pace: Pace; readonly mark: SendMark } {
  const { bytes, idle, logEnded } = batch;
  // The pause before it was the log's, not the link's.
  const from = idle
    ? { ...pace, deliveredMilliseconds: nowMilliseconds, firstSentMilliseconds: nowMilliseconds }
    : pace;
  const { deliveredBytes, deliveredMilliseconds, firstSentMilliseconds } = from;
  const sentMilliseconds = nowMilliseconds;
  const mark = { bytes, sentMilliseconds, deliveredBytes, deliveredMilliseconds, firstSentMilliseconds, logEnded };
  return { pace: from, mark };
}

/** A receipt came that covers these batches, the oldest first. */
export function noteDelivered(pace: Pace, marks: readonly SendMark[], nowMilliseconds: number): Pace {
  const newest = marks.at(-1);
  if (newest === undefined) return pace;
  const deliveredBytes = pace.deliveredBytes + marks.reduce((sum, { bytes }) => sum + bytes, 0);
  const rate = rateOf(pace);
  // A rate that is still found too low would make the link too short.
  const lineMilliseconds = rate === undefined || pace.starting ? 0 : (newest.bytes * 1000) / rate;
  const roundTrip = noteRoundTrip(pace.roundTrip, newest.sentMilliseconds, lineMilliseconds, nowMilliseconds);
  const arrived: Pace = {
    ...{ ...pace, roundTrip, deliveredBytes },
    // A route of another length is another link: its rate is looked for anew.
    ...(isLonger(roundTrip, pace.roundTrip) && { starting: true, grownBytesPerSecond: 0, roundsWithoutGrowth: 0 }),
    deliveredMilliseconds: nowMilliseconds,
    firstSentMilliseconds: newest.sentMilliseconds,
  };
  // Receipts come bunched after a commit of many batches, batches after a pause: the longer of both spans is true.
  const spanMilliseconds = Math.max(
    nowMilliseconds - newest.deliveredMilliseconds,
    newest.sentMilliseconds - newest.firstSentMilliseconds,
    1,
  );
  const bytesPerSecond = ((deliveredBytes - newest.deliveredBytes) * 1000) / spanMilliseconds;
  return noteRate(arrived, { ...newest, bytesPerSecond });
}

/** The highest rate that the last rounds saw; `undefined` before the first sample. */
export function rateOf(pace: Pace): number | undefined {
  return pace.rates.length === 0 ? undefined : Math.max(...pace.rates.map(({ bytesPerSecond }) => bytesPerSecond));
}

/**
 * What the next batch may weigh: half a second of the link at most, so that an urgent change waits no longer.
 * @param shared urgent changes come too: no batch is larger than the smaller limit, however fast the link is
 */
export function batchBytesOf(pace: Pace, shared: boolean): number {
  const { batchBytesMax } = pace.link;
  const rate = rateOf(pace);
  const ceiling = shared ? Math.min(batchBytesMax, limits.batchBytesMax) : batchBytesMax;
  if (rate === undefined) return isIdleFibre(pace.link) ? limits.batchBytesMax : Math.min(batchBytesAtStart, ceiling);
  const bytes = rate * batchSecondsMax * (pace.starting ? startGain : 1);
  return Math.floor(Math.min(ceiling, Math.max(batchBytesMin, bytes)));
}

/**
 * What may be under way: one bandwidth-delay product (of the time in which receipts come soon at least) and the batch that
 * the receiver is at; two batches at least, or the link would be idle between two of them.
 */
export function windowBytesOf(pace: Pace, shared: boolean, nowMilliseconds: number): number {
  const { roundTrip, link } = pace;
  const batch = batchBytesOf(pace, shared);
  const rate = rateOf(pace);
  if (rate === undefined && isIdleFibre(link)) return fibreBytesAtStart;
  if (roundTrip === undefined || rate === undefined || isOld(roundTrip, nowMilliseconds)) return 2 * batch;
  const product = (rate * Math.max(soonMilliseconds, roundTrip.shortestMilliseconds)) / 1000;
  // The first receipts show less than the link can do, and must not make of an open start a narrow one.
  const least = isIdleFibre(link) ? Math.min(fibreBytesAtStart, rate * batchSecondsMax) : 0;
  return Math.floor(Math.max(2 * batch, least, gainOf(pace) * product + batch));
}

/**
 * Whether one batch at a time is enough: where a cut would make a dear link repeat what is under way, and the way is so
 * short that more would hardly be faster. On a slow line a batch's own time hides how short the way is, until the rate
 * is known; the answer at the start shows it.
 */
export function isOneAtATime({ roundTrip, link }: Pace): boolean {
  if (!link.repeatIsDear) return false;
  const seen = [roundTrip?.shortestMilliseconds ?? 0, link.answerMilliseconds ?? Number.POSITIVE_INFINITY];
  return Math.min(...seen) <= shortWayMillisecondsMax;
}

/** How long a receipt may take before the sender asks (after RFC 6298: smoothed round trip and four variations). */
export function timeoutMillisecondsOf(pace: Pace): number {
  const { roundTrip } = pace;
  if (roundTrip === undefined) return limits.receiptMillisecondsMax;
  const milliseconds = roundTrip.smoothedMilliseconds + 4 * roundTrip.variationMilliseconds;
  return Math.min(limits.askMillisecondsMax, Math.max(limits.askMillisecondsMin, milliseconds));
}

/** Only there are batches allowed that are larger than on a link which urgent changes share. */
function isIdleFibre({ batchBytesMax }: LinkTraits): boolean {
  return batchBytesMax > limits.batchBytesMax;
}

function gainOf(pace: Pace): number {
  if (pace.starting) return startGain;
  return pace.round % probeRounds === 0 ? probeGain : 1;
}

function noteRate(pace: Pace, sample: SendMark & { readonly bytesPerSecond: number }): Pace {
  const best = rateOf(pace);
  // With nothing left to send a sample only shows what the log gave: it counts if it is better than all we saw.
  if (sample.logEnded && sample.bytesPerSecond <= (best ?? Number.POSITIVE_INFINITY)) return pace;
  const ends = sample.deliveredBytes >= pace.roundEndBytes;
  const round = pace.round + (ends ? 1 : 0);
  const rates = [...pace.rates.filter((rate) => rate.round > round - roundsRemembered)];
  const last = rates.at(-1);
  if (last?.round !== round) rates.push({ round, bytesPerSecond: sample.bytesPerSecond });
  else rates[rates.length - 1] = { round, bytesPerSecond: Math.max(last.bytesPerSecond, sample.bytesPerSecond) };
  if (!ends) return { ...pace, rates };
  const found = Math.max(...rates.map((rate) => rate.bytesPerSecond));
  const grew = found >= pace.grownBytesPerSecond * growthMin;
  const roundsWithoutGrowth = grew ? 0 : pace.roundsWithoutGrowth + 1;
  return {
    ...{ ...pace, rates, round, roundsWithoutGrowth, roundEndBytes: pace.deliveredBytes },
    grownBytesPerSecond: grew ? found : pace.grownBytesPerSecond,
    starting: pace.starting && roundsWithoutGrowth < roundsWithoutGrowthMax,
  };
}

function noteRoundTrip(
  known: RoundTrip | undefined,
  sentMilliseconds: number,
  lineMilliseconds: number,
  nowMilliseconds: number,
): RoundTrip {
  const milliseconds = Math.max(1, nowMilliseconds - sentMilliseconds);
  const seen = {
    shortestMilliseconds: Math.max(1, milliseconds - lineMilliseconds),
    shortestSeenMilliseconds: nowMilliseconds,
  };
  if (known === undefined) {
    return { ...seen, smoothedMilliseconds: milliseconds, variationMilliseconds: milliseconds / 2 };
  }
  const difference = Math.abs(milliseconds - known.smoothedMilliseconds);
  // What was sent before the link was let run empty says nothing of its length.
  const isShortest = isOld(known, sentMilliseconds) || seen.shortestMilliseconds <= known.shortestMilliseconds;
  const { shortestMilliseconds, shortestSeenMilliseconds } = isShortest ? seen : known;
  return {
    ...{ shortestMilliseconds, shortestSeenMilliseconds },
    smoothedMilliseconds: known.smoothedMilliseconds * 0.875 + milliseconds * 0.125,
    variationMilliseconds: known.variationMilliseconds * 0.75 + difference * 0.25,
  };
}

function isLonger(now: RoundTrip, before: RoundTrip | undefined): boolean {
  return before !== undefined && now.shortestMilliseconds > 2 * before.shortestMilliseconds;
}

function isOld({ shortestSeenMilliseconds }: RoundTrip, nowMilliseconds: number): boolean {
  return nowMilliseconds - shortestSeenMilliseconds > roundTripMillisecondsMax;
}
