import t from 'tap';
import { AttachmentExchange, type AttachmentMessage } from '../../../config/running/attachment-exchange.js';
import { type Pullable, pullLimits } from '../../../protocol/attachments/puller.js';
import { handTimers } from '../../support/hand-timers.js';

const hash = 'ab'.repeat(32);

/** An end of a session that wants what is in `wanted`, and counts how often it looks. */
function setUp() {
  const timers = handTimers();
  const wanted: Pullable[] = [];
  const published: AttachmentMessage[] = [];
  const errors: unknown[] = [];
  let looks = 0;
  const exchange = new AttachmentExchange({
    attachments: {
      wanted: async () => {
        looks += 1;
        return wanted;
      },
      chunk: async () => undefined,
      addChunk: async () => 'kept',
      noteDone: async () => false,
      unconfirmed: async () => [],
    },
    publish: async (message) => {
      published.push(message);
    },
    ...{ flowsFreely: () => true, now: () => timers.elapsedMilliseconds(), timers },
    ...{ onComplete: () => {}, onError: (error) => errors.push(error) },
  });
  /** Seconds, one after the other, each until what it began has come to its end. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      timers.pass(1_000);
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { exchange, pass, wanted, published, errors, looks: () => looks };
}

t.test('[A2] an exchange by which nothing is wanted looks once, and again when it is woken', async (t) => {
  const { exchange, pass, wanted, published, looks } = setUp();
  exchange.start();
  await pass(600);
  t.equal(looks(), 1);
  wanted.push({ hash, bytes: 10, nextIndex: 0, asked: false });
  await pass(60);
  t.equal(looks(), 1);
  exchange.wake();
  await pass(1);
  t.match(published, [{ kind: 'chunk-want', from: 0, count: 1 }]);
  await exchange.stop();
});

t.test('[A2] a chunk that does not come is asked for again, with nobody to wake the exchange', async (t) => {
  const { exchange, pass, wanted, published, errors, looks } = setUp();
  wanted.push({ hash, bytes: 10, nextIndex: 0, asked: false });
  exchange.start();
  await pass(pullLimits.silenceMillisecondsMax / 1_000 - 2);
  t.equal(published.length, 1);
  await pass(5);
  t.match(published, [
    { kind: 'chunk-want', from: 0, count: 1 },
    { kind: 'chunk-want', from: 0, count: 1 },
  ]);
  await exchange.stop();
  const before = looks();
  await pass(60);
  t.equal(looks(), before, 'one that was stopped does not look');
  t.strictSame(errors, []);
});
