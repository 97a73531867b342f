import t from 'tap';
import { aheadChangesMin, type RoundBuilder, RoundsAhead } from '../../../journal/search-file/rounds-ahead.js';
import type { IndexRound } from '../../../journal/search-file/search-builder.js';

/** A builder of nothing that has so much to do, and the rounds that it was asked for. */
function builderOf(waitingChanges: number) {
  const left = { waitingChanges, skippedChanges: 0, madeAnew: false, fails: false };
  const rounds: number[] = [];
  const waiting = () => ({ waitingChanges: left.waitingChanges, lagMilliseconds: left.waitingChanges });
  const builder: RoundBuilder = {
    round(changesMax): IndexRound {
      if (left.fails) throw new Error('disk');
      rounds.push(Math.min(changesMax, left.waitingChanges));
      left.waitingChanges = Math.max(0, left.waitingChanges - changesMax);
      const { madeAnew, skippedChanges } = left;
      return { ...waiting(), madeAnew, ...(skippedChanges > 0 && { skippedChanges }) };
    },
    waiting,
  };
  const later: (() => void)[] = [];
  return { left, rounds, later, ahead: new RoundsAhead(builder, (act) => later.push(act)) };
}

t.test('[J5] while much waits, the index goes on without being asked, and says so with the next answer', async (t) => {
  const { left, rounds, later, ahead } = builderOf(aheadChangesMin * 4);
  t.match(ahead.round(aheadChangesMin, 0), { waitingChanges: aheadChangesMin * 3 });
  left.skippedChanges = 2;
  later.shift()?.();
  left.madeAnew = true;
  left.skippedChanges = 1;
  later.shift()?.();
  left.madeAnew = false;
  left.skippedChanges = 0;
  t.strictSame(rounds, [aheadChangesMin, aheadChangesMin, aheadChangesMin]);
  const answer = ahead.round(aheadChangesMin, 0);
  t.match(answer, { waitingChanges: aheadChangesMin, lagMilliseconds: aheadChangesMin, madeAnew: true });
  t.equal(answer.skippedChanges, 3, 'of all rounds since the last answer');
  t.equal(rounds.length, 3, 'what was done is told, and nothing waits for it');
  later.shift()?.();
  t.equal(rounds.length, 4);
  t.equal(later.length, 0, 'nothing is left');
  t.strictSame(ahead.round(aheadChangesMin, 0), { waitingChanges: 0, lagMilliseconds: 0, madeAnew: false });
});

t.test('[J5] little is left to be asked for, and two requests begin one round more', async (t) => {
  const few = builderOf(aheadChangesMin + 999);
  few.ahead.round(1_000, 0);
  t.equal(few.later.length, 0);
  const many = builderOf(aheadChangesMin * 9);
  many.ahead.round(1_000, 0);
  many.ahead.round(1_000, 0);
  t.equal(many.later.length, 1);
});

t.test('[J5] what fails while nobody asks is told to whoever asks next', async (t) => {
  const { left, later, ahead } = builderOf(aheadChangesMin * 4);
  ahead.round(1_000, 0);
  left.fails = true;
  later.shift()?.();
  t.equal(later.length, 0, 'it does not go on');
  t.throws(() => ahead.round(1_000, 0), { message: 'disk' });
});
