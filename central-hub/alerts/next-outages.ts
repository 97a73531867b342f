import { doublingMilliseconds } from '../../protocol/doubling.js';
import type { SiteFacts } from './alert-facts.js';
import { type AlertDelays, endMillisecondsMax, reopenMillisecondsMax } from './alert-rules.js';
import { type CoFailures, togetherMillisecondsMax } from './co-failure.js';
import type { Fall } from './fall.js';
import { groupFalls } from './group-falls.js';
import { formOutage, growOutage, isSameAgain, type Member, type Outage, reviewOutage } from './outage.js';
import type { Moment, Watch } from './watch.js';

export interface OutageWorld {
  /** All that is down now. */
  readonly falls: readonly Fall[];
  /** Whether a member is down, or may be. */
  readonly isDown: (member: Member) => boolean;
  readonly sites: readonly SiteFacts[];
  readonly learnt: CoFailures;
  readonly delays: AlertDelays;
  readonly moment: Moment;
  /** The watch over an outage. */
  readonly watchOf: (outage: Outage) => Watch | undefined;
}

export interface NextOutages {
  readonly outages: readonly Outage[];
  /** Those that go on, or have just begun. */
  readonly standing: ReadonlySet<Outage>;
  /** The outage that each fall belongs to. */
  readonly parts: ReadonlyMap<string, Outage>;
}

/** Follows the outages that there are, takes in what belongs to them, and finds new ones; pure (rule L41). */
export function nextOutages(outages: readonly Outage[], world: OutageWorld): NextOutages {
  const { falls, learnt, moment } = world;
  const parts = new Map<string, Outage>();
  const next: Outage[] = [];
  const standing = new Set<Outage>();
  const add = (outage: Outage, goesOn: boolean) => {
    next.push(outage);
    if (!goesOn) return;
    standing.add(outage);
    for (const { key } of outage.members) parts.set(key, outage);
  };
  const free = () => falls.filter(({ key }) => !parts.has(key));
  // What is over is not looked at again: some of it may fall one by one, and that is something else.
  const over = outages.filter((outage) => !isAlive(outage, world));
  const reviewed = outages
    .filter((outage) => !over.includes(outage))
    .map((outage) => reviewOutage(outage, world.isDown, moment.clock));
  const alive = reviewed.filter((outage) => isAlive(outage, world));
  const ended = [...over, ...reviewed.filter((outage) => !alive.includes(outage))];
  for (const outage of ended) if (isRemembered(outage, world)) add(outage, false);
  // What is a part of one already is not given to another.
  for (const outage of alive) for (const { key } of outage.members) parts.set(key, outage);
  for (const outage of alive) {
    const grown = growOutage(outage, free(), learnt);
    add(reviewOutage(grown, world.isDown, moment.clock), true);
  }
  for (const group of groupFalls(
    free().filter((fall) => isFresh(fall, world)),
    world.sites,
    learnt,
  )) {
    const again = next.find((outage) => !standing.has(outage) && isSameAgain(outage, group));
    const formed = formOutage(group, moment.clock, moment.now);
    if (again !== undefined) next.splice(next.indexOf(again), 1);
    // The same key is the same alert.
    add(again === undefined ? formed : { ...formed, key: again.key }, true);
  }
  return { outages: next, standing, parts };
}

/** An outage is over when most are back and stay so; one that is no alert yet, at once. */
function isAlive(outage: Outage, { watchOf, moment, delays }: OutageWorld): boolean {
  if (outage.endingSince === null) return true;
  const alert = watchOf(outage)?.alert;
  if (alert === undefined || alert === null || alert.endedAt !== null) return false;
  const { linkMilliseconds: shortest } = delays;
  const patience = doublingMilliseconds({ shortest, longest: endMillisecondsMax }, alert.reopened);
  return moment.clock - outage.endingSince < patience;
}

function isRemembered(outage: Outage, { moment }: OutageWorld): boolean {
  return outage.endingSince !== null && moment.clock - outage.endingSince <= reopenMillisecondsMax;
}

/** What fell long ago had its time to find its like. */
function isFresh({ seenAt }: Fall, { moment, delays }: OutageWorld): boolean {
  return moment.clock - seenAt <= togetherMillisecondsMax + delays.linkMilliseconds;
}
