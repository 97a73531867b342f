import t from 'tap';
import { PathTally, quantilesOf } from '../../../../edge-agent/orders/path-test/path-tally.js';

const answer = (sequence: number, lostUp: number, lostDown: number, roundTripMilliseconds = 10) => ({
  ...{ sequence, lostUp, lostDown, roundTripMilliseconds },
});

t.test('[L49] what was lost each way is told apart by the counts of both ends', async (t) => {
  const tally = new PathTally(answer(10, 1, 2));
  for (let sequence = 11; sequence <= 20; sequence += 1) tally.noteSent(sequence);
  // 12 and 13 did not come to the hub; its answer to 14 did not come back.
  tally.noteAnswer(answer(11, 1, 2, 30));
  for (const sequence of [15, 16, 17, 18, 19]) tally.noteAnswer(answer(sequence, 3, 3, sequence));
  tally.noteAnswer(answer(20, 3, 3, 20));
  t.match(tally.figures(), {
    ...{ sent: 10, answered: 7, lossFraction: 0.3, lossUpFraction: 0.2, lossDownFraction: 0.125 },
    ...{ roundTrip: { min: 15, median: 18, max: 30 }, bytes: 17 * 52 },
  });
});

t.test('probes of others count for the way, and not for the test', async (t) => {
  const tally = new PathTally(undefined);
  tally.noteSent(1);
  tally.noteSent(3);
  tally.noteAnswer(answer(2, 1, 0));
  tally.noteAnswer(answer(3, 1, 0));
  t.match(tally.figures(), { sent: 2, answered: 1, lossFraction: 0.5, lossUpFraction: 0.3333, lossDownFraction: 0 });
});

t.test('nothing is made up: no answer, numbers that began anew, answers that overtook each other', async (t) => {
  const unknown = { lossUpFraction: null, lossDownFraction: null };
  const silent = new PathTally(undefined);
  t.match(silent.figures(), { sent: 0, answered: 0, lossFraction: 0, roundTrip: null, bytes: 0, ...unknown });
  silent.noteSent(1);
  t.match(silent.figures(), { sent: 1, answered: 0, lossFraction: 1, roundTrip: null, bytes: 52, ...unknown });
  const renumbered = new PathTally(answer(40, 0, 0));
  renumbered.noteSent(41);
  for (const sequence of [1, 2]) {
    renumbered.noteSent(sequence);
    for (const _ of [1, 2]) renumbered.noteAnswer(answer(sequence, 0, 0));
  }
  t.match(renumbered.figures(), { sent: 3, answered: 2, lossFraction: 0.3333, ...unknown });
  const overtaken = new PathTally(answer(5, 3, 0));
  overtaken.noteSent(6);
  overtaken.noteAnswer(answer(6, 1, 0));
  overtaken.noteAnswer({ sequence: 6, roundTripMilliseconds: 1, lostUp: undefined, lostDown: undefined });
  t.match(overtaken.figures(), unknown);
  t.equal(quantilesOf([]), null);
  t.strictSame(quantilesOf([7]), { min: 7, p25: 7, median: 7, p75: 7, p95: 7, max: 7 });
});
