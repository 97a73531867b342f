import fc from 'fast-check';
import t from 'tap';
import { decodeBatch, encodeBatch } from '../../protocol/batch.js';
import { type Change, type Cursor, chainStart, type LogScope, nextChain } from '../../protocol/change.js';
import { admitBatch } from '../../protocol/receiver.js';
import { changes, goldenScope, headerOf, scopes } from '../support/protocol-arbitraries.js';

const logs = fc.array(changes, { minLength: 6, maxLength: 10 });

/** The chain of a log at a sequence number. */
function chainOf(scope: LogScope, log: readonly Change[], seq: number): Uint8Array {
  return log.slice(0, seq).reduce(nextChain, chainStart(scope));
}

/** The decoded batch of the changes `from`–`to` of a log. */
function batchOf(scope: LogScope, log: readonly Change[], from: number, to: number) {
  const run = log.slice(from - 1, to);
  const header = headerOf(scope, run, from, chainOf(scope, log, from - 1));
  return decodeBatch(encodeBatch(header, run, new Map()), new Map());
}

const cursorAt = (scope: LogScope, log: readonly Change[], seq: number): Cursor => ({
  seq,
  chain: chainOf(scope, log, seq),
});

t.test(
  '[S5][S6][S9] wherever the cursor stands and a batch is cut, exactly the missing changes are applied',
  async (t) => {
    const places = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 6 }), fc.nat(3));
    fc.assert(
      fc.property(scopes, logs, places, (scope, log, [at, from, more]) => {
        const to = Math.min(from + more, 6);
        const admission = admitBatch(cursorAt(scope, log, at), batchOf(scope, log, from, to), (seq) =>
          chainOf(scope, log, seq),
        );
        if (from > at + 1) return admission.kind === 'gap';
        if (to <= at) return admission.kind === 'duplicate';
        return admission.kind === 'apply' && from + admission.skip === at + 1;
      }),
      { numRuns: 200 },
    );
    t.pass();
  },
);

t.test('[S6] the same numbers with another content are a fork, wherever they begin', async (t) => {
  fc.assert(
    fc.property(scopes, logs, changes, fc.integer({ min: 1, max: 5 }), fc.nat(5), (scope, log, other, at, place) => {
      const forkAt = place % at;
      const forked = log.map((change, index) => (index === forkAt ? { ...other, author: `${other.author}!` } : change));
      const cursor = cursorAt(scope, log, at);
      const chainAt = (seq: number) => chainOf(scope, log, seq);
      const kinds = [
        admitBatch(cursor, batchOf(scope, forked, 1, at + 1), chainAt).kind,
        admitBatch(cursor, batchOf(scope, forked, at + 1, at + 1), chainAt).kind,
        admitBatch(cursor, batchOf(scope, forked, forkAt + 1, at), chainAt).kind,
        admitBatch(cursor, batchOf(scope, forked, 1, forkAt + 1), chainAt).kind,
      ];
      return kinds.every((kind) => kind === 'fork');
    }),
    { numRuns: 100 },
  );
  t.pass();
});

t.test('[E1][S4] a batch of another epoch, site, lane or direction is never taken for a continuation', async (t) => {
  fc.assert(
    fc.property(scopes, logs, (scope, log) => {
      const cursor = cursorAt(goldenScope, log, 0);
      const admission = admitBatch(cursor, batchOf(scope, log, 1, 2), () => undefined);
      return JSON.stringify(scope) === JSON.stringify(goldenScope) || admission.kind === 'fork';
    }),
    { numRuns: 50 },
  );
  t.pass();
});

t.test('[S6] a doubled batch whose chain the receiver no longer knows is not taken for the same', async (t) => {
  const [log] = fc.sample(logs, { numRuns: 1, seed: 7 });
  if (log === undefined) throw new Error('no sample');
  const cursor = cursorAt(goldenScope, log, 4);
  t.strictSame(
    admitBatch(cursor, batchOf(goldenScope, log, 1, 2), () => undefined),
    { kind: 'fork' },
  );
  t.strictSame(
    admitBatch(cursor, batchOf(goldenScope, log, 1, 4), () => undefined),
    { kind: 'duplicate' },
  );
});
