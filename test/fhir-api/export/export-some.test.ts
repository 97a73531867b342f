import t from 'tap';
import {
  asker,
  endOfExport,
  keysOfLines,
  keysTakenOut,
  linesOf,
  pathOf,
  wholeExport,
} from '../../support/bulk-export.js';
import { type FhirServer, machineToken, refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(300_000);

const respondAsync = { prefer: 'respond-async' };
const of = (id: string) => ({ reference: `Patient/${id}` });
const observation = (id: string, more: object) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code: { text: 'x' } },
  ...more,
});
const people = ['p1', 'p2', 'p3', 'p4', 'p5'].map((id) => ({ resourceType: 'Patient', id }));
const record = [
  ...people,
  observation('o1', { subject: of('p1') }),
  observation('o2', { subject: of('p2'), performer: [of('p1')] }),
  observation('o4', { subject: of('p4'), performer: [of('p2')] }),
  // Filed under itself: whose it is, the compartment of the specification says.
  observation('o5', { performer: [of('p1')] }),
  observation('o6', {}),
  { resourceType: 'Organization', id: 'a1' },
  {
    ...{ resourceType: 'Group', id: 'g1', type: 'person', actual: true },
    member: [
      { entity: of('p1') },
      { entity: of('p2'), inactive: true },
      { entity: of('p3'), period: { end: '2026-11-20' } },
      { entity: of('p5'), period: { start: '2026-11-22' } },
      { entity: { reference: 'Group/g2' } },
      { entity: { reference: 'Group/gone' } },
      { entity: of('elsewhere') },
    ],
  },
  {
    ...{ resourceType: 'Group', id: 'g2', type: 'person', actual: true },
    member: [{ entity: of('p4') }, { entity: { reference: 'Group/g1' } }],
  },
  { resourceType: 'Group', id: 'g3', type: 'person', actual: false },
];
const ofGroup = [
  'Group/g1',
  'Group/g2',
  'Observation/o1',
  'Observation/o4',
  'Observation/o5',
  'Patient/p1',
  'Patient/p4',
];

function asking(...references: readonly string[]) {
  const parameter = references.map((reference) => ({ name: 'patient', valueReference: { reference } }));
  return { resourceType: 'Parameters', parameter };
}

/** The manifest of an export that was asked for by POST. */
async function posted(server: FhirServer, url: string, body: unknown) {
  const ask = asker(server, 'doctor');
  const begun = await ask('POST', url, body, respondAsync);
  if (begun.statusCode !== 202) throw new Error(begun.body);
  return (await endOfExport(ask, pathOf(String(begun.headers['content-location'])))).json();
}

onBothSearchFaces(
  t,
  '[F136] a group: the records of those who are in it, now and through groups within it',
  async (t, { put, server }) => {
    await put(...record);
    const ask = asker(server, 'doctor');
    const keys = (url: string) => keysTakenOut(ask, url);
    t.strictSame(await keys('Group/g1/$export'), ofGroup);
    t.strictSame(await keys('Group/g2/$export'), ofGroup, 'the circle ends');
    t.strictSame(await keys('Group/g1/$export?_type=Patient'), ['Patient/p1', 'Patient/p4']);
    const some = await posted(server, 'Group/g1/$export', asking('Patient/p4'));
    t.strictSame(keysOfLines(await linesOf(ask, some.output)), ['Group/g2', 'Observation/o4', 'Patient/p4']);
    t.match(some.request, /\/fhir\/Group\/g1\/\$export$/);
  },
);

