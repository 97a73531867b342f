import { sql } from '../sqlite/named-sql.js';

export interface SampleRow {
  readonly resolution: number;
  readonly at: number;
  readonly link: string;
  readonly sent: number;
  readonly answered: number;
  readonly tripMin: number | null;
  readonly tripP25: number | null;
  readonly tripMedian: number | null;
  readonly tripP75: number | null;
  readonly tripMax: number | null;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly state: number;
  readonly cause: number;
}

export interface MeasuredRow extends SampleRow {
  readonly roundTrips: Uint8Array | null;
}

export interface SentRow extends SampleRow {
  readonly sequence: number;
}

export interface HistoryRow {
  readonly name: string;
  readonly lastDecision: number;
  readonly lastCoarse: number;
  readonly lastFine: number;
  readonly keptDecision: number;
  readonly keptCoarse: number;
  readonly keptFine: number;
  readonly rolledMinute: number;
  readonly rolledQuarter: number;
  readonly rolledDay: number;
}

export interface KeptRow {
  readonly history: string;
  readonly decisions: number;
  readonly coarse: number;
  readonly fine: number;
}

const sampleColumns = `resolution, at_milliseconds AS at, link, sent, answered, trip_min AS tripMin, trip_p25 AS tripP25,
  trip_median AS tripMedian, trip_p75 AS tripP75, trip_max AS tripMax, bytes_up AS bytesUp, bytes_down AS bytesDown, state, cause`;
const stored = `(site, resolution, at_milliseconds, link, sent, answered, trip_min, trip_p25, trip_median, trip_p75, trip_max,
  bytes_up, bytes_down, state, cause, round_trips, stream, sequence)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export const telemetrySql = {
  history:
    sql<HistoryRow>(`SELECT name, last_decision AS lastDecision, last_coarse AS lastCoarse, last_fine AS lastFine,
    kept_decision AS keptDecision, kept_coarse AS keptCoarse, kept_fine AS keptFine, rolled_minute AS rolledMinute,
    rolled_quarter AS rolledQuarter, rolled_day AS rolledDay FROM history WHERE id = 1`),
  begin: sql('INSERT INTO history (id, name) VALUES (1, ?)'),
  setLast: sql('UPDATE history SET last_decision = ?, last_coarse = ?, last_fine = ? WHERE id = 1'),
  setKept: sql('UPDATE history SET kept_decision = ?, kept_coarse = ?, kept_fine = ? WHERE id = 1'),
  setRolled: sql('UPDATE history SET rolled_minute = ?, rolled_quarter = ?, rolled_day = ? WHERE id = 1'),
  /** Measured or told again: what was there stays. */
  addSample: sql(`INSERT OR IGNORE INTO sample ${stored}`),
  samples: sql<SampleRow>(`SELECT ${sampleColumns} FROM sample
    WHERE site = ? AND resolution = ? AND at_milliseconds >= ? ORDER BY at_milliseconds, link`),
  measured: sql<MeasuredRow>(`SELECT ${sampleColumns}, round_trips AS roundTrips FROM sample
    WHERE site = ? AND resolution = ? AND at_milliseconds >= ? AND at_milliseconds < ? ORDER BY at_milliseconds, link`),
  sendable: sql<SentRow>(`SELECT ${sampleColumns}, sequence FROM sample
    WHERE stream = ? AND sequence > ? AND at_milliseconds >= ? ORDER BY sequence LIMIT ?`),
  dropSamples: sql('DELETE FROM sample WHERE site = ? AND resolution = ? AND at_milliseconds < ?'),
  dropFuture: sql('DELETE FROM sample WHERE site = ? AND resolution = ? AND at_milliseconds > ?'),
  addDecision: sql('INSERT INTO decision (site, at_milliseconds, sequence, detail) VALUES (?, ?, ?, ?)'),
  decisions: sql<{ detail: string }>(
    'SELECT detail FROM decision WHERE site = ? ORDER BY at_milliseconds DESC, id DESC LIMIT ?',
  ),
  sendableDecisions: sql<{ sequence: number; at: number; detail: string }>(
    'SELECT sequence, at_milliseconds AS at, detail FROM decision WHERE sequence > ? ORDER BY sequence LIMIT ?',
  ),
  dropDecisions: sql('DELETE FROM decision WHERE site = ? AND at_milliseconds < ?'),
  dropFutureDecisions: sql('DELETE FROM decision WHERE site = ? AND at_milliseconds > ?'),
  kept: sql<KeptRow>('SELECT history, decisions, coarse, fine FROM kept WHERE site = ?'),
  setSiteKept: sql(`INSERT INTO kept (site, history, decisions, coarse, fine) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (site) DO UPDATE SET history = excluded.history, decisions = excluded.decisions,
    coarse = excluded.coarse, fine = excluded.fine`),
  sites: sql<{ site: string }>('SELECT site FROM kept'),
};
