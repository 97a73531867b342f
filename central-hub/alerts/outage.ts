import type { SiteCode } from '../../protocol/ids.js';
import { type CoFailures, togetherMillisecondsMax } from './co-failure.js';
import { type Fall, isWithin, type Scope } from './fall.js';
import { belongTogether, type Group, sitesIn } from './group-falls.js';

/** Several falls of one cause. Times in milliseconds of the hub's steady count, but for those that end in `Wall`. */
export interface Outage {
  /** Names it as long as it is known. */
  readonly key: string;
  readonly scope: Scope | null;
  readonly members: readonly Member[];
  /** When the first fell, also since 1970. */
  readonly formedAt: number;
  readonly formedWall: number;
  /** When the last one fell that belongs to it. */
  readonly joinedAt: number;
  /** Since when most are back. */
  readonly endingSince: number | null;
}

export interface Member {
  readonly key: string;
  readonly site: SiteCode;
  readonly region: string;
  readonly whole: boolean;
  readonly cause: string;
  readonly back: boolean;
}

/** What falls so long after the last one still belongs to it. */
const growMillisecondsMax = 10 * 60_000;
/** When so few are left of an outage it is over; the last ones are somebody else's matter. */
const leftFractionMax = 0.25;

export function formOutage({ scope, falls }: Group, clock: number, now: number): Outage {
  const formedAt = Math.min(...falls.map(({ seenAt }) => seenAt));
  const [first] = falls;
  const outage: Outage = {
    ...{ key: `shared-outage:${first?.site}:${formedAt}`, scope, members: [], formedAt },
    ...{ formedWall: now - (clock - formedAt), joinedAt: formedAt, endingSince: null },
  };
  return join(outage, falls);
}

/** Takes in what has fallen since and belongs to it. */
export function growOutage(outage: Outage, falls: readonly Fall[], learnt: CoFailures): Outage {
  const { formedAt, joinedAt, scope } = outage;
  const standing = standingOf(outage);
  const belonging = falls.filter((fall) => {
    if (fall.seenAt < formedAt - togetherMillisecondsMax || fall.seenAt > joinedAt + growMillisecondsMax) return false;
    if (scope !== null) return isWithin(fall, scope);
    return standing.some((member) => belongTogether(member, fall, learnt));
  });
  return belonging.length === 0 ? outage : join(outage, belonging);
}

function join(outage: Outage, falls: readonly Fall[]): Outage {
  const joining = new Map(falls.map((fall) => [fall.key, fall]));
  const others = outage.members.filter(({ key }) => !joining.has(key));
  const members = falls.map(({ key, site, region, whole, cause }) => ({
    key,
    site,
    region,
    whole,
    cause,
    back: false,
  }));
  const joinedAt = Math.max(outage.joinedAt, ...falls.map(({ seenAt }) => seenAt));
  return { ...outage, members: [...others, ...members], joinedAt };
}

/** Brings up to date who is back, and since when it is over. @param isDown whether a member is, or may be, still down */
export function reviewOutage(outage: Outage, isDown: (member: Member) => boolean, clock: number): Outage {
  const members = outage.members.map((member) => {
    const back = !isDown(member);
    return back === member.back ? member : { ...member, back };
  });
  const reviewed = { ...outage, members };
  return { ...reviewed, endingSince: isEnding(reviewed) ? (outage.endingSince ?? clock) : null };
}

function isEnding(outage: Outage): boolean {
  const standing = standingOf(outage).length;
  return standing < 2 || standing / outage.members.length <= leftFractionMax;
}

export function standingOf({ members }: Outage): readonly Member[] {
  return members.filter(({ back }) => !back);
}

/** Whether a group is an outage again that was over: most of it was part of that. */
export function isSameAgain(outage: Outage, { falls }: Group): boolean {
  const known = falls.filter(({ site }) => outage.members.some((member) => member.site === site));
  return sitesIn(known) * 2 >= sitesIn(falls);
}
