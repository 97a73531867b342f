import { sql } from '../sqlite/named-sql.js';

export interface AvailabilityRow {
  readonly day: number;
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly off: number;
}

const columns = 'day, up, degraded, down, off';

export const availabilitySql = {
  ofDay: sql<AvailabilityRow>(`SELECT ${columns} FROM availability WHERE day = ?`),
  set: sql(`INSERT INTO availability (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (day) DO UPDATE
    SET up = excluded.up, degraded = excluded.degraded, down = excluded.down, off = excluded.off`),
  between: sql<AvailabilityRow>(`SELECT ${columns} FROM availability WHERE day >= ? AND day <= ? ORDER BY day`),
  prune: sql('DELETE FROM availability WHERE day < ?'),
  beat: sql(`INSERT INTO heartbeat (id, milliseconds) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET milliseconds = excluded.milliseconds`),
  lastBeat: sql<{ milliseconds: number }>('SELECT milliseconds FROM heartbeat WHERE id = 1'),
};
