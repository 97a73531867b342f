import fc from 'fast-check';
import t from 'tap';
import { classKeyOf, classOf, subjectWithoutVersion } from '../../../journal/audit/audit-class.js';
import type { AuditPage, AuditQuery, AuditStretch, KeptEntry } from '../../../journal/audit/audit-query.js';
import { auditWords } from '../../../journal/audit/audit-words.js';
import { auditConditions, findEntries, walkSql } from '../../../journal/audit/find-entries.js';
import type { SearchValue } from '../../../journal/search/search-value.js';
import { defaultCipher } from '../../../journal/sqlite/key.js';
import { sql } from '../../../journal/sqlite/named-sql.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { parseResourceId, parseSiteCode } from '../../../protocol/ids.js';
import {
  journalFile,
  observation,
  openSite,
  patient,
  type Teardown,
  testKey,
  write,
} from '../../support/journal-fixtures.js';
import { hubPlans, sitePlans, wholeScan } from '../../support/query-plans.js';

const site = parseSiteCode('7KD');
const everything: AuditQuery = { times: [], agents: [], entities: [], isRising: false, count: 50 };
const authors = ['Practitioner/a', 'Practitioner/b', '0AB Practitioner/a', 'Device/7KD.labo', 'carnet:sync'];
const subjects = [
  ...['', 'Observation', 'Patient/p', 'Patient/q', 'Observation/o', 'Observation/o/_history/v', 'Observation/n'],
  ...['/api/x/:id', 'up/7KD/1/0/1-5'],
];

/** A journal with some entries, whose times go to and fro as a clock does that is put right. */
async function startAudit(t: Teardown) {
  const file = journalFile(t);
  let milliseconds = 1_000;
  const journal = openSite(t, site, { file, now: () => milliseconds });
  await write(journal, patient('p'), patient('q'), observation('o', 'p'), observation('n', 'q'));
  const connection = openDatabase({ file, key: testKey, cipher: defaultCipher, migrationMax: 1_000 });
  t.teardown(() => connection.close());
  const context = { connection, now: () => 5_000 };
  let added = 0;
  const add = async (count: number) => {
    for (const stop = added + count; added < stop; added += 1) {
      milliseconds = 1_000 + ((added * 37) % 101);
      const word = auditWords[(added * 7) % auditWords.length] ?? 'read';
      const action = added % 5 === 0 ? (`${word} fibre` as const) : word;
      const outcome = added % 3 === 0 ? 'refused' : 'done';
      const [author = '', subject = ''] = [authors[(added * 3) % 5], subjects[(added * 5) % 9]];
      await journal.records.audit([{ author, action, subject, outcome }]);
    }
  };
  await add(160);
  return { context, add };
}

/** All pages of a query, each of few entries, with looks at few entries. */
async function walk(
  { context }: Awaited<ReturnType<typeof startAudit>>,
  query: AuditQuery,
  bounds = { sliceEntriesMax: 7, walkEntriesMax: 30 },
  between: (page: AuditPage) => Promise<void> = async () => {},
): Promise<readonly KeptEntry[]> {
  const found: KeptEntry[] = [];
  let stretch: AuditStretch | undefined;
  do {
    const page: AuditPage = await findEntries(context, { ...query, ...(stretch && { stretch }) }, bounds);
    found.push(...page.entries);
    stretch = page.next;
    await between(page);
  } while (stretch !== undefined);
  return found;
}

function isWithin({ milliseconds }: KeptEntry, { prefix, start = 0, end = 0 }: SearchValue): boolean {
  if (prefix === 'eq') return milliseconds >= start && milliseconds < end;
  if (prefix === 'ge') return milliseconds >= start;
  return prefix === 'lt' ? milliseconds < start : milliseconds >= end;
}

/** What each entry says, asked one by one. */
function isMeant(entry: KeptEntry, { times, agents, entities, classes, numbers }: AuditQuery): boolean {
  const who = entry.author.split(' ').at(-1) ?? '';
  const about = subjectWithoutVersion(entry.subject);
  return (
    times.every((values) => values.some((value) => isWithin(entry, value))) &&
    agents.every(({ references, names }) => references.includes(who) || names.includes(entry.author)) &&
    entities.every(
      ({ references, patients }) =>
        references.includes(about) ||
        patients.some((id) => about === `Patient/${id}` || (about !== '' && entry.patient === id)),
    ) &&
    (classes === undefined || classes.includes(classKeyOf(classOf(entry)))) &&
    (numbers === undefined || numbers.includes(entry.number))
  );
}

