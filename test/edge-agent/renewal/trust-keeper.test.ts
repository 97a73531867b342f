import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { TrustKeeper } from '../../../edge-agent/renewal/trust-keeper.js';
import { Problem } from '../../../protocol/problem.js';
import { handTimers } from '../../support/hand-timers.js';

const minute = 60_000;
const hour = 60 * minute;

function open(answers: readonly (string | Problem)[]) {
  const timers = handTimers();
  const kept: string[] = [];
  const faults: unknown[] = [];
  let [held, asked, changed] = ['first', 0, 0];
  const keeper = new TrustKeeper({
    ...{ timers, random: () => 0.5, logger: createLogger('test', 'silent') },
    read: () => held,
    ask: async () => {
      const answer = answers[asked] ?? held;
      asked += 1;
      if (typeof answer !== 'string') throw answer;
      return answer;
    },
    keep: (text) => {
      kept.push(text);
      held = text;
    },
    onChanged: () => {
      changed += 1;
    },
    onError: (error) => faults.push(error),
  });
  const settle = async () => {
    for (let turns = 0; turns < 3; turns += 1) await timers.turn();
  };
  const pass = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= minute) {
      timers.pass(Math.min(left, minute));
      await settle();
    }
  };
  return { keeper, kept, faults, pass, settle, counts: () => ({ asked, changed }) };
}

t.test('[E40] a site asks when it starts, every six to twelve hours, and keeps what is new only', async (t) => {
  const { keeper, kept, pass, settle, counts } = open(['first', 'second']);
  keeper.start();
  await settle();
  t.same(counts(), { asked: 1, changed: 0 });
  await pass(8.9 * hour);
  t.equal(counts().asked, 1);
  await pass(0.2 * hour);
  t.same(counts(), { asked: 2, changed: 1 });
  t.strictSame(kept, ['second']);
  await pass(9 * hour);
  t.same(counts(), { asked: 3, changed: 1 });
  await keeper.stop();
  await pass(100 * hour);
  t.equal(counts().asked, 3, 'not once it was stopped');
});

t.test('[E40] it asks at once when no hub could be proven, then less and less often until one was', async (t) => {
  const away = new Problem('hub-unreachable');
  const { keeper, kept, faults, pass, settle, counts } = open([
    'first',
    away,
    away,
    new Problem('trust-unproven'),
    'second',
  ]);
  keeper.start();
  await settle();
  for (let times = 0; times < 5; times += 1) keeper.noteUnproven();
  await settle();
  t.equal(counts().asked, 2, 'once for all links');
  await pass(2 * hour);
  t.strictSame(kept, ['second']);
  t.ok(counts().asked <= 12, `${counts().asked} questions in two hours`);
  t.strictSame(faults, [], 'a hub that is away is no fault');
  const before = counts().asked;
  keeper.noteProven();
  keeper.noteUnproven();
  await settle();
  t.equal(counts().asked, before + 1, 'the next time at once again');
  await keeper.stop();
});
