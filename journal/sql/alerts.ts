import { sql } from '../sqlite/named-sql.js';

export interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly cause: string;
  readonly sites: string;
  readonly region: string | null;
  readonly link: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly detail: string;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: number | null;
  readonly silencedUntil: number | null;
  readonly told: string | null;
}

export interface SilenceRow {
  readonly site: string;
  readonly kind: string;
  readonly until: number;
  readonly by: string;
  readonly at: number;
}

export interface MessageRow {
  readonly id: string;
  readonly alert: string;
  readonly news: string;
  readonly channel: string;
  readonly createdAt: number;
  readonly attempts: number;
}

const columns = `id, kind, severity, cause, sites, region, link, started_milliseconds AS startedAt,
  ended_milliseconds AS endedAt, detail, acknowledged_by AS acknowledgedBy,
  acknowledged_milliseconds AS acknowledgedAt, silenced_milliseconds AS silencedUntil, told`;

export const alertSql = {
  memory: sql<{ memory: string }>('SELECT memory FROM alert_memory WHERE id = 1'),
  remember: sql(`INSERT INTO alert_memory (id, memory) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET memory = excluded.memory`),
  keep: sql(`INSERT INTO alert
    (id, kind, severity, cause, sites, region, link, started_milliseconds, ended_milliseconds, detail)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, severity = excluded.severity, cause = excluded.cause, sites = excluded.sites,
      region = excluded.region, link = excluded.link, ended_milliseconds = excluded.ended_milliseconds,
      detail = excluded.detail`),
  open: sql<AlertRow>(
    `SELECT ${columns} FROM alert WHERE ended_milliseconds IS NULL AND started_milliseconds > 0
    ORDER BY started_milliseconds`,
  ),
  ended: sql<AlertRow>(
    `SELECT ${columns} FROM alert WHERE ended_milliseconds IS NOT NULL AND ended_milliseconds > 0
    ORDER BY ended_milliseconds DESC LIMIT ?`,
  ),
  find: sql<AlertRow>(`SELECT ${columns} FROM alert WHERE id = ?`),
  acknowledge: sql(`UPDATE alert SET acknowledged_by = coalesce(acknowledged_by, ?),
    acknowledged_milliseconds = coalesce(acknowledged_milliseconds, ?) WHERE id = ?`),
  silence: sql('UPDATE alert SET silenced_milliseconds = ? WHERE id = ?'),
  setTold: sql('UPDATE alert SET told = ? WHERE id = ?'),
  notes: sql<{ at: number; by: string; text: string }>(
    'SELECT milliseconds AS at, author AS "by", text FROM alert_note WHERE alert = ? ORDER BY id',
  ),
  addNote: sql('INSERT INTO alert_note (alert, milliseconds, author, text) VALUES (?, ?, ?, ?)'),
  removeNotes: sql('DELETE FROM alert_note WHERE alert = ?'),
  addSilence: sql(`INSERT INTO alert_silence (site, kind, until_milliseconds, author, milliseconds)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (site, kind) DO UPDATE SET until_milliseconds = excluded.until_milliseconds,
      author = excluded.author, milliseconds = excluded.milliseconds`),
  silences: sql<SilenceRow>(`SELECT site, kind, until_milliseconds AS until, author AS "by", milliseconds AS at
    FROM alert_silence WHERE until_milliseconds > ? ORDER BY until_milliseconds`),
  removeSilences: sql('DELETE FROM alert_silence WHERE until_milliseconds <= ?'),
  addMessage: sql(`INSERT INTO alert_message
    (id, alert, news, channel, created_milliseconds, due_milliseconds, attempts) VALUES (?, ?, ?, ?, ?, ?, 0)`),
  waiting: sql<MessageRow>(`SELECT id, alert, news, channel, created_milliseconds AS createdAt, attempts
    FROM alert_message WHERE channel = ? AND due_milliseconds <= ? ORDER BY due_milliseconds, id LIMIT ?`),
  waitingCount: sql<{ count: number }>(`SELECT count(*) AS count FROM alert_message WHERE id > ''`),
  removeMessage: sql('DELETE FROM alert_message WHERE id = ?'),
  removeMessagesOf: sql('DELETE FROM alert_message WHERE alert = ?'),
  postpone: sql('UPDATE alert_message SET attempts = attempts + 1, due_milliseconds = ? WHERE id = ?'),
  endedBefore: sql<{ id: string }>(
    'SELECT id FROM alert WHERE ended_milliseconds IS NOT NULL AND ended_milliseconds < ?',
  ),
  /** When the first that is one too many ended. */
  endedBeyond: sql<{ endedAt: number }>(`SELECT ended_milliseconds AS endedAt FROM alert
    WHERE ended_milliseconds IS NOT NULL AND ended_milliseconds > 0
    ORDER BY ended_milliseconds DESC LIMIT 1 OFFSET ?`),
  remove: sql('DELETE FROM alert WHERE id = ?'),
};
