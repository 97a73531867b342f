import fc from 'fast-check';
import t from 'tap';
import {
  beginReckoning,
  type Look,
  type Reckoning,
  reckon,
  sharesOf,
} from '../../../edge-agent/availability/reckon-availability.js';
import type { DayShare } from '../../../journal/upkeep/availability-store.js';
import { type AvailabilityState, availableFraction, availablePercent } from '../../../protocol/facts/availability.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 30, 22, 10);

/** Adds up as the journal does: no day is longer than a day. */
function addUp(days: Map<string, number>, shares: readonly DayShare[]): void {
  for (const { day: number, state, milliseconds } of shares) {
    const states: readonly AvailabilityState[] = ['up', 'degraded', 'down', 'off'];
    const whole = states.reduce((sum, each) => sum + (days.get(`${number} ${each}`) ?? 0), 0);
    const key = `${number} ${state}`;
    days.set(key, (days.get(key) ?? 0) + Math.min(day - whole, milliseconds));
  }
}
const sumOf = (shares: readonly DayShare[]) => {
  const sums: Record<string, number> = {};
  for (const { state, milliseconds } of shares) sums[state] = (sums[state] ?? 0) + milliseconds;
  return sums;
};
const look = (more: Partial<Look>): Look => ({
  ...{ state: 'up', nowMilliseconds: start, steadyMilliseconds: 0, isSure: true, isConfirmed: false, ...more },
});

type Step =
  | { readonly kind: 'runs'; readonly minutes: number; readonly state: 'up' | 'degraded' | 'down' }
  | { readonly kind: 'off'; readonly minutes: number }
  | { readonly kind: 'jump'; readonly minutes: number }
  | { readonly kind: 'unsure'; readonly isSure: boolean }
  | { readonly kind: 'confirm' };

const ran = fc.record({
  kind: fc.constant('runs' as const),
  minutes: fc.integer({ min: 1, max: 3 }),
  state: fc.constantFrom('up' as const, 'degraded' as const, 'down' as const),
});
const off = fc.record({ kind: fc.constant('off' as const), minutes: fc.integer({ min: 1, max: 60 * 24 * 40 }) });
const jump = fc.record({ kind: fc.constant('jump' as const), minutes: fc.integer({ min: -50_000, max: 50_000 }) });
const unsure = fc.record({ kind: fc.constant('unsure' as const), isSure: fc.boolean() });
const confirm = fc.constant({ kind: 'confirm' as const });

/** Plays steps; what was accounted for, and what really was. */
function play(steps: readonly Step[]) {
  const [days, truth] = [new Map<string, number>(), new Map<string, number>()];
  let [real, jumped, isSure, isConfirmed] = [start, 0, true, false];
  let reckoning: Reckoning = beginReckoning(undefined, 0);
  let sums = 0;
  const seen = (state: AvailabilityState) => {
    const of = { state, nowMilliseconds: real + jumped, steadyMilliseconds: real - start, isSure, isConfirmed };
    const { next, shares } = reckon(reckoning, of);
    reckoning = next;
    addUp(days, shares);
    sums += shares.filter((share) => share.state !== 'off').reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  };
  seen('up');
  for (const step of steps) {
    if (step.kind === 'jump') jumped += step.minutes * minute;
    if (step.kind === 'unsure') isSure = step.isSure;
    if (step.kind === 'confirm') isConfirmed = true;
    if (step.kind === 'runs') {
      addUp(truth, sharesOf(step.state, real, real + step.minutes * minute));
      real += step.minutes * minute;
      seen(step.state);
    }
    if (step.kind !== 'off') continue;
    addUp(truth, sharesOf('off', real, real + step.minutes * minute));
    real += step.minutes * minute;
    reckoning = beginReckoning(reckoning.accountedUntil, real - start);
    isConfirmed = false;
    seen('up');
  }
  return { days, truth, running: sums, reckoning };
}
const known = (days: ReadonlyMap<string, number>) =>
  [...days].filter(([, milliseconds]) => milliseconds > 0).sort(([one], [other]) => one.localeCompare(other));

