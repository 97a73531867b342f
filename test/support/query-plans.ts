import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { searchReaderSql } from '../../journal/sql/search-file.js';
import { keyPragmas, keyValue } from '../../journal/sqlite/key.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { openHub, openSite, type Teardown, testKey } from './journal-fixtures.js';
import { temporaryFolder } from './temporary-folder.js';

/** The plan of a statement, step by step, over a site's journal. */
export function sitePlans(t: Teardown): (text: string) => string[] {
  const file = join(temporaryFolder(t), 'journal.db');
  openSite(t, parseSiteCode('7KD'), { file }).close();
  return plansOf(t, file);
}

/** The same over a hub's journal with its search file beside it. */
export async function hubPlans(t: Teardown): Promise<(text: string) => string[]> {
  const folder = temporaryFolder(t);
  const file = join(folder, 'journal.db');
  const hub = openHub(t, { file });
  await hub.fanout.index(1);
  hub.close();
  return plansOf(t, file, join(folder, 'search.db'));
}

/** The same over any database file. */
export function plansOf(t: Teardown, file: string, searchFile?: string): (text: string) => string[] {
  const database = new Sqlite(file);
  t.teardown(() => database.close());
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  if (searchFile !== undefined) database.prepare(searchReaderSql.attach.text).run(searchFile, keyValue(testKey));
  return (text) => {
    const statement = database.prepare(`EXPLAIN QUERY PLAN ${text}`);
    const places = Array.from({ length: (text.match(/\?/g) ?? []).length }, () => 1);
    return statement.all(...places).map((row) => (row as { detail: string }).detail);
  };
}
/** A step that reads a whole table or index of the database; a scan of an inner result is none. */
export const wholeScan = (step: string) => /^SCAN (?!json_each |m$|d$|\(subquery|constant|CONSTANT|\d)/.test(step);
