import { type Habit, type Habits, hourOf, recentHabits } from './habits.js';
import type { SignIn, SignInReason } from './sign-in.js';

/** On how many days somebody must have come before anything of their hours and places is unusual. */
export const learningDaysMin = 5;
/** How far from their hours somebody may come. */
const hoursApartMax = 2;
/** Who works at so many places is somebody who goes around: for them a place is new that nobody here used. */
export const roamingPlacesMin = 5;
/** What was unusual on so many days, and nobody said that it was not them, is so no more. */
const doubtfulDaysUsual = 2;
/** Nobody is at two places within so short a time: a code of the moment counts once and for 30 s (rule N2). */
export const betweenPlacesMillisecondsMin = 60_000;
/** So many sign-ins within so long are more than a person at work makes: a session is locked, not ended (rule N11). */
export const signInsPerWhileMax = 10;
export const whileMilliseconds = 10 * 60_000;

/** What else is known of a sign-in. */
export interface SignInGround {
  /** Their sign-ins of late, at least {@link signInsPerWhileMax} where there were as many. */
  readonly lately: readonly SignIn[];
  /** Whether anybody else usually signs in from that address. */
  readonly isPlaceOfOthers: boolean;
  /** Whether the time can be trusted; otherwise only the place is judged. */
  readonly isClockSure: boolean;
}

/** What is unusual of a sign-in, by what its person usually does (rule R30); nothing where all is as ever. */
export function judgeSignIn(habits: Habits, signIn: SignIn, ground: SignInGround): readonly SignInReason[] {
  const { isClockSure } = ground;
  const known = isClockSure ? recentHabits(habits, signIn.milliseconds) : habits;
  const isKnown = known.whole.days >= learningDaysMin;
  const reasons: readonly [SignInReason, boolean][] = [
    ['hour', isKnown && isClockSure && !isUsualHour(known, hourOf(signIn.milliseconds))],
    ['place', isKnown && !isUsualPlace(known, signIn.address, ground)],
    ['pace', isClockSure && isTooFast(signIn, ground)],
  ];
  return reasons.flatMap(([reason, isUnusual]) => (isUnusual ? [reason] : []));
}

function isUsualHour({ hours }: Habits, hour: number): boolean {
  const near = [...hours].filter(([each]) => hoursApart(each, hour) <= hoursApartMax).map(([, habit]) => habit);
  return isHabit(near);
}

function isUsualPlace({ places }: Habits, address: string, { isPlaceOfOthers }: SignInGround): boolean {
  const place = places.get(address);
  if (isHabit(place === undefined ? [] : [place])) return true;
  const sure = [...places.values()].filter(({ days }) => days > 0);
  return sure.length >= roamingPlacesMin && isPlaceOfOthers;
}

function isHabit(habits: readonly Habit[]): boolean {
  const doubtful = habits.reduce((sum, { doubtfulDays }) => sum + doubtfulDays, 0);
  return habits.some(({ days }) => days > 0) || doubtful >= doubtfulDaysUsual;
}

function isTooFast({ milliseconds, address }: SignIn, { lately }: SignInGround): boolean {
  const past = lately.filter((each) => each.milliseconds <= milliseconds);
  const isElsewhere = past.some(
    (each) => each.address !== address && milliseconds - each.milliseconds < betweenPlacesMillisecondsMin,
  );
  const recent = past.filter((each) => milliseconds - each.milliseconds < whileMilliseconds);
  return isElsewhere || recent.length >= signInsPerWhileMax;
}

/** Around the clock. */
function hoursApart(one: number, other: number): number {
  const apart = Math.abs(one - other);
  return Math.min(apart, 24 - apart);
}
