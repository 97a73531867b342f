import type { SiteCode } from '../../../protocol/ids.js';
import type { Beside } from '../beside.js';

/** How far a node has one lane of one log, read from its database with statements of the simulator's own. */
export interface LaneStand {
  readonly direction: 'up' | 'dn';
  readonly epoch: number;
  readonly lane: number;
  /** 1 or more. */
  readonly seq: number;
  readonly chain: Buffer;
}

/** Which log a site writes, and what it knows of the hub. */
export interface SiteStand {
  readonly epoch: number;
  readonly hubEpoch: number;
  /** Its own log, as far as it is written. */
  readonly written: readonly LaneStand[];
  /** What it would show a hub that was put back: what that receipted of its log, and what that fed it. */
  readonly evidence: readonly LaneStand[];
}

const nodeText = 'SELECT epoch, hub_epoch AS hubEpoch FROM node';
const streamsText = `SELECT direction, epoch, lane, seq, chain FROM stream
  WHERE direction = ? AND site = ? AND epoch >= ? AND seq > 0 ORDER BY epoch, lane`;
const receiptedText = `SELECT 'up' AS direction, s.epoch, s.lane, e.seq, e.chain FROM stream s
  JOIN entry e ON e.stream = s.id AND e.seq = s.durable_seq WHERE s.direction = 'up' AND s.site = ? AND s.epoch = ?`;
const holdsText = `SELECT 1 FROM stream s LEFT JOIN entry e ON e.stream = s.id AND e.seq = ?
  WHERE s.direction = ? AND s.site = ? AND s.epoch = ? AND s.lane = ?
  AND s.seq >= ? AND CASE s.seq WHEN ? THEN s.chain ELSE e.chain END = ?`;
const enteredText = `SELECT lower(hex(v.change_id)) FROM stream s JOIN entry e ON e.stream = s.id
  JOIN version v ON v.id = e.version WHERE s.direction = 'up' AND s.site = ? AND s.epoch <= ?`;

/** The lanes of a log and of those that followed it. */
export function lanesOf(
  database: Beside,
  direction: 'up' | 'dn',
  site: SiteCode,
  epochMin: number,
): readonly LaneStand[] {
  return database.prepare<unknown[], LaneStand>(streamsText).all(direction, site, epochMin);
}

export function siteStandOf(database: Beside, site: SiteCode): SiteStand {
  const { epoch, hubEpoch } = nodeOf(database);
  const written = lanesOf(database, 'up', site, epoch).filter((lane) => lane.epoch === epoch);
  const receipted = database.prepare<unknown[], LaneStand>(receiptedText).all(site, epoch);
  const fed = lanesOf(database, 'dn', site, hubEpoch).filter((lane) => lane.epoch === hubEpoch);
  return { epoch, hubEpoch, written, evidence: [...receipted, ...fed] };
}

export function nodeOf(database: Beside): { readonly epoch: number; readonly hubEpoch: number } {
  const row = database.prepare<[], { epoch: number; hubEpoch: number }>(nodeText).get();
  if (row === undefined) throw new Error('the database is of no node');
  return row;
}

/** Whether a database has the very change at which a lane stands elsewhere. */
export function holds(database: Beside, site: SiteCode, { direction, epoch, lane, seq, chain }: LaneStand): boolean {
  const found = database.prepare(holdsText).get(seq, direction, site, epoch, lane, seq, seq, chain);
  return found !== undefined;
}

/** The change ids, hexadecimal, that stand in the logs of a site up to an epoch. */
export function enteredUpTo(database: Beside, site: SiteCode, epochMax: number): readonly string[] {
  return database.prepare<unknown[], string>(enteredText).pluck().all(site, epochMax);
}
