import fc from 'fast-check';
import type { ControlMessage } from '../../protocol/control/control.js';
import { forkReasons } from '../../protocol/epoch/fork.js';
import { lanes } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { siteCodes } from './protocol-arbitraries.js';

const seqs = fc.maxSafeNat();
const chains = fc.uint8Array({ minLength: 32, maxLength: 32 });
const codes = fc.constantFrom(...(Object.keys(problems) as ProblemCode[]));
const laneNumbers = fc.constantFrom(...lanes);
const cursors = fc.record({ lane: laneNumbers, seq: seqs, chain: chains });
const durabilities = fc.record({
  lane: laneNumbers,
  durable: fc.record({ seq: seqs, chain: chains }),
  safeSeq: seqs,
  creditBytes: seqs,
});
const uniqueLanes = <T extends { readonly lane: number }>(items: fc.Arbitrary<T>) =>
  fc.uniqueArray(items, { maxLength: 6, selector: ({ lane }) => lane });
const claims = fc.record({ generation: seqs, lanes: fc.uniqueArray(laneNumbers, { maxLength: 6 }) });
const dictionaries = fc.array(seqs, { maxLength: 8 });
/** Any control message of the session's beginning and of receipts. */
export const messages: fc.Arbitrary<ControlMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('hello' as const),
    protocol: seqs,
    schema: seqs,
    site: siteCodes,
    epoch: seqs,
    bootId: fc.uuid(),
    dictionaries,
    heads: uniqueLanes(cursors),
    hubEpoch: seqs,
    downs: uniqueLanes(cursors),
    acked: uniqueLanes(cursors),
    fork: fc.option(
      fc.record({ fromEpoch: seqs, reason: fc.constantFrom(...forkReasons), cursors: uniqueLanes(cursors) }),
      { nil: undefined },
    ),
    earlierFeed: fc.option(fc.record({ hubEpoch: seqs, cursors: uniqueLanes(cursors) }), { nil: undefined }),
    token: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    nextHash: chains,
    sessionKey: chains,
    claim: claims,
  }),
  fc.record({ kind: fc.constant('used' as const), generation: seqs }),
  fc.record({ kind: fc.constant('use' as const), claim: claims, downs: uniqueLanes(cursors) }),
  fc.record({
    kind: fc.constant('welcome' as const),
    protocol: seqs,
    schema: seqs,
    hubEpoch: seqs,
    epoch: seqs,
    hubMilliseconds: seqs,
    dictionaries,
    ups: uniqueLanes(durabilities),
    renewEpoch: fc.boolean(),
    marks: uniqueLanes(cursors),
    sessionKey: chains,
    probePort: fc.integer({ min: 0, max: 65_535 }),
  }),
  fc
    .tuple(durabilities, fc.array(fc.record({ seq: seqs, code: codes }), { maxLength: 20 }), siteCodes, seqs, seqs)
    .map(([lane, rejects, node, hubEpoch, epoch]) => ({
      kind: 'receipt' as const,
      node,
      hubEpoch,
      epoch,
      ...lane,
      rejects,
    })),
  fc.record({ kind: fc.constantFrom('lease-check' as const, 'lease-held' as const), bootId: fc.uuid() }),
  fc.record({
    ...{ kind: fc.constant('returned-refused' as const), code: codes },
    ...{ hubEpoch: seqs, lane: laneNumbers, seq: seqs },
  }),
  fc.record({ kind: fc.constant('refusal' as const), code: codes }),
  fc.record({ kind: fc.constant('refusal' as const), code: codes, lane: laneNumbers }),
  fc.record({
    kind: fc.constant('report' as const),
    lanes: uniqueLanes(fc.record({ lane: laneNumbers, headSeq: seqs, oldestPendingMilliseconds: seqs })),
  }),
);
