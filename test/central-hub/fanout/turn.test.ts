import t from 'tap';
import { indexLagMillisecondsMax } from '../../../central-hub/fanout/index-loop.js';
import {
  Burst,
  burstChangesMin,
  indexLateMillisecondsMin,
  intakePauseMilliseconds,
  pauseMilliseconds,
  type Turn,
} from '../../../central-hub/fanout/turn.js';

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

t.test('[J8] under a flood without end the search index stays within 2 s', async (t) => {
  for (const indexedPerMillisecond of [12, 16, 20, 25]) {
    const { worst, takenPerMillisecond } = flood(indexedPerMillisecond);
    t.ok(worst <= 2_000, `at most ${worst} ms behind`);
    t.ok(worst > indexLateMillisecondsMin, 'and the flood was one');
    t.ok(takenPerMillisecond > 0.95 * indexedPerMillisecond, 'taken in about as fast as it can be searched for');
  }
});

/**
 * Two minutes of it, in a time that is counted: the intake commits 3,840 changes in 130 ms, again and again, and the
 * index, in a thread of its own, works when it is its turn.
 */
function flood(indexedPerMillisecond: number): { readonly worst: number; readonly takenPerMillisecond: number } {
  const waiting: { changes: number; at: number }[] = [];
  let [now, worst, taken] = [0, 0, 0];
  const lag = () => now - (waiting[0]?.at ?? now);
  const index = (milliseconds: number) => {
    const turn = { burstChanges: 100_000, lagMillisecondsMax: indexLagMillisecondsMax, urgent: false };
    let left = indexedPerMillisecond * milliseconds;
    while (left > 0 && waiting[0] !== undefined) {
      if (pauseMilliseconds({ ...turn, lagMilliseconds: lag() }) > 0) return;
      const done = Math.min(left, waiting[0].changes);
      waiting[0].changes -= done;
      left -= done;
      if (waiting[0].changes === 0) waiting.shift();
    }
  };
  const pass = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 10) {
      now += 10;
      index(10);
      worst = Math.max(worst, lag());
    }
  };
  while (now < 120_000) {
    pass(intakePauseMilliseconds(lag(), false));
    pass(130);
    waiting.push({ changes: 3_840, at: now });
    taken += 3_840;
  }
  return { worst, takenPerMillisecond: taken / now };
}

t.test('[J8] nothing urgent waits for the index, and nothing waits for one that is built anew', async (t) => {
  t.equal(intakePauseMilliseconds(indexLateMillisecondsMin - 1, false), 0);
  t.equal(intakePauseMilliseconds(indexLateMillisecondsMin + 200, false), 80);
  t.equal(intakePauseMilliseconds(indexLateMillisecondsMin + 200, true), 0);
  t.equal(intakePauseMilliseconds(29_000, false), 500);
  t.equal(intakePauseMilliseconds(86_400_000, false), 0);
});
