import type { AuditTally } from '../../journal/audit/tally-entries.js';
import { type AccessKind, accessKindOf } from '../../record/access.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';

/** What was done, in the words of the statistics. */
export const statisticActs = [
  'look',
  'write',
  'refused',
  'sign-in',
  'sign-in-refused',
  'break-glass',
  'export',
] as const;

export type StatisticAct = (typeof statisticActs)[number];

/** How often on one day; of records by their kind, never by whose they are. */
export interface Statistic {
  /** FHIR date, local time. */
  readonly day: string;
  readonly act: StatisticAct;
  /** `none` of what is not done with records. */
  readonly kind: AccessKind | 'none';
  readonly count: number;
}

const looks = ['read', 'search', 'history'];
const writes = ['create', 'update', 'delete', 'link', 'unlink'];
const dayMilliseconds = 24 * 3_600_000;

/** Counts by day, act and kind, the newest day first. What is none of the acts is left out. */
export function statisticsOf(tallies: readonly AuditTally[]): readonly Statistic[] {
  const counts = new Map<string, Statistic>();
  for (const tally of tallies) {
    const act = actOf(tally);
    if (act === undefined) continue;
    const day = new Date(tally.day * dayMilliseconds).toISOString().slice(0, 10);
    const kind =
      (act === 'look' || act === 'write') && isResourceTypeKnown(tally.type) ? accessKindOf(tally.type) : 'none';
    const key = `${day} ${statisticActs.indexOf(act)} ${kind}`;
    counts.set(key, { day, act, kind, count: tally.count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts]
    .sort(([a, one], [b, other]) => compare(other.day, one.day) || compare(a, b))
    .map(([, each]) => each);
}

function actOf({ word, outcome }: AuditTally): StatisticAct | undefined {
  const isDone = outcome === 'done';
  if (word === 'sign-in') return isDone ? 'sign-in' : 'sign-in-refused';
  if (!isDone) return 'refused';
  if (looks.includes(word)) return 'look';
  if (writes.includes(word)) return 'write';
  return word === 'break-glass' || word === 'export' ? word : undefined;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