onBothSearchFaces(
  t,
  '[F136] patients by POST: what is filed with another is not theirs, and of deletions only those of theirs are told',
  async (t, { put, server }) => {
    await put(...record);
    const ask = asker(server, 'doctor');
    const asked = asking('Patient/p1', `http://localhost:80/fhir/Patient/p4`, 'Patient/p1');
    const keys = async (body: unknown) =>
      keysOfLines(await linesOf(ask, (await posted(server, 'Patient/$export', body)).output));
    t.strictSame(await keys(asked), ofGroup);
    t.strictSame(await keys(asking('Patient/p3')), ['Patient/p3'], 'not the group that is filed with another');

    server.clock.milliseconds += 60_000;
    const since = new Date(server.clock.milliseconds).toISOString();
    for (const id of ['o1', 'o2', 'o5', 'o6']) await send(server, 'doctor', 'DELETE', `Observation/${id}`);
    const parameter = [...asked.parameter, { name: '_since', valueInstant: since }];
    const manifest = await posted(server, 'Patient/$export', { ...asked, parameter });
    t.strictSame(manifest.output, []);
    const deletions = await linesOf(ask, manifest.deleted);
    const urls = deletions.map((line) => JSON.parse(line).entry[0].request.url);
    t.strictSame(urls, ['Observation/o1', 'Observation/o5']);
  },
);

onBothSearchFaces(
  t,
  '[F136] whom an export cannot be of is refused, and nothing is begun',
  async (t, { put, server }) => {
    await put(...record);
    const ask = asker(server, 'doctor');
    const refused = async (method: string, url: string, body?: unknown, role = ask) => {
      const { status, code, path } = refusalOf(await role(method, url, body, respondAsync));
      return [`${status} ${code}`, ...(path === undefined ? [] : [path])];
    };
    const malformed = '400 parameter-malformed';
    t.strictSame(await refused('POST', '$export', asking('Patient/p1')), ['400 parameter-unknown']);
    t.strictSame(await refused('GET', 'Patient/$export?patient=Patient/p1'), [malformed], 'by POST alone');
    t.strictSame(await refused('POST', 'Patient/$export?patient=Patient/p1'), [malformed]);
    t.strictSame(await refused('POST', 'Patient/$export', asking('Patient/p1', 'Patient/nobody')), [
      malformed,
      'patient[1]',
    ]);
    t.strictSame(await refused('POST', 'Patient/$export', asking('Observation/o1')), [malformed, 'patient[0]']);
    t.strictSame(await refused('POST', 'Group/g1/$export', asking('Patient/p1', 'Patient/p2')), [
      malformed,
      'patient[1]',
    ]);
    t.strictSame(
      await refused('POST', 'Patient/$export', asking(...Array.from({ length: 1_001 }, () => 'Patient/p1'))),
      ['413 too-large'],
    );
    t.strictSame(await refused('GET', 'Group/never/$export'), ['404 not-found']);
    t.strictSame(await refused('GET', 'Group/g3/$export'), ['422 request-invalid'], 'which describes whom it means');
    await send(server, 'doctor', 'DELETE', 'Group/g2');
    t.strictSame(await refused('GET', 'Group/g2/$export'), ['410 deleted']);
    t.strictSame(await refused('PUT', 'Group/g1/$export', asking()), ['405 method-unsupported']);
    t.strictSame(await refused('GET', 'Group/g1/$export', undefined, asker(server, 'admin')), ['403 forbidden']);
    const token = await machineToken(server, 'lab', 'system/Observation.rs system/Patient.rs');
    const byMachine = await send(server, token, 'GET', 'Group/g1/$export', undefined, respondAsync);
    t.equal(refusalOf(byMachine).code, 'forbidden', 'the group is a record, too');
    t.strictSame(auditOf(server), []);
  },
);

onBothSearchFaces(t, '[F136][F106] the audit and /metadata name groups and patients', async (t, { put, server }) => {
  await put(...record);
  await wholeExport(asker(server, 'doctor'), 'Group/g1/$export?_type=Patient');
  await posted(server, 'Patient/$export', asking('Patient/p4', 'Patient/p1', 'Patient/p4'));
  t.strictSame(auditOf(server), ['Group/g1', 'Patient/p4', 'Patient/p1']);
  const [rest] = (await send(server, 'doctor', 'GET', 'metadata')).json().rest;
  const group = rest.resource.find(({ type }: { type: string }) => type === 'Group').operation;
  t.ok(group.some(({ definition }: { definition: string }) => definition.endsWith('/group-export')));
});

