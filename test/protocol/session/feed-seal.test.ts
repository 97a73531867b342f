import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import type { LogScope } from '../../../protocol/change.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { AuthoritySeals, feedSealKeyOf, sealBytes, splitSeal, withSeal } from '../../../protocol/session/feed-seal.js';

const pem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

t.test('[E16] a seal is of one feed, one place, one chain and one authority', async (t) => {
  const [seals, others] = [new AuthoritySeals(feedSealKeyOf(pem())), new AuthoritySeals(feedSealKeyOf(pem()))];
  const feed: LogScope = { direction: 'dn', site: parseSiteCode('7KD'), epoch: 3, lane: 2 };
  fc.assert(
    fc.property(fc.nat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (seq, chain) => {
      const to = { seq, chain };
      const seal = seals.seal(feed, to);
      const other = Uint8Array.from(chain, (byte) => byte ^ 1);
      return (
        seals.isOf(feed, to, seal) &&
        !seals.isOf({ ...feed, epoch: 2 }, to, seal) &&
        !seals.isOf({ ...feed, lane: 1 }, to, seal) &&
        !seals.isOf({ ...feed, site: parseSiteCode('7KE') }, to, seal) &&
        !seals.isOf(feed, { seq: seq + 1, chain }, seal) &&
        !seals.isOf(feed, { seq, chain: other }, seal) &&
        !seals.isOf(feed, to, others.seal(feed, to)) &&
        !seals.isOf(feed, to, seal.subarray(1))
      );
    }),
    { numRuns: 30 },
  );
  const { batch, seal } = splitSeal(withSeal(Buffer.from('batch'), new Uint8Array(sealBytes)));
  t.equal(Buffer.from(batch).toString(), 'batch');
  t.equal(seal.length, sealBytes);
  t.equal(splitSeal(new Uint8Array(3)).batch.length, 0);
});
