import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { Calm } from '../../../config/running/calm.js';
import { OrderedStop } from '../../../config/running/ordered-stop.js';
import { WakeLoop } from '../../../config/running/wake-loop.js';

/** Until there have been so many, and then a moment for one too many. */
async function settled(count: () => number, wanted: number): Promise<void> {
  for (let tries = 0; tries < 2_000 && count() < wanted; tries += 1) await pause(5);
  await pause(30);
}

t.test('parts stop in reverse order; one that hangs or throws is named and keeps nobody', async (t) => {
  const order: string[] = [];
  const stop = new OrderedStop(30);
  stop.add('first', () => void order.push('first'));
  stop.add('hangs', () => new Promise(() => {}));
  stop.add('throws', () => {
    throw new Error('no');
  });
  stop.add('last', async () => void order.push('last'));
  t.strictSame(await stop.stop(), { failed: ['throws', 'hangs'] });
  t.strictSame(order, ['last', 'first']);
  t.equal(stop.stop(), stop.stop(), 'stops once');
});

t.test('a loop woken during a round runs one round more, never two at a time', async (t) => {
  let rounds = 0;
  let atOnce = 0;
  const loop: WakeLoop = new WakeLoop(
    async () => {
      atOnce += 1;
      t.equal(atOnce, 1);
      rounds += 1;
      if (rounds === 1) {
        loop.wake();
        loop.wake();
      }
      await pause(1);
      atOnce -= 1;
      return rounds === 4 ? 'again' : 'idle';
    },
    (error) => t.fail(String(error)),
  );
  loop.wake();
  await settled(() => rounds, 2);
  t.equal(rounds, 2);
  loop.wake();
  await settled(() => rounds, 3);
  t.equal(rounds, 3);
  loop.wake();
  await settled(() => rounds, 5);
  t.equal(rounds, 5, '`again` runs another round by itself');
  await loop.stop();
  loop.wake();
  await pause(10);
  t.equal(rounds, 5, 'nothing runs after stop');
});

t.test('a round that throws is told and tried again', async (t) => {
  const errors: unknown[] = [];
  let rounds = 0;
  const loop = new WakeLoop(
    async () => {
      rounds += 1;
      if (rounds === 1) throw new Error('full');
      return 'idle';
    },
    (error) => errors.push(error),
  );
  loop.wake();
  await settled(() => rounds, 2);
  t.equal(errors.length, 1);
  t.equal(rounds, 2);
  await loop.stop();
});

t.test('stop waits for the round under way', async (t) => {
  let finished = false;
  const loop = new WakeLoop(
    async () => {
      await pause(30);
      finished = true;
      return 'again';
    },
    (error) => t.fail(String(error)),
  );
  loop.wake();
  await pause(5);
  await loop.stop();
  t.ok(finished);
});

t.test('what is asked for often happens seldom, and the last time is not forgotten', async (t) => {
  let acts = 0;
  const calm = new Calm(() => {
    acts += 1;
  }, 40);
  const began = performance.now();
  for (let count = 0; count < 50; count += 1) {
    calm.ask();
    await pause(2);
  }
  await pause(60);
  // Counted against the time that it really took: a busy machine is slow, never wrong.
  const turns = (performance.now() - began) / 40;
  t.ok(acts >= 2 && acts <= turns + 1, `${acts} in ${turns.toFixed(1)} pauses`);
  calm.ask();
  calm.stop();
  const before = acts;
  await pause(60);
  t.equal(acts, before);
});