const time = fc.record({
  prefix: fc.constantFrom('eq' as const, 'ge' as const, 'lt' as const, 'gt' as const),
  ...{ start: fc.integer({ min: 990, max: 1_110 }), length: fc.integer({ min: 1, max: 30 }) },
});
const queries = fc.record({
  times: fc.array(fc.array(time, { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
  agents: fc.array(
    fc.record({
      references: fc.subarray(['Practitioner/a', 'Practitioner/b', 'Device/7KD.labo']),
      names: fc.subarray(authors, { maxLength: 2 }),
    }),
    { maxLength: 1 },
  ),
  entities: fc.array(
    fc.record({
      references: fc.subarray(['Observation/o', 'Observation/n', 'Patient/p', 'Patient/x']),
      patients: fc.subarray(['p', 'q'].map(parseResourceId)),
    }),
    { maxLength: 2 },
  ),
  classes: fc.option(
    fc.subarray(
      auditWords.flatMap((word) => ['none', 'type', 'instance', 'version'].map((shape) => `${word} done ${shape}`)),
    ),
    { nil: undefined },
  ),
  numbers: fc.option(fc.array(fc.integer({ min: 1, max: 170 }), { maxLength: 20 }), { nil: undefined }),
  ...{ isRising: fc.boolean(), count: fc.integer({ min: 1, max: 9 }) },
});

t.test('[R64] any search along the audit finds what entry for entry is meant, in order, page by page', async (t) => {
  const audit = await startAudit(t);
  const all = await walk(audit, everything);
  t.equal(all.length, 164);
  t.strictSame(
    all.map(({ number }) => number),
    Array.from({ length: 164 }, (_, index) => 164 - index),
  );
  t.equal(all.find(({ subject }) => subject === 'Observation/o/_history/v')?.patient, 'p');
  await fc.assert(
    fc.asyncProperty(queries, async ({ times, classes, numbers, ...rest }) => {
      const query: AuditQuery = {
        ...rest,
        times: times.map((values) =>
          values.map(({ prefix, start, length }) => ({ prefix, text: '', start, end: start + length })),
        ),
        ...(classes !== undefined && { classes }),
        ...(numbers !== undefined && { numbers }),
      };
      const expected = all.filter((entry) => isMeant(entry, query)).map(({ number }) => number);
      const found = (await walk(audit, query)).map(({ number }) => number);
      if (query.isRising) expected.reverse();
      if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${found} instead of ${expected}`);
    }),
    { numRuns: 300 },
  );
});

t.test('[R64] pages are whole and end while entries are added between them', async (t) => {
  const audit = await startAudit(t);
  for (const isRising of [false, true]) {
    const before = (await walk(audit, everything)).map(({ number }) => number);
    const query = { ...everything, isRising, count: 3 };
    const found = await walk(audit, query, undefined, () => audit.add(4));
    const numbers = found.map(({ number }) => number).sort((left, right) => right - left);
    t.strictSame(numbers, before, isRising ? 'the first first' : 'the last first');
  }
});

t.test('[R64] a page looks at so many entries and no more, whatever it finds', async (t) => {
  const audit = await startAudit(t);
  const bounds = { sliceEntriesMax: 7, walkEntriesMax: 30 };
  const nothing = { ...everything, numbers: undefined, classes: [] };
  const { numbers: _, ...query } = nothing;
  const page = await findEntries(audit.context, query, bounds);
  t.strictSame(page, { entries: [], next: { from: 1, to: 164 - 35 } });
  const rising = await findEntries(audit.context, { ...query, isRising: true }, bounds);
  t.strictSame(rising.next, { from: 36, to: 164 });
});

t.test('[R64] every search walks along the numbers and reads no table as a whole', async (t) => {
  const { context } = await startAudit(t);
  const values = [{ prefix: 'ge' as const, text: '', start: 1, end: 2 }];
  const parts: readonly Partial<AuditQuery>[] = [
    ...[{}, { times: [values] }, { agents: [{ references: ['x'], names: [] }] }, { classes: ['x'] }, { numbers: [1] }],
    { entities: [{ references: ['x'], patients: [] }] },
  ];
  const plansAt = [sitePlans(t), await hubPlans(t)];
  for (const planOf of plansAt) {
    for (const one of parts) {
      for (const other of parts) {
        for (const isRising of [false, true]) {
          const query = { ...everything, ...one, ...other, isRising };
          const plan = planOf(walkSql(query, auditConditions(context, query)).sql.text);
          t.strictSame(plan.filter(wholeScan), [], plan.join(' | '));
          t.match(plan[0], /^SEARCH u USING INTEGER PRIMARY KEY/);
          t.notOk(
            plan.some((step) => /TEMP B-TREE FOR ORDER/.test(step)),
            plan.join(' | '),
          );
        }
      }
    }
  }
});

t.test('[R65] an entry that somebody wrote over is found as it stands', async (t) => {
  const audit = await startAudit(t);
  audit.context.connection.run(sql("UPDATE audit SET subject = 'Patient/somebody', outcome = 'done-' WHERE id = 100"));
  const query = { ...everything, entities: [{ references: ['Patient/somebody'], patients: [] }] };
  const [found, ...more] = await walk(audit, query);
  t.match(found, { number: 100, subject: 'Patient/somebody', outcome: 'done-' });
  t.equal(more.length, 0);
  if (found === undefined) throw new Error('nothing');
  t.equal((await walk(audit, { ...everything, classes: [classKeyOf(classOf(found))] })).at(-1) !== undefined, true);
  t.equal(classOf(found).outcome, 'refused', 'what is no word for a success is none');
});
