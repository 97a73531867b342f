import type { Cursor, LogScope } from '../change.js';
import type { LaneCursor } from '../control/durability.js';
import type { Welcome } from '../control/welcome.js';
import type { SiteCode } from '../ids.js';
import { type Lane, lanes } from '../lane.js';
import { type ChainAt, cursorOf, holdsCursor } from './cursors.js';
import type { Fork, ForkReason } from './fork.js';

/** What a site knows of its own log when a welcome comes. */
export interface OwnLog {
  readonly site: SiteCode;
  readonly epoch: number;
  readonly heads: readonly LaneCursor[];
  /** How far the hub's receipts reach. */
  readonly acked: readonly LaneCursor[];
  /** The fork that the hello carried. */
  readonly fork: Fork | undefined;
}

/** A place in an own log up to which both ends hold the same. */
export interface CommonPoint {
  readonly epoch: number;
  /** All lanes. */
  readonly cursors: readonly LaneCursor[];
}

/** `open` the session; or first take an epoch beyond all that both ends know, leaving an earlier one at `from`. */
export type WelcomeVerdict =
  | { readonly kind: 'open' }
  | { readonly kind: 'renew'; readonly reason: ForkReason; readonly above: number; readonly from: CommonPoint };

/**
 * Judges what the hub holds of the site's log (rule E10). The welcome says how far the hub is durable: beyond the head,
 * this database was put back to an earlier state; another chain at that place, and the two logs differ.
 */
export function judgeWelcome(own: OwnLog, welcome: Welcome, chainAt: ChainAt): WelcomeVerdict {
  const above = Math.max(own.epoch, welcome.epoch);
  if (welcome.epoch > own.epoch) {
    return { kind: 'renew', reason: 'restored', above, from: pointOf(own, own.epoch, own.acked) };
  }
  if (welcome.epoch < own.epoch) return judgeEarlier(own, welcome, chainAt);
  const held = lanes.map((lane) => judgeLane(own, welcome, lane, chainAt));
  const differs = held.some(({ verdict }) => verdict === 'differs');
  if (!welcome.renewEpoch && !differs && held.every(({ verdict }) => verdict === 'agrees')) return { kind: 'open' };
  const cursors = held.map(({ cursor }) => cursor);
  return { kind: 'renew', reason: differs ? 'forked' : 'restored', above, from: { epoch: own.epoch, cursors } };
}

/** The hub did not follow into the epoch of the hello. */
function judgeEarlier(own: OwnLog, welcome: Welcome, chainAt: ChainAt): WelcomeVerdict {
  const { fork, epoch: above } = own;
  const reason = fork?.reason ?? 'restored';
  // It knows the epoch that was left, and cannot prove the fork point: nothing is left that both hold for certain.
  if (fork !== undefined && fork.fromEpoch <= welcome.epoch) {
    return { kind: 'renew', reason, above, from: pointOf(own, fork.fromEpoch, []) };
  }
  const agreed = welcome.ups
    .map(({ lane, durable }) => ({ lane, ...durable }))
    .filter((cursor) => holdsCursor(scopeOf(own, welcome.epoch, cursor.lane), cursor, chainAt));
  return { kind: 'renew', reason, above, from: pointOf(own, welcome.epoch, agreed) };
}

type LaneVerdict = 'agrees' | 'beyond' | 'differs';

function judgeLane(
  own: OwnLog,
  welcome: Welcome,
  lane: Lane,
  chainAt: ChainAt,
): { readonly verdict: LaneVerdict; readonly cursor: LaneCursor } {
  const scope = scopeOf(own, own.epoch, lane);
  const held: Cursor | undefined = welcome.ups.find((up) => up.lane === lane)?.durable;
  if (held === undefined || holdsCursor(scope, held, chainAt)) {
    return { verdict: 'agrees', cursor: { lane, ...(held ?? cursorOf([], scope)) } };
  }
  const verdict = held.seq > cursorOf(own.heads, scope).seq ? 'beyond' : 'differs';
  // What the hub has receipted is common, as far as this end can tell; the hub proves it.
  return { verdict, cursor: { lane, ...cursorOf(own.acked, scope) } };
}

/** All lanes of an own log; the start where nothing is known. */
function pointOf(own: OwnLog, epoch: number, cursors: readonly LaneCursor[]): CommonPoint {
  return { epoch, cursors: lanes.map((lane) => ({ lane, ...cursorOf(cursors, scopeOf(own, epoch, lane)) })) };
}

function scopeOf(own: OwnLog, epoch: number, lane: Lane): LogScope {
  return { direction: 'up', site: own.site, epoch, lane };
}
