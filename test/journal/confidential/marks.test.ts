import fc from 'fast-check';
import t from 'tap';
import { openJournal } from '../../../journal/open.js';
import type { CommitEntry } from '../../../journal/record-store.js';
import { migrate, migrationsOf } from '../../../journal/schema/migrations.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { parseResourceId, parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import { isConfidentialBody } from '../../../record/confidentiality.js';
import {
  author,
  journalFile,
  openHub,
  openSite,
  patient,
  resourceOf,
  testKey,
  write,
} from '../../support/journal-fixtures.js';

const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const type = parseResourceType('Condition');
const site = parseSiteCode('7KD');

/** Labels that are confidential, and such as only look so. */
const labels = fc.constantFrom<unknown>(
  undefined,
  [{ system, code: 'R' }],
  [{ system, code: 'N' }, { code: 'V' }],
  [{ system, code: 'N' }],
  [{ system: 'urn:other', code: 'R' }],
  [],
  'R',
  { system, code: 'R' },
  [null, 'V', { code: 4 }],
);

function condition(id: string, security: unknown) {
  const meta = security === undefined ? {} : { meta: { security } };
  return resourceOf({ resourceType: 'Condition', id, subject: { reference: 'Patient/p' }, note: 'security', ...meta });
}

for (const role of ['site', 'hub'] as const) {
  t.test(
    `[R22] what a ${role} marks as confidential is what shows and bears the label, after any writes`,
    async (t) => {
      const journal = role === 'site' ? openSite(t, site) : openHub(t);
      const { records } = journal;
      await write(journal, patient('p'));
      const ids = ['c1', 'c2', 'c3'].map(parseResourceId);
      const step = fc.record({ id: fc.constantFrom(...ids), security: labels, isDeleted: fc.boolean() });
      const known = new Map<string, boolean>();
      await fc.assert(
        fc.asyncProperty(step, async ({ id, security, isDeleted }) => {
          const entry: CommitEntry =
            isDeleted && known.has(id)
              ? { verb: 'delete', key: { type, id } }
              : { verb: 'update', resource: condition(id, security) };
          await records.commitBundle({ author, entries: [entry] });
          const shown = await records.read({ type, id });
          // A deletion leaves what it deletes as it was.
          if (shown !== undefined && !shown.deleted) known.set(id, isConfidentialBody(shown.body));
          const marks = await records.areConfidential(ids.map((each) => ({ type, id: each })));
          t.strictSame(
            marks,
            ids.map((each) => known.get(each) === true),
          );
        }),
        { numRuns: 120, seed: 11 },
      );
      t.ok([...known.values()].length === 3);
      t.end();
    },
  );
}

t.test('[R23] a site counts by patient and type, deleted ones not', async (t) => {
  const journal = openSite(t, site);
  const restricted = [{ system, code: 'R' }];
  await write(journal, patient('p'), condition('a', restricted), condition('b', restricted), condition('c', undefined));
  const countsOf = async (id: string) =>
    Object.fromEntries(await journal.records.confidentialCounts(parseResourceId(id)));
  t.strictSame(await countsOf('p'), { Condition: 2 });
  t.strictSame(await countsOf('nobody'), {});
  await journal.records.commitBundle({
    author,
    entries: [{ verb: 'delete', key: { type, id: parseResourceId('a') } }],
  });
  t.strictSame(await countsOf('p'), { Condition: 1 });
});

t.test('[R22] what an earlier program wrote is marked by the migration', async (t) => {
  const file = journalFile(t);
  const all = migrationsOf('site');
  const at = all.findIndex((text) => text.includes('CREATE TABLE confidential '));
  const before = all.slice(0, at);
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: before.length });
  migrate(connection, 10, before);
  const bodies = [
    condition('a', [{ system, code: 'R' }]).body,
    condition('b', [{ system, code: 'N' }]).body,
    '{"security":',
  ];
  connection.execute(`INSERT INTO type (id, name) VALUES (1, 'Condition'); INSERT INTO author (id, name) VALUES (1, 'x');
    INSERT INTO stream (id, direction, site, epoch, lane, seq, chain) VALUES (1, 'up', '7KD', 1, 2, 3, zeroblob(32));`);
  bodies.forEach((body, index) => {
    const key = index + 1;
    connection.execute(`INSERT INTO resource (id, type, fhir_id, version, updated_milliseconds, deleted)
      VALUES (${key}, 1, '${'abc'[index]}', ${key}, 1, 0);
      INSERT INTO version (id, change_id, resource, author, origin, stamp_milliseconds, stamp_counter, predecessors, stream, seq,
        group_start, received_milliseconds, body)
      VALUES (${key}, randomblob(16), ${key}, 1, '7KD', 1, 0, x'', 1, ${key}, ${key}, 1, CAST('${body}' AS BLOB));`);
  });
  connection.close();
  const journal = openJournal({ file, key: testKey, role: 'site', site, epoch: 1 });
  t.teardown(() => journal.close());
  const keys = ['a', 'b', 'c'].map((id) => ({ type, id: parseResourceId(id) }));
  t.strictSame(await journal.records.areConfidential(keys), [true, false, false]);
});
