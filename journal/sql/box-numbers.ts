import { sql } from '../sqlite/named-sql.js';

export interface BoxNumberRow {
  readonly number: number;
  readonly hubEpoch: number;
  readonly given: number;
  readonly isSpent: 0 | 1;
}

export const boxNumberSql = {
  ofSite: sql<BoxNumberRow>(`SELECT b.number, b.hub_epoch AS hubEpoch, b.given, i.spent_by IS NOT NULL AS isSpent
    FROM box_number b LEFT JOIN invite i ON i.id = b.invite WHERE b.site = ?`),
  give: sql(`INSERT INTO box_number (site, number, hub_epoch, given) VALUES (?, ?, ?, ?)
    ON CONFLICT (site, number) DO UPDATE SET hub_epoch = excluded.hub_epoch, given = excluded.given, invite = NULL`),
  bind: sql('UPDATE box_number SET invite = ? WHERE site = ? AND number = ?'),
};
