import fc from 'fast-check';
import t from 'tap';
import { packBatch, unpackBatch } from '../../central-hub/intake/reading/packed-batch.js';
import { deflateItems, inflateItems } from '../../protocol/batch/deflated-items.js';
import { decodeBatch, encodeBatch } from '../../protocol/batch.js';
import { bodyDigest, type Change, chainStart, nextChain, withoutBody } from '../../protocol/change.js';
import { ownAbilities, takesErased } from '../../protocol/control/abilities.js';
import { decodeControl, encodeControl } from '../../protocol/control/control.js';
import { beforeErased } from '../../protocol/erased-run.js';
import { welcomeOf } from '../support/journal-fixtures.js';
import { problemOf } from '../support/problem-of.js';
import { changes, goldenChange, goldenScope, headerOf, scopes } from '../support/protocol-arbitraries.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const runs = fc.array(fc.tuple(changes, fc.boolean()), { minLength: 1, maxLength: 8 });
const someErased = (run: readonly (readonly [Change, boolean])[]) =>
  run.map(([change, isErased]) => (isErased ? withoutBody(change) : change));

t.test('[S92][S4] a body that was destroyed changes no chain, and a batch proves it without the body', async (t) => {
  fc.assert(
    fc.property(scopes, runs, (scope, run) => {
      const whole = run.map(([change]) => change);
      const left = someErased(run);
      const header = headerOf(scope, whole);
      const { changes: arrived, chains } = decodeBatch(encodeBatch(header, left, new Map()), new Map());
      const same = arrived.every(({ body, erasedDigest, method }, index) => {
        const given = whole[index] as Change;
        if (left[index]?.erasedDigest === undefined) return erasedDigest === undefined && hex(body) === hex(given.body);
        return method === 'put' && body.length === 0 && hex(erasedDigest ?? body) === hex(bodyDigest(given.body));
      });
      return same && hex(chains.at(-1) ?? new Uint8Array()) === hex(header.chainAfter);
    }),
    { numRuns: 60 },
  );
  t.strictSame(withoutBody({ ...goldenChange, method: 'delete', body: new Uint8Array() }).erasedDigest, undefined);
});

t.test('[S92][S6] another digest in the place of a body is another chain', async (t) => {
  const header = headerOf(goldenScope, [goldenChange]);
  const forged = { ...withoutBody(goldenChange), erasedDigest: bodyDigest(Buffer.from('{}')) };
  t.equal(
    problemOf(() => decodeBatch(encodeBatch(header, [forged], new Map()), new Map())),
    'batch-hash-mismatch',
  );
  const deletion = { ...withoutBody(goldenChange), method: 'delete' as const };
  const items = deflateItems([deletion], goldenScope.site, undefined);
  t.equal(
    problemOf(() => inflateItems(items, goldenScope.site, 1, undefined)),
    'batch-malformed',
    'a deletion has no body to lose',
  );
});

t.test('[S92] what is left of a body goes from one thread to another', async (t) => {
  const run = [goldenChange, withoutBody(goldenChange)];
  const batch = decodeBatch(encodeBatch(headerOf(goldenScope, run), run, new Map()), new Map());
  const back = unpackBatch(packBatch({ batch, places: [undefined, undefined] })).batch.changes;
  t.strictSame(
    back.map(({ erasedDigest }) => erasedDigest && hex(erasedDigest)),
    [undefined, hex(bodyDigest(goldenChange.body))],
  );
});

t.test('[S93] an end that says nothing takes no such version; numbers that are not known mean nothing', async (t) => {
  const before = welcomeOf(1, []);
  t.notOk(takesErased(before));
  t.notOk(takesErased({ abilities: [7] }));
  const now = { ...before, abilities: [...ownAbilities, 4_711] };
  const read = decodeControl(encodeControl(now));
  t.ok(read.kind === 'welcome' && takesErased(read));
  const old = decodeControl(encodeControl(before));
  t.ok(old.kind === 'welcome' && !takesErased(old), 'the welcome of a program of before is read as ever');
});

t.test('[S93] to such an end goes what stands before the first group that has one', async (t) => {
  const change = (groupEnd: boolean) => ({ ...goldenChange, groupEnd });
  const runOf = (run: readonly Change[]) => {
    const chainBefore = chainStart(goldenScope);
    const chainAfter = run.reduce<Uint8Array>(nextChain, chainBefore);
    return { from: 5, to: 4 + run.length, chainBefore, chainAfter, changes: run };
  };
  const [first, second] = [change(true), change(false)];
  const run = runOf([first, second, withoutBody(change(true)), change(true)]);
  const cut = beforeErased(run);
  t.strictSame(cut, { ...runOf([first]), to: 5 }, 'a group stays whole');
  t.equal(beforeErased(runOf([second, withoutBody(first)])), 'unsupported');
  t.equal(beforeErased(runOf([first])) === 'unsupported', false);
  t.equal(beforeErased('fork'), 'fork');
  t.equal(beforeErased(undefined), undefined);
});
