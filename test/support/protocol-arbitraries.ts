import fc from 'fast-check';
import { type BatchHeader, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import { type Change, chainStart, type LogScope, nextChain } from '../../protocol/change.js';
import type { ClockStamp } from '../../protocol/clock.js';
import { claimOfAll } from '../../protocol/control/lane-claim.js';
import {
  type ChangeId,
  createUuidGenerator,
  hubCode,
  parseChangeId,
  parseLinkName,
  parseResourceId,
  parseResourceType,
  parseSiteCode,
  type SiteCode,
} from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import type { Topic } from '../../protocol/topics.js';

const crockford = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const idCharacters = [...'ABCXYZabcxyz0189-.'];

export const siteCodes: fc.Arbitrary<SiteCode> = fc
  .string({ unit: fc.constantFrom(...crockford), minLength: 3, maxLength: 3 })
  .filter((code) => code !== hubCode)
  .map(parseSiteCode);

export const changeIds: fc.Arbitrary<ChangeId> = fc
  .record({ milliseconds: fc.nat(2 ** 31 - 1), random: fc.uint8Array({ minLength: 10, maxLength: 10 }) })
  .map(({ milliseconds, random }) =>
    parseChangeId(createUuidGenerator({ now: () => milliseconds * 1000 + 1, randomBytes: () => random })()),
  );

export const stamps: fc.Arbitrary<ClockStamp> = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 42 }), fc.integer({ min: 0, max: 0xffff }))
  .map(([milliseconds, counter]) => ({ milliseconds, counter }));

export const changes: fc.Arbitrary<Change> = fc
  .record({
    changeId: changeIds,
    method: fc.constantFrom('put' as const, 'delete' as const),
    type: fc.constantFrom('Patient', 'Observation', 'ServiceRequest', 'Unheard').map(parseResourceType),
    resourceId: fc.string({ unit: fc.constantFrom(...idCharacters), minLength: 1, maxLength: 64 }).map(parseResourceId),
    predecessors: fc.array(changeIds, { maxLength: 4 }),
    author: fc.string({ unit: 'grapheme', maxLength: 20 }),
    origin: siteCodes,
    stamp: stamps,
    body: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    groupEnd: fc.boolean(),
  })
  .map((change) => (change.method === 'delete' ? { ...change, body: new Uint8Array() } : change));

export const scopes: fc.Arbitrary<LogScope> = fc.record({
  direction: fc.constantFrom('up' as const, 'dn' as const),
  site: siteCodes,
  epoch: fc.integer({ min: 1, max: 1000 }),
  lane: fc.constantFrom(...lanes),
});

export const topics: fc.Arbitrary<Topic> = fc.record({
  partition: fc.integer({ min: 0, max: 99_999 }),
  site: siteCodes,
  link: fc.stringMatching(/^[a-z0-9-]{1,16}$/).map(parseLinkName),
  direction: fc.constantFrom('up' as const, 'dn' as const),
  channel: fc.constantFrom(...lanes, 'ctl' as const),
});

/** The header of `run` as a run of the log `scope` from `from` on, with its true chains. */
export function headerOf(
  scope: LogScope,
  run: readonly Change[],
  from = 1,
  chainBefore = chainStart(scope),
): BatchHeader {
  return {
    protocol: protocolVersion,
    origin: scope.direction === 'up' ? scope.site : hubCode,
    epoch: scope.epoch,
    lane: scope.lane,
    from,
    to: from + run.length - 1,
    chainBefore,
    chainAfter: run.reduce(nextChain, chainBefore),
    dictionary: 0,
    schema: schemaVersion,
  };
}

/** One change whose every field is fixed, for the golden bytes. */
export const goldenChange: Change = {
  changeId: parseChangeId('0193a5c0-1234-7abc-89ab-0123456789ab'),
  method: 'put',
  type: parseResourceType('Patient'),
  resourceId: parseResourceId('0193a5c0-0000-7000-8000-000000000001'),
  predecessors: [parseChangeId('0193a5bf-ffff-7fff-bfff-ffffffffffff')],
  author: 'Practitioner/p1',
  origin: parseSiteCode('7KD'),
  stamp: { milliseconds: 1_763_683_200_000, counter: 3 },
  body: new TextEncoder().encode('{"id":"x","resourceType":"Patient"}'),
  groupEnd: true,
};

export const goldenScope: LogScope = { direction: 'up', site: parseSiteCode('7KD'), epoch: 1, lane: 2 };

/** What a hello says of epochs, leases and keys when there is nothing to say. */
export const plainHello = {
  ...{ acked: [], fork: undefined, earlierFeed: undefined },
  ...{ token: new Uint8Array(16), nextHash: new Uint8Array(32), sessionKey: new Uint8Array(32) },
  claim: claimOfAll,
} as const;

/** And a welcome. */
export const plainWelcome = { renewEpoch: false, marks: [], sessionKey: new Uint8Array(32), probePort: 0 } as const;