t.test('[O8] with a clock that goes right all time is accounted for, once, on its day and in its state', async () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: ran }, off, confirm), { maxLength: 60 }), (steps) => {
      const { days, truth } = play(steps);
      return JSON.stringify(known(days)) === JSON.stringify(known(truth));
    }),
    { numRuns: 150 },
  );
});

t.test('[O8] whatever the clock does, no running time is made and no day is longer than a day', async () => {
  const any = fc.oneof({ weight: 6, arbitrary: ran }, off, jump, unsure, confirm);
  fc.assert(
    fc.property(fc.array(any, { maxLength: 80 }), (steps) => {
      const { days, running } = play(steps);
      const really = steps.reduce((sum, step) => sum + (step.kind === 'runs' ? step.minutes * minute : 0), 0);
      const perDay = new Map<string, number>();
      for (const [key, milliseconds] of days) {
        const [number = ''] = key.split(' ');
        perDay.set(number, (perDay.get(number) ?? 0) + milliseconds);
        if (milliseconds < 0) return false;
      }
      return running <= really && [...perDay.values()].every((whole) => whole <= day);
    }),
    { numRuns: 400 },
  );
});

t.test('[O8] a border of months, a gap, a program that stood still, and a clock that is healed', async (t) => {
  t.strictSame(sharesOf('up', start, start + 3 * hour), [
    { day: 20_787, state: 'up', milliseconds: 110 * minute },
    { day: 20_788, state: 'up', milliseconds: 70 * minute },
  ]);
  const from = beginReckoning(start - 2 * hour, 0);
  t.strictSame(sumOf(reckon(from, look({})).shares), { off: 2 * hour }, 'nothing ran');
  const stood = reckon(beginReckoning(start, 0), look({ nowMilliseconds: start + hour, steadyMilliseconds: hour }));
  t.strictSame(sumOf(stood.shares), { down: 57 * minute, up: 3 * minute }, 'nobody was answered');

  // A box that lost its clock in a power cut of five hours waits for the hub to date its time.
  const dark = reckon(from, look({ nowMilliseconds: 0, isSure: false, steadyMilliseconds: minute }));
  t.strictSame(dark.shares, []);
  t.equal(dark.next.accountedUntil, start - 2 * hour);
  const healed = reckon(
    dark.next,
    look({ nowMilliseconds: start + 3 * hour, steadyMilliseconds: 2 * minute, isConfirmed: true }),
  );
  t.strictSame(sumOf(healed.shares), { off: 5 * hour - 2 * minute, up: 2 * minute });
  // One that started an hour behind: until the hub has spoken a hole is time without power, afterwards a clock that was set.
  const behind = reckon(
    beginReckoning(start, 0),
    look({ steadyMilliseconds: minute, nowMilliseconds: start + minute }),
  );
  const later = { nowMilliseconds: start + 62 * minute, steadyMilliseconds: 2 * minute };
  t.strictSame(sumOf(reckon(behind.next, look({ ...later, isConfirmed: true })).shares), { off: hour, up: minute });
  t.strictSame(sumOf(reckon({ ...behind.next, isConfirmed: true }, look(later)).shares), { up: minute });
  // Set back a little: what was accounted for is not again. Far back: it was so by a clock that was wrong.
  const back = look({ nowMilliseconds: start - 5 * minute, steadyMilliseconds: 2 * minute });
  t.strictSame(reckon(behind.next, back).shares, []);
  t.strictSame(
    sumOf(
      reckon({ ...behind.next, accountedUntil: start + 900 * day }, look({ ...back, nowMilliseconds: start })).shares,
    ),
    { up: minute },
  );
});

t.test('[O9] the figure is rounded down: a month that misses the goal never reads as if it met it', async (t) => {
  const month = { upSeconds: 0, degradedSeconds: 0, downSeconds: 0, offSeconds: 0 };
  t.equal(availableFraction(month), null);
  t.equal(availablePercent(month), null);
  t.equal(availablePercent({ ...month, upSeconds: 999, degradedSeconds: 8_991, offSeconds: 10 }), 99.9);
  t.equal(availablePercent({ ...month, upSeconds: 998_999, downSeconds: 1_001 }), 99.89);
  t.equal(availablePercent({ ...month, upSeconds: 9 }), 100);
  t.equal(availableFraction({ ...month, upSeconds: 1, offSeconds: 3 }), 0.25);
});
