import fc from 'fast-check';
import t from 'tap';
import { ByteReader, ByteWriter } from '../../../protocol/bytes.js';
import type { MeasuredSample } from '../../../protocol/telemetry/link-sample.js';
import { rollUp, startOf } from '../../../protocol/telemetry/roll-up.js';
import {
  addRoundTrips,
  figuresOf,
  noRoundTrips,
  readRoundTrips,
  roundTripsOf,
  writeRoundTrips,
} from '../../../protocol/telemetry/round-trips.js';
import { problemOf } from '../../support/problem-of.js';
import { fibre, measuredSamples, morning } from '../../support/telemetry-arbitraries.js';

const minute = 60_000;
const quarter = 900_000;
const sum = (samples: readonly MeasuredSample[], value: (sample: MeasuredSample) => number) =>
  samples.reduce((total, sample) => total + value(sample), 0);
const withoutStanding = (samples: readonly MeasuredSample[]) =>
  samples.map(({ state: _state, cause: _cause, ...rest }) => rest);

t.test('[L30] a roll-up loses and invents nothing: probes, answers, bytes and round trips add up', async (t) => {
  fc.assert(
    fc.property(measuredSamples, (samples) => {
      for (const resolution of [minute, quarter]) {
        const rolled = rollUp(samples, resolution);
        for (const value of ['sent', 'answered', 'bytesUp', 'bytesDown'] as const) {
          t.equal(
            sum(rolled, (each) => each[value]),
            sum(samples, (each) => each[value]),
          );
        }
        const places = rolled.map(({ at, link }) => `${at} ${link}`);
        t.equal(new Set(places).size, places.length, 'each stretch of a link once');
        t.ok(rolled.every(({ at }) => at % resolution === 0));
        t.ok(samples.every(({ at, link }) => places.includes(`${startOf(at, resolution)} ${link}`)));
        t.same(
          addRoundTrips(rolled.map(({ roundTrips }) => roundTrips)),
          addRoundTrips(samples.map(({ roundTrips }) => roundTrips)),
        );
      }
    }),
    { numRuns: 60 },
  );
});

t.test('[L30] by way of minutes comes to the same as at once, and in whatever order', async (t) => {
  fc.assert(
    fc.property(measuredSamples, (samples) => {
      const atOnce = withoutStanding(rollUp(samples, quarter));
      t.same(withoutStanding(rollUp(rollUp(samples, minute), quarter)), atOnce);
      t.same(rollUp([...samples].reverse(), minute), rollUp(samples, minute));
    }),
    { numRuns: 60 },
  );
});

t.test('[L30] quantiles are within 1 % of those of all values, least and most exact', async (t) => {
  const trips = fc.array(fc.integer({ min: 10, max: 600_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(fc.array(trips, { minLength: 1, maxLength: 6 }), (parts) => {
      const figures = figuresOf(addRoundTrips(parts.map((part) => roundTripsOf(part.map((tenths) => tenths / 10)))));
      const all = parts.flat().sort((left, right) => left - right);
      const at = (share: number) => (all[Math.max(0, Math.ceil(share * all.length) - 1)] ?? 0) / 10;
      t.equal(figures?.min, at(0));
      t.equal(figures?.max, at(1));
      for (const [share, found] of [
        [0.25, figures?.p25],
        [0.5, figures?.median],
        [0.75, figures?.p75],
      ] as const) {
        t.ok(Math.abs((found ?? 0) - at(share)) <= at(share) * 0.011 + 0.1, `${share}: ${found} for ${at(share)}`);
      }
    }),
  );
});

t.test('[L30] what stood longest is told, of two that stood as long the later one', async (t) => {
  const of = (index: number, state: MeasuredSample['state'], cause: MeasuredSample['cause']): MeasuredSample => ({
    ...{
      link: fibre,
      at: morning + index * 10_000,
      sent: 0,
      answered: 0,
      roundTrips: noRoundTrips,
      bytesUp: 0,
      bytesDown: 0,
    },
    ...{ state, cause },
  });
  const cut = [
    of(0, 'active', 'none'),
    of(1, 'down', 'blackhole'),
    of(2, 'down', 'blackhole'),
    of(3, 'standby', 'none'),
  ];
  t.match(rollUp(cut, minute), [{ state: 'down', cause: 'blackhole' }]);
  t.match(rollUp([of(1, 'down', 'blackhole'), of(0, 'active', 'none')], minute), [{ state: 'down' }]);
});

t.test('round trips come back from their bytes, and nothing else does', async (t) => {
  fc.assert(
    fc.property(measuredSamples, (samples) => {
      for (const { roundTrips } of samples) {
        const writer = new ByteWriter();
        writeRoundTrips(writer, roundTrips);
        t.same(readRoundTrips(new ByteReader(writer.finish())), roundTrips);
      }
    }),
    { numRuns: 20 },
  );
  t.equal(figuresOf(noRoundTrips), undefined);
  const endless = new ByteWriter().integer(1).integer(1).integer(1e6).finish();
  t.equal(
    problemOf(() => readRoundTrips(new ByteReader(endless))),
    'batch-malformed',
  );
});
