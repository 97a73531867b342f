import { retentionRules } from '../privacy/retention.js';
import type { SignIn, SignInReason } from './sign-in.js';

const dayMilliseconds = 24 * 3_600_000;

/** What is not done for so long is no habit any more. */
const forgottenDaysMin = retentionRules.habits.daysMax;

/** How often somebody did something. */
export interface Habit {
  /** On how many days, where nothing was unusual of it or they said that it was them. */
  readonly days: number;
  /** On how many days it was unusual, and nobody said anything. */
  readonly doubtfulDays: number;
  /** When last, milliseconds since 1970. */
  readonly lastMilliseconds: number;
}

/** What somebody usually does: no list of what they did, but how often they come at an hour and from a place. */
export interface Habits {
  /** All their days. */
  readonly whole: Habit;
  /** By the hour of the day, UTC, 0 to 23. */
  readonly hours: ReadonlyMap<number, Habit>;
  /** By address. */
  readonly places: ReadonlyMap<string, Habit>;
}

const never: Habit = { days: 0, doubtfulDays: 0, lastMilliseconds: 0 };

export const noHabits: Habits = { whole: never, hours: new Map(), places: new Map() };

/** How many addresses of a person are known; the one that was not used for longest goes first. */
export const placesKnownMax = 50;

export function hourOf(milliseconds: number): number {
  return Math.floor(milliseconds / 3_600_000) % 24;
}

/** Habits with what was forgotten meanwhile left out. */
export function recentHabits({ whole, hours, places }: Habits, nowMilliseconds: number): Habits {
  const isKept = ({ lastMilliseconds }: Habit) =>
    nowMilliseconds - lastMilliseconds < forgottenDaysMin * dayMilliseconds;
  return {
    whole: isKept(whole) ? whole : never,
    hours: new Map([...hours].filter(([, habit]) => isKept(habit))),
    places: new Map([...places].filter(([, habit]) => isKept(habit))),
  };
}

/** Habits after a sign-in: what was unusual of it is not a habit yet, and its hour and place are told apart. */
export function learnt(habits: Habits, signIn: SignIn, reasons: readonly SignInReason[]): Habits {
  const { milliseconds, address } = signIn;
  const kept = recentHabits(habits, milliseconds);
  const places = new Map(kept.places);
  const place = places.get(address);
  places.delete(address);
  places.set(address, counted(place, milliseconds, reasons.includes('place')));
  return {
    whole: counted(kept.whole, milliseconds, false),
    hours: withHour(kept.hours, milliseconds, reasons.includes('hour')),
    places: latest(places),
  };
}

/** Habits after their person said whether an unusual sign-in was theirs: one that was is a habit, one that was not is none. */
export function answered(habits: Habits, { milliseconds, address }: SignIn, isTheirs: boolean): Habits {
  const judged = (habit: Habit | undefined): Habit => {
    const { days, doubtfulDays, lastMilliseconds } = habit ?? never;
    const left = Math.max(0, doubtfulDays - 1);
    if (!isTheirs) return { days, doubtfulDays: left, lastMilliseconds };
    return { days: days + 1, doubtfulDays: left, lastMilliseconds: Math.max(lastMilliseconds, milliseconds) };
  };
  const hour = hourOf(milliseconds);
  return {
    whole: habits.whole,
    hours: new Map([...habits.hours, [hour, judged(habits.hours.get(hour))]]),
    places: latest(new Map([...habits.places, [address, judged(habits.places.get(address))]])),
  };
}

function withHour(hours: Habits['hours'], milliseconds: number, isDoubtful: boolean): Habits['hours'] {
  const hour = hourOf(milliseconds);
  return new Map([...hours, [hour, counted(hours.get(hour), milliseconds, isDoubtful)]]);
}

/** A day counts once. */
function counted(habit: Habit = never, milliseconds: number, isDoubtful: boolean): Habit {
  const { days, doubtfulDays, lastMilliseconds } = habit;
  const isNewDay = Math.floor(lastMilliseconds / dayMilliseconds) !== Math.floor(milliseconds / dayMilliseconds);
  const one = isNewDay ? 1 : 0;
  return {
    days: days + (isDoubtful ? 0 : Math.max(one, days === 0 ? 1 : 0)),
    doubtfulDays: doubtfulDays + (isDoubtful ? one : 0),
    lastMilliseconds: Math.max(lastMilliseconds, milliseconds),
  };
}

function latest(places: Habits['places']): Habits['places'] {
  const byTime = [...places].sort(([, a], [, b]) => b.lastMilliseconds - a.lastMilliseconds);
  return new Map(byTime.slice(0, placesKnownMax));
}
