import fc from 'fast-check';
import type { LinkSamples, TelemetryRun } from '../../protocol/control/link-samples.js';
import { type LinkName, parseLinkName } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import { type DecisionReason, decisionReasons } from '../../protocol/links/decision-reasons.js';
import { budgetLevels } from '../../protocol/links/link-budget.js';
import { linkCauses } from '../../protocol/links/link-causes.js';
import type { Signal } from '../../protocol/links/link-signal.js';
import { linkStates } from '../../protocol/links/link-states.js';
import { type KeptDecision, linkConditions, trafficClassNames } from '../../protocol/telemetry/kept-decision.js';
import {
  type LinkSample,
  type MeasuredSample,
  type Resolution,
  resolutions,
} from '../../protocol/telemetry/link-sample.js';
import type { LinkStanding } from '../../protocol/telemetry/link-standing.js';
import { figuresOf, roundTripsOf } from '../../protocol/telemetry/round-trips.js';

/** A moment that is the start of a stretch of every resolution. */
export const morning = 20_000 * 86_400_000;

export const fibre = parseLinkName('fibre');
export const cellular = parseLinkName('cellular');
export const geo = parseLinkName('geo');
export const telemetryLinks: readonly LinkName[] = [fibre, cellular, geo];

const links = fc.constantFrom(...telemetryLinks);
const milliseconds = fc.integer({ min: 1, max: 50_000 }).map((tenths) => tenths / 10);
const shares = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000);
const bytes = fc.nat(1_000_000);
const figures = fc.option(fc.nat(100_000), { nil: null });

const standing = { state: fc.constantFrom(...linkStates), cause: fc.constantFrom(...linkCauses) };

/** Samples of 10 s within two hours, each stretch of a link once. */
export const measuredSamples: fc.Arbitrary<readonly MeasuredSample[]> = fc
  .uniqueArray(fc.record({ link: links, index: fc.nat(719) }), {
    selector: ({ link, index }) => `${link} ${index}`,
    maxLength: 200,
  })
  .chain((places) =>
    fc.tuple(
      ...places.map(({ link, index }) =>
        fc
          .record({
            trips: fc.array(milliseconds, { maxLength: 6 }),
            lost: fc.nat(4),
            bytesUp: bytes,
            bytesDown: bytes,
            ...standing,
          })
          .map(({ trips, lost, ...rest }) => ({
            ...{ link, at: morning + index * 10_000, sent: trips.length + lost, answered: trips.length },
            ...{ roundTrips: roundTripsOf(trips), ...rest },
          })),
      ),
    ),
  );

const roundTrip = fc
  .array(milliseconds, { minLength: 1, maxLength: 20 })
  .map((trips) => figuresOf(roundTripsOf(trips)) ?? null);

export function linkSamples(...of: readonly Resolution[]): fc.Arbitrary<LinkSample> {
  return fc
    .record({
      ...{ link: links, resolution: fc.constantFrom(...of), index: fc.nat(50), lost: fc.nat(200) },
      ...{ answered: fc.nat(200), roundTrip, bytesUp: bytes, bytesDown: bytes, ...standing },
    })
    .map(({ index, lost, answered, ...rest }) => ({
      ...rest,
      ...{ at: morning - index * rest.resolution, sent: answered + lost, answered },
      roundTrip: answered > 0 ? rest.roundTrip : null,
    }));
}

const words = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { nil: null });
const signal: fc.Arbitrary<Signal> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('fibre' as const), device: fc.constantFrom('eth0', 'enp3s0'), carrier: fc.boolean() },
    ...{ errors: bytes, drops: bytes },
  }),
  fc.record({
    ...{ kind: fc.constant('cellular' as const), operator: words, technology: words },
    signalPercent: fc.option(fc.nat(100), { nil: null }),
    rsrpDbm: fc.option(fc.integer({ min: -140, max: -40 }), { nil: null }),
    ...{ roaming: fc.boolean(), registered: fc.boolean() },
  }),
  fc.record({
    kind: fc.constant('starlink' as const),
    state: fc.constantFrom('connected' as const, 'reconfiguring' as const, 'outage' as const, 'disabled' as const),
    ...{ obstructedFraction: shares, obstructed: fc.boolean(), outageCause: words, pingLossFraction: shares },
    latencyMilliseconds: figures,
  }),
);

export const keptDecisions: fc.Arbitrary<KeptDecision> = fc.record({
  at: fc.integer({ min: morning - 1_000_000, max: morning }),
  traffic: fc.constantFrom(...trafficClassNames),
  lanes: fc.subarray([...lanes], { minLength: 1 }),
  from: links,
  to: fc.option(links, { nil: null }),
  reason: fc.constantFrom(...(Object.keys(decisionReasons) as DecisionReason[])),
  evidence: fc.array(
    fc.record({
      ...{ link: links, condition: fc.constantFrom(...linkConditions), cause: fc.constantFrom(...linkCauses) },
      session: fc.constantFrom('up' as const, 'down' as const),
      lossFraction: fc.option(shares, { nil: null }),
      ...{ roundTripMilliseconds: figures, usualMilliseconds: figures, silentMilliseconds: figures },
      penalty: fc.nat(5_000),
      signal: fc.option(signal, { nil: null }),
    }),
    { maxLength: 3 },
  ),
});

const budget = fc.record({
  month: fc.constantFrom('2026-11', '1999-01', '2031-12'),
  ...{ capBytes: bytes, usedBytes: bytes, urgentReserveBytes: bytes, pacedBytesToday: bytes, dayBytes: bytes },
  level: fc.constantFrom(...budgetLevels),
  exhaustedAt: fc.option(fc.integer({ min: morning, max: morning + 1e9 }), { nil: null }),
});

const standings: fc.Arbitrary<readonly LinkStanding[]> = fc.uniqueArray(
  fc.record({
    ...{ link: links, ...standing, since: fc.integer({ min: morning - 1e9, max: morning }) },
    budget: fc.option(budget, { nil: null }),
    signal: fc.option(signal, { nil: null }),
  }),
  { selector: ({ link }) => link },
);

function runs<Item>(items: fc.Arbitrary<Item>): fc.Arbitrary<TelemetryRun<Item>> {
  const some = fc.record({
    from: fc.integer({ min: 1, max: 1e6 }),
    isOldest: fc.boolean(),
    items: fc.array(items, { minLength: 1, maxLength: 20 }),
  });
  return fc.oneof(some, fc.constant({ from: 0, isOldest: false, items: [] }));
}

export const linkSamplesMessages: fc.Arbitrary<LinkSamples> = fc.record({
  kind: fc.constant('link-samples' as const),
  history: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((value) => Buffer.from(value).toString('hex')),
  now: fc.constant(morning),
  standings,
  decisions: runs(keptDecisions),
  coarse: runs(linkSamples(resolutions[1], resolutions[2])),
  fine: runs(linkSamples(resolutions[0])),
});
