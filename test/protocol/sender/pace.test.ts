import fc from 'fast-check';
import t from 'tap';
import { limits } from '../../../protocol/limits.js';
import {
  batchBytesOf,
  isOneAtATime,
  openPace,
  rateOf,
  timeoutMillisecondsOf,
  windowBytesOf,
} from '../../../protocol/sender/pace.js';
import { drain, type LinkModel } from '../../support/link-model.js';

const satellite: LinkModel = { bytesPerSecond: 32_000, roundTripMilliseconds: 600, commitMilliseconds: 15 };
const fibre: LinkModel = { bytesPerSecond: 2_500_000, roundTripMilliseconds: 20, commitMilliseconds: 15 };
const anyLink = fc.record({
  bytesPerSecond: fc.integer({ min: 8_000, max: 5_000_000 }),
  roundTripMilliseconds: fc.integer({ min: 5, max: 900 }),
  commitMilliseconds: fc.integer({ min: 2, max: 60 }),
});

t.test('[S20] before anything is known a batch is small', async (t) => {
  const pace = openPace({ batchBytesMax: limits.batchBytesMax, repeatIsDear: false });
  t.ok(batchBytesOf(pace, false) <= limits.batchBytesMax / 2);
  t.equal(windowBytesOf(pace, false, 0), 2 * batchBytesOf(pace, false));
  t.equal(timeoutMillisecondsOf(pace), limits.receiptMillisecondsMax);
});

t.test(
  '[S21] on an unmetered fibre all that goes before anything is known takes half a second of 1 Mbit/s',
  async (t) => {
    const pace = openPace({ batchBytesMax: limits.batchBytesIdleMax, repeatIsDear: false });
    t.equal(batchBytesOf(pace, false), limits.batchBytesMax);
    t.ok(windowBytesOf(pace, false, 0) > 3 * limits.batchBytesMax);
    t.ok(windowBytesOf(pace, false, 0) <= 1_000_000 / 8 / 2);
    const seen = (rate: number) => windowBytesOf(drain(ofRate(rate), { bytes: 9_000_000, shared: true }).pace, true, 0);
    t.ok(seen(150_000) >= 62_500, 'and no less once the link is known to carry it in half a second');
    t.ok(seen(30_000) < 50_000, 'but less on one that does not');
    const dear = openPace({ batchBytesMax: limits.batchBytesIdleMax, repeatIsDear: true });
    t.ok(isOneAtATime(dear));
    t.notOk(isOneAtATime(pace));
  },
);

t.test(
  '[S20] on any link a batch takes half a second at most once the rate is known, and never 16 KB when shared',
  async (t) => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const { pace, rounds } = drain(link, { bytes: link.bytesPerSecond * 30 + 400_000, shared: true });
        const rate = rateOf(pace) ?? 0;
        const batch = batchBytesOf(pace, true);
        if (batch > limits.batchBytesMax) throw new Error(`${batch} bytes`);
        if (!pace.starting && batch > 2048 && batch > rate * 0.5 + 1)
          throw new Error(`${batch} bytes at ${rate} a second`);
        return rounds > 0 && rate <= link.bytesPerSecond * 1.3;
      }),
      { numRuns: 60 },
    );
    t.pass();
  },
);

t.test('[S20] an idle fibre carries batches of 256 KB, a shared one of 16 KB', async (t) => {
  const { pace } = drain(fibre, { bytes: 40_000_000, shared: false });
  t.equal(batchBytesOf(pace, false), limits.batchBytesIdleMax);
  t.equal(batchBytesOf(pace, true), limits.batchBytesMax);
});

