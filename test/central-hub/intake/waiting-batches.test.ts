import t from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { creditBytesOf, creditSharedBytesMax } from '../../../central-hub/intake/credit.js';
import { WaitingBatches } from '../../../central-hub/intake/waiting-batches.js';
import { type Lane, lanes } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';

const peer = (fingerprint: string) => ({ fingerprint }) as SitePeer;
const [garoua, douala] = [peer('a'), peer('b')];
const batch = (from: SitePeer, lane: Lane, mark: number) => ({
  peer: from,
  lane,
  payload: new Uint8Array([mark, 0, 0]),
});

t.test('[S3] what is urgent is taken in first, and each lane of a site in its order', async (t) => {
  const waiting = new WaitingBatches();
  for (const [lane, mark] of [
    [2, 1],
    [2, 2],
    [1, 3],
    [3, 4],
    [1, 5],
  ] as const)
    waiting.add(batch(garoua, lane, mark));
  waiting.add(batch(douala, 0, 6));
  t.equal(waiting.length, 6);
  t.ok(waiting.hasUrgent);
  const marks = (batchesMax: number) => waiting.take(batchesMax).map(({ payload }) => payload[0]);
  t.same(marks(2), [3, 5]);
  t.same(marks(3), [6, 1, 2]);
  t.notOk(waiting.hasUrgent);
  t.equal(waiting.bytesOf(garoua), 3);
  t.equal(waiting.bytesOf(douala), 0);
  t.same(marks(3), [4]);
  t.equal(waiting.length + waiting.bytesOf(garoua), 0);
});

t.test('[J7] what may wait at the hub is bounded, however many sites come at once', async (t) => {
  const calm = lanes.filter((lane) => lane > 1);
  for (const lane of calm) t.equal(creditBytesOf(lane, 1), limits.creditBytesMax, 'one site has all of it');
  for (const sessions of [0, 1, 63, 64, 200, 1_000, 4_000]) {
    for (const lane of calm) {
      const credit = creditBytesOf(lane, sessions);
      t.ok(credit * sessions <= Math.max(creditSharedBytesMax, limits.batchBytesMax * sessions));
      t.ok(credit >= limits.batchBytesMax, 'never less than a batch');
    }
    t.equal(creditBytesOf(1, sessions), limits.creditUrgentBytesMin, 'what is urgent has its own always');
    t.equal(creditBytesOf(0, sessions), limits.creditUrgentBytesMin);
  }
});
