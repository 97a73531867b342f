import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { EnrolmentKeeper } from '../../../edge-agent/enrolment/enrolment-keeper.js';
import { Problem } from '../../../protocol/problem.js';
import { handTimers } from '../../support/hand-timers.js';

function keeperOver(answers: readonly (Error | 'enrolled')[]) {
  const timers = handTimers();
  const told: unknown[] = [];
  let asked = 0;
  const keeper = new EnrolmentKeeper({
    enrol: async () => {
      const answer = answers[asked];
      asked += 1;
      if (answer instanceof Error) throw answer;
    },
    ...{ random: () => 0.999, timers, logger: createLogger('test', 'silent') },
    onEnrolled: () => told.push('enrolled'),
    onError: (error) => told.push(error),
  });
  /** Lets what was asked be answered. */
  const settle = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return { keeper, timers, told, settle, asked: () => asked };
}

t.test('[E23] a hub that is away is asked ever more rarely, but each minute at least', async (t) => {
  const away = new Problem('hub-unreachable');
  const { keeper, timers, told, settle, asked } = keeperOver([...Array(8).fill(away), 'enrolled']);
  keeper.start();
  t.equal(keeper.refusal, 'not-enrolled');
  const pauses: number[] = [];
  while (told.length === 0) {
    await settle();
    const before = asked();
    let seconds = 0;
    for (; asked() === before && told.length === 0 && seconds < 3_600; seconds += 1) timers.pass(1_000);
    if (told.length === 0) pauses.push(seconds);
  }
  t.strictSame(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
  t.strictSame(told, ['enrolled']);
  timers.pass(3_600_000);
  t.equal(asked(), 9, 'and not again');
  await keeper.stop();
});

t.test('[E23] a code that the hub refuses is asked with rarely, and told; a captive page is no refusal', async (t) => {
  const answers = [new Problem('hub-unproven'), new Problem('invite-expired'), new Problem('hub-unreachable')];
  const { keeper, timers, settle, asked } = keeperOver([...answers, new Error('odd'), 'enrolled']);
  keeper.start();
  await settle();
  t.equal(keeper.refusal, 'not-enrolled');
  timers.pass(2_000);
  await settle();
  t.equal(keeper.refusal, 'invite-expired');
  timers.pass(29 * 60_000);
  t.equal(asked(), 2);
  timers.pass(60_000);
  await settle();
  t.equal(asked(), 3);
  t.equal(keeper.refusal, 'not-enrolled');
  await keeper.stop();
  timers.pass(3_600_000);
  t.equal(asked(), 3, 'stopped');
});

t.test('what is no problem of the list is told to who can mend it, and it is asked again', async (t) => {
  const odd = new Error('odd');
  const { keeper, timers, told, settle, asked } = keeperOver([odd, 'enrolled']);
  keeper.start();
  await settle();
  t.strictSame(told, [odd]);
  timers.pass(60_000);
  await settle();
  t.equal(asked(), 2);
  t.strictSame(told, [odd, 'enrolled']);
});

t.test('[E23] a program that stops meanwhile does not begin anew', async (t) => {
  const { keeper, told } = keeperOver(['enrolled']);
  keeper.start();
  await keeper.stop();
  t.strictSame(told, []);
});
