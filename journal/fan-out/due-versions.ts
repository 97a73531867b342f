import type { JournalContext } from '../context.js';
import { headsOf } from '../heads.js';
import { returnedVersionSql } from '../sql/returned-versions.js';
import { type FamilyRow, type MemberRow, type SnapshotRow, snapshotSql } from '../sql/snapshots.js';
import { followersIn } from './followers.js';

/** What a snapshot asks of a resource. */
export interface Due extends Pick<SnapshotRow, 'site' | 'since' | 'before' | 'own'> {
  /** The epoch of the feed that the versions go into. */
  readonly hubEpoch: number;
}

/** A hub that was never put back to an earlier state. */
const firstHubEpoch = 1;

/** Whether a snapshot holds what the site itself wrote: not at all; as anybody's; or so that it joins what is left there. */
export const ownVersions = { leftOut: 0, included: 1, joined: 2 } as const;

/**
 * The versions of a resource that a site lacks (rule F5). One that holds nothing of it gets the heads: what they
 * supersede stays reachable at the hub. One that holds it up to `since` gets every version after that, for a version
 * whose predecessors are missing would look concurrent with the one that it replaces (rule M3). So
 * does one that was put back to an earlier state, of a resource of which it may have a version that it wrote itself.
 */
export function dueVersions(context: JournalContext, member: MemberRow, due: Due): readonly number[] {
  const { connection } = context;
  const { resource, current, concurrent } = member;
  const joins = mayHoldEarlier(due);
  const isAlone = due.since === 0 && concurrent === 0 && !joins;
  const family = isAlone ? [] : connection.all(snapshotSql.family, resource);
  const holds = joins && family.some((row) => isHeld(context, due.site, row));
  const candidates = isAlone ? [current] : holds ? family.map(({ key }) => key) : keysOf(family, current, due.since);
  return candidates.filter((key) => {
    if (key >= due.before) return false;
    if (due.own === ownVersions.leftOut && connection.one(snapshotSql.originOf, key)?.origin === due.site) return false;
    return connection.one(snapshotSql.isAhead, due.site, key) === undefined;
  });
}

/** It was put back to an earlier state itself; or this hub was, and the site had been given what is lost here. */
function mayHoldEarlier({ own, hubEpoch }: Due): boolean {
  return own === ownVersions.joined || (own === ownVersions.leftOut && hubEpoch > firstHubEpoch);
}

/** The site wrote it, or has returned it. */
function isHeld({ connection }: JournalContext, site: string, { key, origin }: FamilyRow): boolean {
  return origin === site || connection.one(returnedVersionSql.isOf, site, key) !== undefined;
}

function keysOf(family: readonly FamilyRow[], current: number, since: number): readonly number[] {
  const later = family.filter(({ key }) => key > since);
  if (later.length === 0) return [];
  const due = since === 0 ? [] : [...later, ...later.flatMap(({ key }) => followersIn(family, key))];
  // The current version too, should its stamp be the latest without its being a head.
  return [...new Set([...due, ...headsOf(family)].map(({ key }) => key)).add(current)];
}

/**
 * The versions that came to the hub before one that they supersede, and what supersedes them in turn. Who is fed the late
 * one needs them too: a site that began with the heads has never seen them (rule F6).
 */
export function earlierSuccessors({ connection }: JournalContext, resource: number, late: number): readonly number[] {
  return followersIn(connection.all(snapshotSql.family, resource), late)
    .map(({ key }) => key)
    .filter((key) => key < late);
}