t.test('[S21] what is under way stays near one bandwidth-delay product, and the link is still filled', async (t) => {
  fc.assert(
    fc.property(anyLink, (link) => {
      const bytes = link.bytesPerSecond * 60 + 400_000;
      const { seconds, underWayBytesAfterStart } = drain(link, { bytes, shared: true });
      const roundTripMilliseconds = Math.max(100, link.roundTripMilliseconds + link.commitMilliseconds);
      const product = (Math.min(link.bytesPerSecond, 1.3 * rateMaxOf(link)) * roundTripMilliseconds) / 1000;
      // The product as the sender sees it holds its own batches' time on the line; a probe adds a quarter.
      const most = 1.25 * (product + 2 * limits.batchBytesMax) + 2 * limits.batchBytesMax;
      if (underWayBytesAfterStart > most) throw new Error(`${underWayBytesAfterStart} under way, product ${product}`);
      const share = bytes / rateMaxOf(link) / seconds;
      if (share < 0.7) throw new Error(`only ${share} of the link used`);
      return true;
    }),
    { numRuns: 60 },
  );
  t.pass();
});

t.test('[S21] over a satellite an urgent change waits for one batch, not for a queue of them', async (t) => {
  const { queueMillisecondsAfterStart, seconds } = drain(satellite, { bytes: 1_500_000, shared: true });
  t.comment(`queue ${queueMillisecondsAfterStart} ms, ${(1_500_000 / 32_000 / seconds).toFixed(2)} of the link used`);
  t.ok(queueMillisecondsAfterStart <= 1_000);
});

t.test('[S21][S24] one batch is under way where receipts come soon and a dear link would repeat it', async (t) => {
  t.equal(drain(fibre, { bytes: 5_000_000, shared: true, repeatIsDear: true }).batchesAtOnce, 1);
  t.ok(drain(fibre, { bytes: 5_000_000, shared: true }).batchesAtOnce > 1);
  const narrow = { ...fibre, bytesPerSecond: 60_000 };
  const slow = drain(narrow, { bytes: 500_000, shared: true, repeatIsDear: true, answerMilliseconds: 30 });
  t.equal(slow.batchesAtOnce, 1, 'also before the rate is known, on a slow line that is short');
  t.ok(500_000 / narrow.bytesPerSecond / slow.seconds > 0.7, `${slow.seconds} s`);
  const far = drain(satellite, { bytes: 500_000, shared: true, repeatIsDear: true, answerMilliseconds: 640 });
  t.ok(far.batchesAtOnce > 1);
});

t.test(
  '[S21] where receipts come soon a tenth of a second may be under way, and no more waits for the line',
  async (t) => {
    const receiver = { bytesPerSecond: 2_500_000, roundTripMilliseconds: 5, commitMilliseconds: 5 };
    const { underWayBytesAfterStart, queueMillisecondsAfterStart } = drain(receiver, {
      bytes: 40_000_000,
      shared: true,
    });
    t.ok(underWayBytesAfterStart > 10 * limits.batchBytesMax, `${underWayBytesAfterStart}`);
    t.ok(queueMillisecondsAfterStart <= 150, `${queueMillisecondsAfterStart} ms`);
  },
);

t.test('[S22] the time-out follows the link', async (t) => {
  t.equal(timeoutMillisecondsOf(drain(fibre, { bytes: 500_000, shared: true }).pace), limits.askMillisecondsMin);
  const far = timeoutMillisecondsOf(drain(satellite, { bytes: 500_000, shared: true }).pace);
  t.ok(far > 1_100 && far < 4_000, `${far}`);
});

t.test('[S21] a route that becomes longer is measured again', async (t) => {
  const before = drain(fibre, { bytes: 20_000_000, shared: true });
  const longer = { ...fibre, roundTripMilliseconds: 600 };
  const after = drain(longer, { bytes: 150_000_000, shared: true, from: before });
  t.ok(after.seconds < (150_000_000 / rateMaxOf(longer)) * 1.5, `${after.seconds} s`);
});

function ofRate(bytesPerSecond: number): LinkModel {
  return { bytesPerSecond, roundTripMilliseconds: 5, commitMilliseconds: 5 };
}

/** The line's rate, or what a receiver can commit in batches of the shared size. */
function rateMaxOf({ bytesPerSecond, commitMilliseconds }: LinkModel): number {
  return Math.min(bytesPerSecond, (limits.batchBytesMax * 1000) / commitMilliseconds);
}
