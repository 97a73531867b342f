import fc from 'fast-check';
import t from 'tap';
import { bodyDigest, type Change, chainStart, cursorStart, nextChain } from '../../protocol/change.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { changes, goldenChange, goldenScope, scopes } from '../support/protocol-arbitraries.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

t.test('[S4] the chain is golden: no other program could compute another', async (t) => {
  const start = chainStart(goldenScope);
  t.equal(hex(start), 'ce8e3c6bf08e0932a9298a94d0f43821402faadf2ff3fbc28a165b595c5ca7fb');
  t.equal(hex(nextChain(start, goldenChange)), '6664d5659d1bbf8e796d75d0434038d5926d5d461e649537bf7403a63fb9b1c0');
  const { predecessors: _, ...rest } = goldenChange;
  const deletion: Change = { ...rest, predecessors: [goldenChange.changeId], method: 'delete', body: new Uint8Array() };
  t.equal(hex(nextChain(start, deletion)), 'fcca376d6592820fa33e6a6bdcf222a611b4b129c8e2a09e75658cc619ce176c');
});

t.test('[S4] the body enters as SHA-256 of its bytes', async (t) => {
  t.equal(hex(bodyDigest(new Uint8Array())), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  t.equal(hex(bodyDigest(Buffer.from('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

t.test('[S4] the start of a chain is bound to direction, site, epoch and lane', async (t) => {
  fc.assert(
    fc.property(scopes, scopes, (left, right) => {
      const same = JSON.stringify(left) === JSON.stringify(right);
      const { seq, chain } = cursorStart(left);
      return (
        seq === 0 && hex(chain) === hex(chainStart(left)) && same === (hex(chainStart(left)) === hex(chainStart(right)))
      );
    }),
  );
  const other = parseSiteCode('7KE');
  const near = [{ direction: 'dn' as const }, { site: other }, { epoch: 2 }, { lane: 3 as const }];
  const all = [goldenScope, ...near.map((change) => ({ ...goldenScope, ...change }))].map((scope) =>
    hex(chainStart(scope)),
  );
  t.equal(new Set(all).size, 5);
});

t.test('[S4] every field that is carried changes the chain; the framing does not', async (t) => {
  const previous = chainStart(goldenScope);
  const fieldPairs = fc.tuple(changes, changes, fc.constantFrom(...(Object.keys(goldenChange) as (keyof Change)[])));
  fc.assert(
    fc.property(fieldPairs, ([change, donor, field]) => {
      const altered = { ...change, [field]: donor[field] };
      const same = hex(nextChain(previous, altered)) === hex(nextChain(previous, change));
      const equal = field === 'groupEnd' || print(altered) === print(change);
      return same === equal;
    }),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('[S4] text cannot move between two fields unseen', async (t) => {
  const previous = chainStart(goldenScope);
  const left = { ...goldenChange, author: 'ab', resourceId: 'c' } as Change;
  const right = { ...goldenChange, author: 'a', resourceId: 'bc' } as Change;
  t.not(hex(nextChain(previous, left)), hex(nextChain(previous, right)));
});

t.test('[S4] the order of changes changes the chain', async (t) => {
  fc.assert(
    fc.property(scopes, changes, changes, (scope, first, second) => {
      const forth = nextChain(nextChain(chainStart(scope), first), second);
      const back = nextChain(nextChain(chainStart(scope), second), first);
      return (
        (hex(forth) === hex(back)) ===
        (hex(nextChain(chainStart(scope), first)) === hex(nextChain(chainStart(scope), second)))
      );
    }),
  );
  t.pass();
});

function print(change: Change): string {
  return JSON.stringify({ ...change, body: hex(change.body), groupEnd: false });
}
