import type { Timers } from '../../config/running/timers.js';

/** Time that passes when a test says so. */
export interface HandTimers extends Timers {
  pass(milliseconds: number): void;
}

interface Waiting {
  at: number;
  readonly act: () => void;
  readonly everyMilliseconds?: number;
}

export function handTimers(): HandTimers {
  let now = 0;
  const waiting = new Set<Waiting>();
  const add = (each: Waiting) => {
    waiting.add(each);
    return () => void waiting.delete(each);
  };
  return {
    after: (milliseconds, act) => add({ at: now + milliseconds, act }),
    every: (milliseconds, act) => add({ at: now + milliseconds, act, everyMilliseconds: milliseconds }),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    elapsedMilliseconds: () => now,
    pass(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const due = [...waiting].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
        if (due === undefined) break;
        now = due.at;
        if (due.everyMilliseconds === undefined) waiting.delete(due);
        else due.at += due.everyMilliseconds;
        due.act();
      }
      now = until;
    },
  };
}
