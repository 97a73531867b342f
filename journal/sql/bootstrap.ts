import { sql } from '../sqlite/named-sql.js';

/** Where the parts of a bootstrap end in a feed; null while they are not all fed. */
export interface BootstrapEnds {
  readonly expected: number;
  readonly clinicalSeq: number | null;
  readonly administrativeSeq: number | null;
  readonly bulkSeq: number | null;
}

export interface BootstrapRow extends BootstrapEnds {
  readonly site: string;
  readonly hubEpoch: number;
  readonly phase: 'plan' | 'essential' | 'history' | 'done';
  readonly before: number;
  readonly position: number;
  readonly rank: number;
  readonly essentialBytes: number;
  /** 1 when the site may still hold some of what it wrote itself. */
  readonly holdsOwn: number;
}

const ends = `expected, clinical_seq AS clinicalSeq, administrative_seq AS administrativeSeq, bulk_seq AS bulkSeq`;
const columns = `site, hub_epoch AS hubEpoch, phase, before, position, rank, essential_bytes AS essentialBytes,
  holds_own AS holdsOwn, ${ends}`;

export const bootstrapSql = {
  find: sql<BootstrapRow>(`SELECT ${columns} FROM bootstrap WHERE site = ?`),
  underWay: sql<BootstrapRow>(`SELECT ${columns} FROM bootstrap WHERE phase <> 'done' AND site > ?
    ORDER BY site LIMIT 1`),
  begin:
    sql(`INSERT INTO bootstrap (site, hub_epoch, phase, before, expected, holds_own, position, rank, essential_bytes)
    VALUES (?, ?, 'plan', ?, ?, ?, 0, 0, 0)
    ON CONFLICT (site) DO UPDATE SET hub_epoch = excluded.hub_epoch, phase = 'plan', before = excluded.before,
    expected = excluded.expected, holds_own = excluded.holds_own, position = 0, rank = 0, essential_bytes = 0,
    clinical_seq = NULL, administrative_seq = NULL, bulk_seq = NULL`),
  move: sql('UPDATE bootstrap SET phase = ?, position = ?, rank = ?, essential_bytes = ? WHERE site = ?'),
  setEssential: sql(`UPDATE bootstrap SET phase = 'history', clinical_seq = ?, administrative_seq = ? WHERE site = ?`),
  setDone: sql(`UPDATE bootstrap SET phase = 'done', bulk_seq = ? WHERE site = ?`),
  /** The next patients of a site, in the order of their keys. */
  patients: sql<{ patient: number }>(
    'SELECT patient FROM subscription WHERE site = ? AND patient > ? ORDER BY patient LIMIT ?',
  ),
  countExpected: sql<{ count: number }>(`SELECT count(*) AS count FROM subscription s
    CROSS JOIN resource r ON r.compartment = s.patient WHERE s.site = ?`),
  countReference: sql<{ count: number }>('SELECT count(*) AS count FROM resource WHERE compartment = 0'),
  /** When anything of a patient was last written. */
  lastSeen: sql<{ milliseconds: number | null }>(
    'SELECT max(updated_milliseconds) AS milliseconds FROM resource WHERE compartment = ?',
  ),
  /** The patients of a site in the order in which they are given back, after a place. */
  inTurn: sql<{ id: number; compartment: number; rank: number }>(`SELECT id, compartment, rank FROM snapshot
    WHERE site = ? AND urgency = ? AND (rank, id) > (?, ?) ORDER BY rank, id LIMIT ?`),
  retireFeed: sql(`INSERT OR IGNORE INTO retired_feed (stream) SELECT id FROM stream
    WHERE direction = 'dn' AND site = ? AND epoch = ?`),
  /** No key of a feed has an epoch below zero. */
  renameFeed: sql(`UPDATE stream SET epoch = -id WHERE direction = 'dn' AND site = ? AND epoch = ?`),
  retired: sql<{ stream: number }>('SELECT stream FROM retired_feed WHERE stream > ? LIMIT 1'),
  removeEntries: sql(`DELETE FROM entry WHERE stream = ? AND seq IN
    (SELECT seq FROM entry WHERE stream = ? ORDER BY seq LIMIT ?)`),
  removeRetired: sql('DELETE FROM retired_feed WHERE stream = ?'),
  forgetSnapshots: sql('DELETE FROM snapshot WHERE site = ?'),
  forgetCopies: sql('DELETE FROM copied WHERE site = ?'),
  told: sql<BootstrapEnds & { hubEpoch: number }>(
    `SELECT hub_epoch AS hubEpoch, ${ends} FROM bootstrap_told WHERE id = 1`,
  ),
  setTold: sql(`INSERT INTO bootstrap_told (id, hub_epoch, expected, clinical_seq, administrative_seq, bulk_seq)
    VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET hub_epoch = excluded.hub_epoch,
    expected = excluded.expected, clinical_seq = excluded.clinical_seq,
    administrative_seq = excluded.administrative_seq, bulk_seq = excluded.bulk_seq`),
};
