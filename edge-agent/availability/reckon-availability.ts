import type { DayShare } from '../../journal/upkeep/availability-store.js';
import type { AvailabilityState } from '../../protocol/facts/availability.js';

/** A time that lasted, and is not dated yet. */
interface Lasted {
  readonly state: AvailabilityState;
  readonly milliseconds: number;
}

/** What is accounted for, and what waits for a date. */
export interface Reckoning {
  /** Milliseconds since 1970; `undefined` before anything was. */
  readonly accountedUntil: number | undefined;
  /** Of the steady clock, at the last look. */
  readonly steadyMilliseconds: number;
  readonly pending: readonly Lasted[];
  /** Whether the hub's time was heard in this run by the last look that was dated. */
  readonly isConfirmed: boolean;
}

/** A look at the site: how it is, and what is known of time. */
export interface Look {
  readonly state: AvailabilityState;
  readonly nowMilliseconds: number;
  readonly steadyMilliseconds: number;
  /** Whether the clock can be right (rule T20). */
  readonly isSure: boolean;
  /** Whether the hub has said its time in this run. */
  readonly isConfirmed: boolean;
}

export interface Reckoned {
  readonly next: Reckoning;
  readonly shares: readonly DayShare[];
}

const dayMilliseconds = 24 * 60 * 60_000;
/** Looks come every minute; a program that did not get to look for longer did not get to answer either. */
const lateMillisecondsMax = 3 * 60_000;
/** A steady clock and a wall clock drift apart by less. */
const holeMillisecondsMin = 1_000;
const offMillisecondsMax = 400 * dayMilliseconds;
/** What was accounted for lies further ahead than this: it was so by a clock that was wrong. */
const aheadMillisecondsMax = 15 * 60_000;

/** As a run begins. @param accountedUntil of the run before */
export function beginReckoning(accountedUntil: number | undefined, steadyMilliseconds: number): Reckoning {
  return { accountedUntil, steadyMilliseconds, pending: [], isConfirmed: false };
}

/**
 * Accounts for the time since the last look, as it was found now (rule O8); pure. How long is told by the steady clock, when
 * by the wall clock: so a clock that is set neither makes time nor takes it. What cannot be dated waits. A hole before it is
 * time in which nothing ran; once the hub has confirmed the clock it is only a clock that was set, and counts for nothing.
 */
export function reckon(before: Reckoning, look: Look): Reckoned {
  const { nowMilliseconds: now, steadyMilliseconds, isSure } = look;
  const pending = merged([...before.pending, ...lastedSince(before, look)]);
  if (!isSure) return { next: { ...before, steadyMilliseconds, pending }, shares: [] };
  const begin = now - pending.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const isAhead = (before.accountedUntil ?? 0) > now + aheadMillisecondsMax;
  const until = isAhead ? undefined : before.accountedUntil;
  const isOff = !before.isConfirmed && until !== undefined && begin - until >= holeMillisecondsMin;
  const off = isOff ? sharesOf('off', Math.max(until, begin - offMillisecondsMax), begin) : [];
  let from = begin;
  const ran = pending.flatMap(({ state, milliseconds }) => {
    const start = from;
    from += milliseconds;
    return sharesOf(state, Math.max(start, until ?? start), from);
  });
  const isConfirmed = before.isConfirmed || look.isConfirmed;
  const next = { accountedUntil: Math.max(now, until ?? now), steadyMilliseconds, pending: [], isConfirmed };
  return { next, shares: [...off, ...ran] };
}

function lastedSince({ steadyMilliseconds }: Reckoning, look: Look): readonly Lasted[] {
  const elapsed = Math.max(0, look.steadyMilliseconds - steadyMilliseconds);
  const late = Math.max(0, elapsed - lateMillisecondsMax);
  return [
    { state: 'down', milliseconds: late },
    { state: look.state, milliseconds: elapsed - late },
  ];
}

/** Neighbours of one state are one, so that a site that is never dated does not fill its memory. */
function merged(list: readonly Lasted[]): readonly Lasted[] {
  const whole: Lasted[] = [];
  for (const { state, milliseconds } of list) {
    const last = whole.at(-1);
    if (milliseconds === 0) continue;
    if (last?.state === state) whole[whole.length - 1] = { state, milliseconds: last.milliseconds + milliseconds };
    else whole.push({ state, milliseconds });
  }
  return whole;
}

/** A stretch cut at each midnight of UTC. */
export function sharesOf(state: AvailabilityState, from: number, to: number): readonly DayShare[] {
  const shares: DayShare[] = [];
  for (let start = from; start < to; ) {
    const day = Math.floor(start / dayMilliseconds);
    const end = Math.min(to, (day + 1) * dayMilliseconds);
    shares.push({ day, state, milliseconds: end - start });
    start = end;
  }
  return shares;
}
