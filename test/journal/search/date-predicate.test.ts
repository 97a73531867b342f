import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import t from 'tap';
import type { SearchValue } from '../../../journal/search/search-value.js';
import { selectProbe } from '../../../journal/search/select.js';
import type { RowSource } from '../../../journal/search/source.js';
import { datePredicate } from '../../../journal/search/values.js';
import { earliestMilliseconds, type Interval, latestMilliseconds } from '../../../record/date-time.js';
import { hubPlans, sitePlans } from '../../support/query-plans.js';

const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
const now = 100;

/** FHIR R4 §3.1.1.4.6, of a resource's time and the one asked for, `end` exclusive of both. */
function meets(prefix: SearchValue['prefix'], own: Interval, asked: Interval): boolean {
  const isWithin = own.start >= asked.start && own.end <= asked.end;
  switch (prefix) {
    case 'eq':
      return isWithin;
    case 'ne':
      return !isWithin;
    case 'gt':
      return own.end > asked.end;
    case 'lt':
      return own.start < asked.start;
    case 'ge':
      return own.start >= asked.start || own.end > asked.end;
    case 'le':
      return own.start < asked.start || own.end <= asked.end;
    case 'sa':
      return own.start >= asked.end;
    case 'eb':
      return own.end <= asked.start;
    default: {
      const margin = Math.abs(now - asked.start) * 0.1;
      return own.start < asked.end + margin && own.end > asked.start - margin;
    }
  }
}

const time = fc.integer({ min: 0, max: 30 });
const interval = fc
  .tuple(time, fc.integer({ min: 1, max: 12 }))
  .map(([start, length]): Interval => ({ start, end: start + length }));
const own = fc.oneof(
  { weight: 4, arbitrary: interval },
  { weight: 1, arbitrary: time.map((start): Interval => ({ start, end: latestMilliseconds })) },
  { weight: 1, arbitrary: time.map((end): Interval => ({ start: earliestMilliseconds, end })) },
);

t.test('[J33] what a time finds is what its interval says, whatever the index is asked', async (t) => {
  const database = new Sqlite(':memory:');
  t.teardown(() => database.close());
  const found = new Map<string, number>();
  const check = (prefix: (typeof prefixes)[number], row: Interval, asked: Interval) => {
    const { text, values } = datePredicate({ prefix, text: '', ...asked }, now, ['start', '"end"']);
    const statement = database.prepare(`SELECT ${text} AS met FROM (SELECT ? AS start, ? AS "end")`);
    const { met } = statement.get(...values, row.start, row.end) as { met: number };
    if ((met === 1) !== meets(prefix, row, asked)) return false;
    if (met === 1) found.set(prefix, (found.get(prefix) ?? 0) + 1);
    return true;
  };
  fc.assert(fc.property(fc.constantFrom(...prefixes), own, interval, check), { numRuns: 20_000, seed: 33 });
  t.ok(
    prefixes.every((prefix) => (found.get(prefix) ?? 0) > 20),
    JSON.stringify([...found]),
  );
});

t.test('[J33] what lies within a time, or ended by one, is read no further than it starts', async (t) => {
  const sourceOf = (prefix: SearchValue['prefix']): RowSource => ({
    ...{ kind: 'rows', table: 'search_date', parameters: [1], negated: false },
    alternatives: [datePredicate({ prefix, text: '', start: 1, end: 2 }, now, ['s.start', 's."end"'])],
  });
  const faces = [
    [sitePlans(t), false],
    [await hubPlans(t), true],
  ] as const;
  for (const [planOf, behind] of faces) {
    const within = planOf(selectProbe(sourceOf('eq'), 1_000, { behind, hides: undefined, care: undefined }).text).join(
      ' ',
    );
    t.match(within, /USING PRIMARY KEY \(parameter=\? AND start>\? AND start<\?\)/);
    const before = planOf(selectProbe(sourceOf('eb'), 1_000, { behind, hides: undefined, care: undefined }).text).join(
      ' ',
    );
    t.match(before, /USING PRIMARY KEY \(parameter=\? AND start<\?\)/);
  }
});
