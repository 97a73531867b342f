import t from 'tap';
import { SearchRebuilder } from '../../edge-agent/search/search-rebuilder.js';
import { handTimers } from '../support/hand-timers.js';

t.test(
  '[J20] rounds follow each other with pauses; when nothing waits it is noted, then every five minutes',
  async (t) => {
    const timers = handTimers();
    const did: string[] = [];
    const errors: unknown[] = [];
    let waiting = 60;
    let failing = false;
    const store = {
      get waitingVersions() {
        return waiting;
      },
      round: async (versionsMax: number) => {
        if (failing) throw new Error('disk');
        waiting = Math.max(0, waiting - versionsMax);
        did.push(`round ${versionsMax}`);
        return waiting;
      },
      keep: async () => void did.push('keep'),
    };
    const told: unknown[] = [];
    const stops: (() => unknown)[] = [];
    const rebuilder = new SearchRebuilder({
      ...{ store, timers, onError: (error) => errors.push(error) },
      logger: { info: (...line: unknown[]) => void told.push(line) } as never,
    });
    rebuilder.start({ add: (_name, stop) => void stops.push(stop) });
    await timers.turn();
    t.same(did, ['round 25']);
    timers.pass(19);
    await timers.turn();
    t.same(did, ['round 25'], 'the ward goes first');
    timers.pass(1);
    await timers.turn();
    timers.pass(20);
    await timers.turn();
    t.same(did, ['round 25', 'round 25', 'round 25', 'keep']);
    t.equal(told.length, 1);
    timers.pass(300_000);
    await timers.turn();
    t.equal(did.length, 5);
    failing = true;
    for (const stop of stops) await stop();
    timers.pass(900_000);
    await timers.turn();
    t.equal(did.length, 5, 'nothing after the stop');
    t.same(errors, []);
  },
);
