import Sqlite, { type Database } from 'better-sqlite3';
import type { OpenDriver } from '../../../journal/sqlite/keyed.js';

/** Mistakes that the harness must find: in the settings, in the order of things, in the disk. */
export const plants = ['sync-normal', 'ack-before-commit', 'dropped-fsync'] as const;
export type Plant = (typeof plants)[number];

export interface DriverWishes {
  readonly plant: Plant | undefined;
  /** The write-ahead log is copied into the file after so many pages, not the product's thousands: more often is harder. */
  readonly checkpointPages: number | undefined;
  /** Called where a planted early acknowledgement belongs. */
  readonly acknowledge: () => void;
}

/** The product's driver, that goes wrong where it is told to and says what is expected of it. */
export function plantedDriver({ plant, checkpointPages, acknowledge }: DriverWishes): OpenDriver {
  return (file, options) => {
    const database = new Sqlite(file, options);
    if (options.readonly) return database;
    const lies = new Map<string, number>();
    const pragma = database.pragma.bind(database);
    const execute = database.exec.bind(database);
    const lie = (text: string): string => {
      const [name = '', value = ''] = text.split('=');
      if (name === 'wal_autocheckpoint' && checkpointPages !== undefined && value !== '') {
        lies.set(name, Number(value));
        return `${name}=${checkpointPages}`;
      }
      if (text === 'synchronous=FULL' && plant === 'sync-normal') {
        lies.set(name, 2);
        return 'synchronous=NORMAL';
      }
      return text;
    };
    const overrides: Pick<Database, 'pragma' | 'exec'> = {
      pragma: (text, more) => {
        const said = lies.get(text);
        return said === undefined ? pragma(lie(text), more) : said;
      },
      exec: (text) => {
        if (text === 'COMMIT' && plant === 'ack-before-commit') acknowledge();
        execute(text);
        return database;
      },
    };
    return Object.assign(database, overrides);
  };
}
