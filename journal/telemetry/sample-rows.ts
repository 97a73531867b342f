import { ByteReader, ByteWriter } from '../../protocol/bytes.js';
import { parseLinkName } from '../../protocol/ids.js';
import { causeNumbers, stateNumbers, wordOf } from '../../protocol/telemetry/link-numbers.js';
import type { LinkSample, MeasuredSample, Resolution } from '../../protocol/telemetry/link-sample.js';
import {
  figuresOf,
  noRoundTrips,
  type RoundTripFigures,
  readRoundTrips,
  writeRoundTrips,
} from '../../protocol/telemetry/round-trips.js';
import type { MeasuredRow, SampleRow } from '../sql/telemetry.js';
import type { SqlValue } from '../sqlite/connection.js';

const tenths = (milliseconds: number | undefined) =>
  milliseconds === undefined ? null : Math.round(milliseconds * 10);
const milliseconds = (value: number | null) => (value ?? 0) / 10;

/** Its place in a sequence that is sent; none of a sample that only a site has, or the hub. */
export interface Place {
  readonly stream: number;
  readonly sequence: number;
}

/** The values of a measured sample as they are stored. */
export function valuesOfMeasured(
  site: string,
  resolution: number,
  sample: MeasuredSample,
  place: Place | undefined,
): SqlValue[] {
  const figures = figuresOf(sample.roundTrips);
  const writer = new ByteWriter();
  writeRoundTrips(writer, sample.roundTrips);
  const trips = new Uint8Array(writer.finish());
  return [...valuesOf(site, resolution, sample, figures), trips, place?.stream ?? null, place?.sequence ?? null];
}

/** And of one that was told. */
export function valuesOfTold(site: string, sample: LinkSample): SqlValue[] {
  return [...valuesOf(site, sample.resolution, sample, sample.roundTrip ?? undefined), null, null, null];
}

function valuesOf(
  site: string,
  resolution: number,
  sample: Omit<MeasuredSample, 'roundTrips'>,
  figures: RoundTripFigures | undefined,
): SqlValue[] {
  const { at, link, sent, answered, bytesUp, bytesDown, state, cause } = sample;
  return [
    ...[site, resolution, at, link, sent, answered],
    ...[figures?.min, figures?.p25, figures?.median, figures?.p75, figures?.max].map(tenths),
    ...[bytesUp, bytesDown, stateNumbers[state], causeNumbers[cause]],
  ];
}

export function sampleOf(row: SampleRow): LinkSample {
  const roundTrip =
    row.tripMedian === null
      ? null
      : {
          min: milliseconds(row.tripMin),
          p25: milliseconds(row.tripP25),
          median: milliseconds(row.tripMedian),
          p75: milliseconds(row.tripP75),
          max: milliseconds(row.tripMax),
        };
  return { ...plainOf(row), resolution: row.resolution as Resolution, roundTrip };
}

export function measuredOf(row: MeasuredRow): MeasuredSample {
  const roundTrips = row.roundTrips === null ? noRoundTrips : readRoundTrips(new ByteReader(row.roundTrips));
  return { ...plainOf(row), roundTrips };
}

function plainOf(row: SampleRow): Omit<MeasuredSample, 'roundTrips'> {
  const { at, sent, answered, bytesUp, bytesDown } = row;
  return {
    ...{ link: parseLinkName(row.link), at, sent, answered, bytesUp, bytesDown },
    state: wordOf(stateNumbers, row.state, 'standby'),
    cause: wordOf(causeNumbers, row.cause, 'none'),
  };
}