/** Whose records were taken out, by the rows that were written with the beginning of each export. */
function auditOf({ trail }: FhirServer): string[] {
  return trail()
    .filter(({ action, outcome }) => action === 'export' && outcome === 'done')
    .map(({ subject }) => subject);
}

onBothSearchFaces(
  t,
  '[F137] _typeFilter: searches of one type add up, other types are whole',
  async (t, { put, server }) => {
    const numbered = (id: string, value: number, more: object = {}) =>
      observation(id, { subject: of('p1'), valueQuantity: { value, code: 'kg', system: 'urn:u' }, ...more });
    await put(
      ...people,
      numbered('light', 3, { effectiveDateTime: '2026-11-01' }),
      numbered('heavy', 90, { effectiveDateTime: '2026-10-01' }),
      numbered('amended', 50, { status: 'amended' }),
      { resourceType: 'Organization', id: 'a1' },
    );
    const ask = asker(server, 'doctor');
    const filters = (...queries: readonly string[]) =>
      queries.map((query) => `_typeFilter=${encodeURIComponent(query)}`).join('&');
    const keys = (url: string) => keysTakenOut(ask, url);
    const observations = async (...queries: readonly string[]) =>
      (await keys(`$export?_type=Observation&${filters(...queries)}`)).map((key) => key.split('/')[1]);
    t.strictSame(await observations('Observation?status=amended'), ['amended']);
    t.strictSame(await observations('Observation?status=amended,Observation?value-quantity=lt10'), [
      'amended',
      'light',
    ]);
    t.strictSame(await observations('Observation?status=amended', 'Observation?date=le2026-10-31&status=final'), [
      'amended',
      'heavy',
    ]);
    t.strictSame(await observations('Observation?status=amended,final'), ['amended', 'heavy', 'light'], 'two values');
    t.strictSame(await observations('Observation?status:not=final', 'Observation?_id=heavy'), ['amended', 'heavy']);
    t.strictSame(await observations('Observation?date:missing=true&patient=Patient/p1'), ['amended']);
    t.strictSame(await observations('Observation?_lastUpdated=gt2030'), []);
    t.strictSame(await keys(`$export?_type=Organization,Observation&${filters('Observation?_id=light')}`), [
      'Observation/light',
      'Organization/a1',
    ]);
    t.strictSame(await keys(`Patient/$export?${filters('Observation?_id=heavy', 'Patient?_id=p1')}`), [
      'Observation/heavy',
      'Patient/p1',
    ]);
    const refused = async (query: string) => {
      const { status, code } = refusalOf(await ask('GET', `$export?${query}`, undefined, respondAsync));
      return `${status} ${code}`;
    };
    t.equal(await refused(`_type=Patient&${filters('Observation?status=final')}`), '400 parameter-malformed');
    t.equal(await refused(filters('status=final')), '400 parameter-malformed');
    t.equal(await refused(filters('Observation?')), '400 parameter-malformed');
    t.equal(await refused(filters('Observation?status=final&_sort=date')), '400 parameter-malformed');
    t.equal(await refused(filters('Observation?status=final&_include=*')), '400 parameter-malformed');
    t.equal(await refused(filters('Observation?stattus=final')), '400 parameter-unknown');
    t.equal(await refused(filters('Observation?patient.name=x')), '400 parameter-unknown', 'a chain');
    t.equal(await refused(filters('Patient?_has:Observation:patient:code=x')), '400 parameter-unknown');
    t.equal(await refused(filters('Thing?code=x')), '404 type-unknown');
    t.equal(await refused(filters(...Array.from({ length: 51 }, () => 'Patient?_id=x'))), '400 parameter-malformed');
  },
);
