import Sqlite from 'better-sqlite3';
import { migrationsOf } from '../../journal/schema/migrations.js';

interface Made {
  readonly type: 'trigger' | 'view' | 'index' | 'table';
  readonly name: string;
}

const made = (database: Sqlite.Database) =>
  database
    .prepare<[], Made>("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL")
    .all();

const columnsOf = (database: Sqlite.Database, table: string) =>
  database
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => name);

/** Takes all away that the migrations from `version` on made: what a program before them left behind. What they changed stays. */
export function makeOlder(database: Sqlite.Database, role: 'hub' | 'site', version: number): void {
  const before = new Sqlite(':memory:');
  for (const text of migrationsOf(role).slice(0, version - 1)) before.exec(text);
  const known = new Set(['migration', 'migration_floor', ...made(before).map(({ name }) => name)]);
  for (const type of ['trigger', 'view', 'index', 'table'] as const) {
    const later = made(database).filter((each) => each.type === type && !known.has(each.name));
    for (const { name } of later) database.exec(`DROP ${type} IF EXISTS "${name}"`);
  }
  for (const { name: table } of made(database).filter((each) => each.type === 'table')) {
    const columns = columnsOf(before, table);
    const later = columns.length === 0 ? [] : columnsOf(database, table).filter((column) => !columns.includes(column));
    for (const column of later) database.exec(`ALTER TABLE "${table}" DROP COLUMN "${column}"`);
  }
  database.exec(`DELETE FROM migration WHERE version >= ${version}`);
  before.close();
}
