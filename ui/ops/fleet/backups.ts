import { drillStandings } from '../../../protocol/facts/backup-facts.js';
import { fieldsOf, listOf, numberOf, textOf, timeOf, wordOf } from '../../kit/http/read-fields.js';

/** Where a site's backups stand, and the last drill of each place; times in milliseconds since 1970. */
export interface Backups {
  readonly standing: (typeof drillStandings)[number];
  readonly places: readonly { readonly place: string; readonly madeAt: number | undefined; readonly failed: string }[];
  readonly drills: readonly Drill[];
}

export interface Drill {
  readonly place: string;
  readonly at: number | undefined;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly versions: number;
  /** `ok`, or the code of what went wrong. */
  readonly result: string;
}

export function readBackups(value: unknown): Backups {
  const backups = typeof value === 'object' && value !== null ? fieldsOf(value) : {};
  return {
    standing: wordOf(drillStandings, backups['standing']) ?? 'none',
    places: listOf(backups['places']).map((each) => {
      const place = fieldsOf(each);
      return { place: textOf(place['place']), madeAt: timeOf(place['madeAt']), failed: textOf(place['failed']) };
    }),
    drills: listOf(backups['drills']).map((each) => {
      const drill = fieldsOf(each);
      const counts = { bytes: numberOf(drill['bytes']) ?? 0, versions: numberOf(drill['versions']) ?? 0 };
      return {
        ...{ place: textOf(drill['place']), at: timeOf(drill['at']), ...counts },
        ...{ milliseconds: numberOf(drill['milliseconds']) ?? 0, result: textOf(drill['result']) },
      };
    }),
  };
}
