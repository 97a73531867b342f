import t from 'tap';
import { AuditTrail } from '../../fhir-api/audit-trail.js';
import { GuardedRecords } from '../../fhir-api/guard.js';
import { parseChangeId, parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import { addPatient, patient, startFhirServer } from '../support/fhir-server.js';

t.test('[R1] the guard itself refuses every way to the records, whoever forgot to ask', async (t) => {
  const server = await startFhirServer(t);
  const id = parseResourceId(await addPatient(server));
  const type = parseResourceType('Patient');
  const key = { type, id };
  const trail = new AuditTrail(server.journal.records, (error) => t.error(error));
  const ops = { name: 'o', displayName: 'O', author: 'Practitioner/ops', role: 'ops', expiresMilliseconds: 0 } as const;
  const records = new GuardedRecords(
    { store: server.journal.records, care: server.journal.care, trail, now: Date.now },
    ops,
  );
  const resource = parseResource(JSON.stringify({ ...patient, id }));
  const query = { type, clauses: [], count: 1, total: false, includes: [] };
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    read: () => records.read(key),
    readVersion: () => records.readVersion(key, parseChangeId('01a1fbeb-d80c-71d0-b4db-6167c5c88cb6')),
    history: () => records.history({ type, count: 1 }),
    search: () => records.search(query),
    delivery: () => records.delivery(key),
    current: () => records.current(key, 'update'),
    create: async () => records.commit([{ verb: 'create', resource }]),
    update: async () => records.commit([{ verb: 'update', resource }]),
    delete: async () => records.commit([{ verb: 'delete', key }]),
  };
  for (const [name, way] of Object.entries(ways)) await t.rejects(way(), { code: 'forbidden' }, name);
  t.equal((await server.journal.records.history({ count: 5 })).versions.length, 1);
  await trail.flush();
  t.equal(server.audited.filter(({ outcome }) => outcome === 'refused').length, Object.keys(ways).length);
});

t.test('audit rows that a full disk refuses are kept for the next attempt', async (t) => {
  const server = await startFhirServer(t);
  let full = true;
  let failures = 0;
  const audit = async (entries: Parameters<typeof server.journal.records.audit>[0]) => {
    if (full) throw new Problem('disk-full');
    await server.journal.records.audit(entries);
  };
  const trail = new AuditTrail({ audit }, () => {
    failures += 1;
  });
  const row = { author: 'Practitioner/doctor', action: 'read', outcome: 'done' } as const;
  trail.add({ ...row, subject: 'Patient/1' });
  await trail.flush();
  full = false;
  trail.add({ ...row, subject: 'Patient/2' });
  await trail.flush();
  t.equal(failures, 1);
  t.strictSame(
    server.audited.map(({ subject }) => subject),
    ['Patient/1', 'Patient/2'],
  );
});

t.test('[R60] the guard itself leads nobody to what is no record, whatever they may do with its type', async (t) => {
  const server = await startFhirServer(t);
  const [type, id] = [parseResourceType('AuditEvent'), parseResourceId('x')];
  const trail = new AuditTrail(server.journal.records, (error) => t.error(error));
  const who = {
    name: 'a',
    displayName: 'A',
    author: 'Practitioner/admin',
    role: 'admin',
    expiresMilliseconds: 0,
  } as const;
  const records = new GuardedRecords(
    { store: server.journal.records, care: server.journal.care, trail, now: Date.now },
    who,
  );
  const query = { type, clauses: [], count: 1, total: false, includes: [] };
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    read: () => records.read({ type, id }),
    readVersion: () => records.readVersion({ type, id }, parseChangeId('01a1fbeb-d80c-71d0-b4db-6167c5c88cb6')),
    history: () => records.history({ type, count: 1 }),
    'history of one': () => records.history({ type, id, count: 1 }),
    search: () => records.search(query),
    match: () => records.match([query]),
  };
  for (const [name, way] of Object.entries(ways)) await t.rejects(way(), { code: 'method-unsupported' }, name);
  t.equal(await records.delivery({ type, id }), undefined);
  t.notOk(records.searchable().has('AuditEvent'));
  t.throws(() => records.exportable(new Set(['AuditEvent'])), { code: 'method-unsupported' });
});
