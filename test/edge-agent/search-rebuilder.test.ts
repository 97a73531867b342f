import t, { type Test } from 'tap';
import { SearchRebuilder } from '../../edge-agent/search/search-rebuilder.js';
import { handTimers } from '../support/hand-timers.js';

function setUp(waiting: number) {
  const did: string[] = [];
  const told: unknown[] = [];
  const errors: unknown[] = [];
  const timers = handTimers();
  const state = { waiting, failing: false };
  const store = {
    get waitingVersions() {
      return state.waiting;
    },
    round: async (versionsMax: number) => {
      if (state.failing) throw new Error('disk');
      state.waiting = Math.max(0, state.waiting - versionsMax);
      did.push(`round ${versionsMax}`);
      return state.waiting;
    },
    keep: async () => void did.push('keep'),
  };
  const stops: (() => unknown)[] = [];
  const rebuilder = new SearchRebuilder({
    ...{ store, timers, onError: (error) => errors.push(error) },
    logger: { info: (...line: unknown[]) => void told.push(line) } as never,
  });
  const start = () => rebuilder.start({ add: (_name, stop) => void stops.push(stop) });
  const pass = async (milliseconds: number) => {
    timers.pass(milliseconds);
    await timers.turn();
  };
  return { did, told, errors, timers, state, rebuilder, stops, start, pass };
}

t.test(
  '[J20] rounds follow each other with pauses; when nothing waits it is noted, then every ten seconds',
  async (t: Test) => {
    const { did, told, errors, timers, state, rebuilder, stops, start, pass } = setUp(5_060);
    await rebuilder.catchUp();
    t.same(did, [], 'so many wait for the work of the site');
    t.match(told, [[{ waitingVersions: 5_060, behind: true }]]);
    state.waiting = 60;
    start();
    await timers.turn();
    t.same(did, ['round 25']);
    await pass(19);
    t.same(did, ['round 25'], 'the ward goes first');
    await pass(1);
    await pass(20);
    t.same(did, ['round 25', 'round 25', 'round 25', 'keep']);
    await pass(10_000);
    t.equal(did.length, 5);
    state.failing = true;
    for (const stop of stops) await stop();
    await pass(900_000);
    t.equal(did.length, 5, 'nothing after the stop');
    t.same(errors, []);
  },
);

t.test('[J20] what a power cut leaves in doubt is made before anybody is served', async (t: Test) => {
  const { did, told, rebuilder, timers, start } = setUp(5_000);
  await rebuilder.catchUp();
  t.same(did, ['round 5000']);
  t.match(told, [[{ waitingVersions: 5_000, behind: false }]]);
  await rebuilder.catchUp();
  t.equal(told.length, 1, 'nothing is said of nothing');
  start();
  await timers.turn();
  t.same(did, ['round 5000', 'round 25', 'keep']);
});

t.test('[J20] a disk that fails meanwhile keeps no site from its work', async (t: Test) => {
  const { did, errors, state, rebuilder, start, pass } = setUp(7);
  state.failing = true;
  await rebuilder.catchUp();
  t.equal(errors.length, 1);
  state.failing = false;
  start();
  await pass(0);
  t.same(did, ['round 25', 'keep']);
});
