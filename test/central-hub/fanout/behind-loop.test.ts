import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { BehindLoop } from '../../../central-hub/fanout/behind-loop.js';
import { Burst } from '../../../central-hub/fanout/turn.js';

function makeLoop(work: () => Promise<{ more: boolean; lagMilliseconds: number }>, lagMillisecondsMax = 100) {
  const now = () => performance.now();
  const burst = new Burst(now);
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  return { burst, errors, loop: new BehindLoop({ burst, lagMillisecondsMax, now, work, onError }) };
}

t.test('[F3] during a burst the work waits for its turn, and no longer than its lag allows', async (t) => {
  const ran: number[] = [];
  const began = performance.now();
  const { burst, loop, errors } = makeLoop(async () => {
    ran.push(performance.now() - began);
    return { more: false, lagMilliseconds: 0 };
  });
  t.teardown(() => loop.stop());
  const pour = setInterval(() => burst.note(10_000), 5);
  t.teardown(() => clearInterval(pour));
  burst.note(10_000);
  loop.wake();
  await pause(40);
  t.equal(ran.length, 0);
  t.ok(loop.lagMilliseconds >= 30, 'how far it is behind is told while it waits');
  while (ran.length === 0) await pause(5);
  await pause(100);
  t.equal(ran.length, 1);
  t.ok((ran[0] ?? 0) >= 90);
  t.equal(loop.lagMilliseconds, 0);
  t.strictSame(errors, []);
});

t.test('[S3] something urgent has its turn at once, and all that stands before it', async (t) => {
  let left = 3;
  const { burst, loop } = makeLoop(async () => {
    left -= 1;
    return { more: left > 0, lagMilliseconds: 1 };
  }, 60_000);
  t.teardown(() => loop.stop());
  burst.note(1_000_000);
  loop.wake();
  loop.wake(true);
  while (left > 0) await pause(1);
  t.equal(left, 0);
});

t.test('late work goes on in several pieces, and the intake has its turn between', async (t) => {
  let pieces = 0;
  let turns = 0;
  const { loop } = makeLoop(async () => ({ more: ++pieces < 20, lagMilliseconds: 10_000 }));
  t.teardown(() => loop.stop());
  const count = () => {
    turns += 1;
    if (pieces < 20) setImmediate(count);
  };
  setImmediate(count);
  loop.wake();
  while (pieces < 20) await pause(1);
  t.ok(turns >= 2, 'twenty pieces are not one');
});
