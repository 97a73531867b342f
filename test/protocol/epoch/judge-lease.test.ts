import fc from 'fast-check';
import t from 'tap';
import { type Holder, isKeptOut, judgeLease, type LeaseStand } from '../../../protocol/epoch/judge-lease.js';

const hash = (value: number) => new Uint8Array(32).fill(value);
const claim = { bootId: 'new', tokenHash: hash(1), nextHash: hash(2) };
const stand = (tokenHash: Uint8Array, more: Partial<LeaseStand> = {}): LeaseStand => ({
  ...{ lease: { bootId: 'old', tokenHash }, isRefused: false, isReadmitted: false },
  ...more,
});

t.test('[E12] the first to connect gets the lease, its links share it, and each run trades in a token', async (t) => {
  t.equal(judgeLease({ lease: undefined, isRefused: false, isReadmitted: false }, claim, 'unknown'), 'granted');
  t.equal(judgeLease(stand(hash(9)), { ...claim, bootId: 'old' }, 'unknown'), 'held');
  t.equal(judgeLease(stand(hash(1)), claim, 'unknown'), 'ask-holder');
  t.equal(judgeLease(stand(hash(1)), claim, 'away'), 'granted');
  t.equal(judgeLease(stand(hash(2)), claim, 'away'), 'granted', 'asked again after a crash between grant and welcome');
  t.equal(judgeLease(stand(hash(3)), claim, 'away'), 'earlier');
});

t.test('[E12][E13] while the holder is there nobody else gets the lease, whatever they present', async (t) => {
  const hashes = fc.integer({ min: 0, max: 4 }).map(hash);
  fc.assert(
    fc.property(hashes, hashes, hashes, fc.boolean(), (held, token, next, isReadmitted) => {
      const given = { bootId: 'new', tokenHash: token, nextHash: next };
      return judgeLease(stand(held, { isReadmitted }), given, 'alive') === 'clone';
    }),
  );
  t.pass();
});

t.test(
  '[E13] a copy that was refused stays so until a person says otherwise, and then takes a new epoch',
  async (t) => {
    const holders = fc.constantFrom<Holder>('away', 'unknown', 'alive');
    const leases = fc.constantFrom(undefined, { bootId: 'old', tokenHash: hash(1) });
    fc.assert(
      fc.property(leases, holders, fc.boolean(), (lease, holder, isReadmitted) => {
        const verdict = judgeLease({ lease, isRefused: true, isReadmitted }, claim, holder);
        return verdict === (isReadmitted ? 'earlier' : 'clone');
      }),
    );
    t.pass();
  },
);

t.test('[E13] a copy that has the next token of its original is refused, and the original is not', async (t) => {
  const refused = stand(claim.nextHash, { isRefused: true });
  t.equal(judgeLease(refused, claim, 'alive'), 'clone');
  t.ok(isKeptOut(refused, claim));
  for (const isReadmitted of [false, true]) {
    const holder = { lease: { bootId: claim.bootId, tokenHash: claim.nextHash }, isRefused: true, isReadmitted };
    t.equal(judgeLease(holder, claim, 'unknown'), 'held');
    t.notOk(isKeptOut(holder, claim), 'its hospital goes on over all its links');
  }
});
