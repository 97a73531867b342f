import t from 'tap';
import { planCheckpoint, type SaidOf } from '../../../edge-agent/audit/plan-checkpoint.js';

const minute = 60_000;
const answered: SaidOf = { atMilliseconds: 0, times: 1, isAnswered: true, isOfSession: true };
const calm = { metered: false, isNew: false, isPressing: false };

t.test('[R5] a checkpoint goes once in each run, then with each change, at a pace', async (t) => {
  t.equal(planCheckpoint({ ...calm, said: undefined, nowMilliseconds: 0 }), 'say', 'nothing yet');
  t.equal(planCheckpoint({ ...calm, said: answered, nowMilliseconds: 9 * 60 * minute }), 'wait', 'nothing is new');
  const isNew = { ...calm, isNew: true, said: answered };
  t.equal(planCheckpoint({ ...isNew, nowMilliseconds: 49_999 }), 'wait');
  t.equal(planCheckpoint({ ...isNew, nowMilliseconds: 50_000 }), 'say');
  t.equal(
    planCheckpoint({ ...isNew, metered: true, nowMilliseconds: 15 * minute - 10_001 }),
    'wait',
    'paid by the byte',
  );
  t.equal(planCheckpoint({ ...isNew, metered: true, nowMilliseconds: 15 * minute - 10_000 }), 'say');
  t.equal(
    planCheckpoint({ ...calm, isPressing: true, said: answered, nowMilliseconds: 1 }),
    'say',
    'a walk found something',
  );
});

t.test('[R5] what is not answered is said again, ever more rarely, and over another session at once', async (t) => {
  const waits = (times: number, at: number, isOfSession = true) =>
    planCheckpoint({ ...calm, said: { ...answered, times, isAnswered: false, isOfSession }, nowMilliseconds: at });
  t.equal(waits(1, 29_999), 'wait');
  t.equal(waits(1, 30_000), 'say');
  t.equal(waits(2, 59_999), 'wait');
  t.equal(waits(2, 60_000), 'say');
  t.equal(waits(20, 10 * minute), 'say', 'ten minutes at most');
  t.equal(waits(1, 1, false), 'say');
});
