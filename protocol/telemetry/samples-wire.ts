import type { ByteReader, ByteWriter } from '../bytes.js';
import type { LinkName } from '../ids.js';
import { Problem } from '../problem.js';
import { causeNumbers, causesMax, stateNumbers, wordOf } from './link-numbers.js';
import { type LinkSample, type Resolution, resolutions } from './link-sample.js';
import type { RoundTripFigures } from './round-trips.js';

const tenthsPerMillisecond = 10;

/**
 * One sample: its link and resolution in one number, by how many resolutions it comes after the one before (an odd
 * number: before it), what was sent and lost, round trips as their distances from the median, bytes, standing.
 */
export function writeSample(writer: ByteWriter, sample: LinkSample, linkIndex: number, before: number): void {
  const { resolution, sent, answered, roundTrip } = sample;
  writer.integer(linkIndex * resolutions.length + resolutions.indexOf(resolution));
  writeSigned(writer, Math.round(sample.at / resolution) - Math.floor(before / resolution));
  writer.integer(sent).integer(sent - answered);
  if (answered > 0) writeFigures(writer, roundTrip);
  writer.integer(sample.bytesUp).integer(sample.bytesDown);
  writer.integer(stateNumbers[sample.state] * causesMax + causeNumbers[sample.cause]);
}

/** @throws Problem `batch-malformed` */
export function readSample(reader: ByteReader, links: readonly LinkName[], before: number): LinkSample {
  const place = reader.integer();
  const link = links[Math.floor(place / resolutions.length)];
  const resolution: Resolution | undefined = resolutions[place % resolutions.length];
  if (link === undefined || resolution === undefined) throw new Problem('batch-malformed', 'a link without a name');
  const at = (Math.floor(before / resolution) + readSigned(reader)) * resolution;
  const sent = reader.integer();
  const answered = sent - reader.integer();
  const roundTrip = answered > 0 ? readFigures(reader) : null;
  const bytesUp = reader.integer();
  const bytesDown = reader.integer();
  return { link, resolution, at, sent, answered, roundTrip, bytesUp, bytesDown, ...readStanding(reader) };
}

/** State and cause, as one number. */
export function readStanding(reader: ByteReader): Pick<LinkSample, 'state' | 'cause'> {
  const number = reader.integer();
  return {
    state: wordOf(stateNumbers, Math.floor(number / causesMax)),
    cause: wordOf(causeNumbers, number % causesMax, 'none'),
  };
}

function writeFigures(writer: ByteWriter, figures: RoundTripFigures | null): void {
  const { min, p25, median, p75, max } = figures ?? { min: 0, p25: 0, median: 0, p75: 0, max: 0 };
  const [least, low, middle, high, most] = [min, p25, median, p75, max].map((value) =>
    Math.round(value * tenthsPerMillisecond),
  ) as [number, number, number, number, number];
  writer
    .integer(middle)
    .integer(middle - low)
    .integer(low - least)
    .integer(high - middle)
    .integer(most - high);
}

function readFigures(reader: ByteReader): RoundTripFigures {
  const median = reader.integer();
  const p25 = median - reader.integer();
  const min = p25 - reader.integer();
  const p75 = median + reader.integer();
  const max = p75 + reader.integer();
  const inMilliseconds = (tenths: number) => tenths / tenthsPerMillisecond;
  return {
    min: inMilliseconds(min),
    p25: inMilliseconds(p25),
    median: inMilliseconds(median),
    p75: inMilliseconds(p75),
    max: inMilliseconds(max),
  };
}

/** Even numbers forwards, odd ones backwards: small either way. */
function writeSigned(writer: ByteWriter, value: number): void {
  writer.integer(value >= 0 ? value * 2 : -value * 2 - 1);
}

function readSigned(reader: ByteReader): number {
  const number = reader.integer();
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}
