import t from 'tap';
import { Burst, burstChangesMin, pauseMilliseconds, type Turn } from '../../../central-hub/fanout/turn.js';

const calm: Turn = { burstChanges: 0, lagMilliseconds: 0, lagMillisecondsMax: 250, urgent: false };

t.test('[F3] work behind the commit runs at once, unless batches pour in', async (t) => {
  t.equal(pauseMilliseconds(calm), 0);
  t.equal(pauseMilliseconds({ ...calm, burstChanges: burstChangesMin - 1 }), 0);
  t.ok(pauseMilliseconds({ ...calm, burstChanges: burstChangesMin }) > 0);
});

t.test('[S3][F3] an urgent change never waits, and the lag of the others has an end', async (t) => {
  const burst = { ...calm, burstChanges: 100_000 };
  t.equal(pauseMilliseconds({ ...burst, urgent: true }), 0);
  let lagMilliseconds = 0;
  for (let looks = 0; looks < 1_000; looks += 1) {
    const pause = pauseMilliseconds({ ...burst, lagMilliseconds });
    if (pause === 0) break;
    lagMilliseconds += pause;
  }
  t.equal(lagMilliseconds, burst.lagMillisecondsMax, 'exactly the bound, not a look later');
  t.equal(pauseMilliseconds({ ...burst, lagMilliseconds: 10_000 }), 0);
});

t.test('a burst is what came lately, and is over soon after', async (t) => {
  let now = 1_000;
  const burst = new Burst(() => now);
  burst.note(256);
  burst.note(256);
  t.equal(burst.changes, 512);
  now += 50;
  t.ok(burst.changes < 200 && burst.changes > 180);
  now += 500;
  t.ok(burst.changes < 1);
  now -= 10_000;
  t.ok(burst.changes <= 512, 'a clock that goes back makes nothing greater');
});
