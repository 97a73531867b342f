import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ResourceId } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { instantPredicate } from '../search/values.js';
import { auditSql } from '../sql/audit.js';
import type { AuditRow } from '../sql/node.js';
import type { SqlValue } from '../sqlite/connection.js';
import { type NamedSql, sql } from '../sqlite/named-sql.js';
import { classColumn, subjectColumn, subjectWithoutVersion } from './audit-class.js';
import type { AuditPage, AuditQuery, AuditStretch, KeptEntry, SoughtEntities } from './audit-query.js';
import { readMark } from './read-audit.js';

type Context = Pick<JournalContext, 'connection' | 'now'>;

interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** How many entries one statement looks at, and one page. */
export interface WalkBounds {
  readonly sliceEntriesMax: number;
  readonly walkEntriesMax: number;
}

const usualBounds: WalkBounds = {
  sliceEntriesMax: journalLimits.auditSliceEntriesMax,
  walkEntriesMax: journalLimits.auditWalkEntriesMax,
};

/**
 * Walks along the audit from one end of a stretch, a bounded number of entries for a page, and in slices between which others
 * have their turn: entries have no index but their number.
 */
export async function findEntries(context: Context, query: AuditQuery, bounds = usualBounds): Promise<AuditPage> {
  const { isRising, count, numbers } = query;
  const statement = walkSql(query, auditConditions(context, query));
  const found: AuditRow[] = [];
  let left = query.stretch ?? { from: 1, to: readMark(context.connection).count };
  let walked = 0;
  while (left.from <= left.to && found.length < count && walked < bounds.walkEntriesMax) {
    // What is asked for by number is looked up, however far apart it lies.
    const size = numbers === undefined ? bounds.sliceEntriesMax : left.to - left.from + 1;
    const slice = sliceOf(left, size, isRising);
    const values = [slice.from, slice.to, ...statement.values, count - found.length];
    const rows = context.connection.all(statement.sql, ...values);
    found.push(...rows);
    const last = rows.at(-1);
    const reached = found.length < count || last === undefined ? slice : cutAt(slice, last.id, isRising);
    left = isRising ? { from: reached.to + 1, to: left.to } : { from: left.from, to: reached.from - 1 };
    walked += slice.to - slice.from + 1;
    await nextTurn();
  }
  const entries = found.map((row) => keptEntry(context, row));
  return left.from <= left.to ? { entries, next: left } : { entries };
}

/** The entry with a number; `undefined` where there is none. */
export function findEntry(context: Context, number: number): KeptEntry | undefined {
  const row = context.connection.one(auditSql.entry, number);
  return row === undefined ? undefined : keptEntry(context, row);
}

function sliceOf({ from, to }: AuditStretch, size: number, isRising: boolean): AuditStretch {
  return isRising ? { from, to: Math.min(to, from + size - 1) } : { from: Math.max(from, to - size + 1), to };
}

function cutAt({ from, to }: AuditStretch, last: number, isRising: boolean): AuditStretch {
  return isRising ? { from, to: last } : { from: last, to };
}

function keptEntry({ connection }: Context, { id, ...row }: AuditRow): KeptEntry {
  const [type = '', fhirId = ''] = subjectWithoutVersion(row.subject).split('/');
  const patient = connection.one(auditSql.filedWith, type, fhirId)?.patient;
  return { number: id, ...row, ...(patient !== undefined && { patient: patient as ResourceId }) };
}

/** The statement for a slice: its two ends, what is asked, and how many. */
export function walkSql(
  { isRising }: Pick<AuditQuery, 'isRising'>,
  conditions: readonly Condition[],
): { readonly sql: NamedSql<AuditRow>; readonly values: readonly SqlValue[] } {
  const asked = ['u.id >= ? AND u.id <= ?', ...conditions.map(({ text }) => `(${text})`)].join(' AND ');
  // The audit is walked, and authors are looked up: never the other way.
  const text = `SELECT u.id, u.milliseconds, a.name AS author, u.action, u.subject, u.outcome, u.chain
    FROM audit u CROSS JOIN author a ON a.id = u.author WHERE ${asked} ORDER BY u.id ${isRising ? 'ASC' : 'DESC'} LIMIT ?`;
  return { sql: sql<AuditRow>(text), values: conditions.flatMap(({ values }) => values) };
}

/** What a query asks of each entry. */
export function auditConditions(context: Context, query: AuditQuery): readonly Condition[] {
  const { times, agents, entities, classes, numbers } = query;
  const now = context.now();
  const listed = (column: string, list: readonly (string | number)[]): Condition => ({
    text: `${column} IN (SELECT value FROM json_each(?))`,
    values: [JSON.stringify(list)],
  });
  return [
    ...(numbers === undefined ? [] : [listed('u.id', numbers)]),
    ...times.map((values) => anyOf(values.map((value) => instantPredicate(value, 'u.milliseconds', now)))),
    ...agents.map(({ references, names }) =>
      anyOf([listed("substr(a.name, instr(a.name, ' ') + 1)", references), listed('a.name', names)]),
    ),
    ...entities.map((sought) => listed(subjectColumn, subjectsOf(context, sought))),
    ...(classes === undefined ? [] : [listed(classColumn, classes)]),
  ];
}

function anyOf(conditions: readonly Condition[]): Condition {
  return {
    text: conditions.map(({ text }) => `(${text})`).join(' OR '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function subjectsOf({ connection }: Context, { references, patients }: SoughtEntities): readonly string[] {
  const filed = patients.flatMap((patient) => connection.all(auditSql.filedOf, patient).map(({ subject }) => subject));
  return [...new Set([...references, ...patients.map((patient) => `Patient/${patient}`), ...filed])];
}
