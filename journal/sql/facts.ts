import { sql } from '../sqlite/named-sql.js';

export interface SiteFactsRow {
  readonly site: string;
  readonly facts: string;
  readonly heardMilliseconds: number;
}

export const factsSql = {
  set: sql(`INSERT INTO site_facts (site, facts, heard_milliseconds) VALUES (?, ?, ?)
    ON CONFLICT (site) DO UPDATE SET facts = excluded.facts, heard_milliseconds = excluded.heard_milliseconds`),
  all: sql<SiteFactsRow>(`SELECT site, facts, heard_milliseconds AS heardMilliseconds FROM site_facts
    WHERE site > '' ORDER BY site`),
};
