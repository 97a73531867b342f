import t from 'tap';
import { createSystemUuidGenerator, parseResourceType } from '../../protocol/ids.js';
import { reviewTaskOf } from '../../record/merge/review-task.js';
import { parseResource } from '../../record/parse.js';
import type { Role } from '../../record/role.js';
import { addPatient, type FhirServer, refusalOf, send, startFhirServer } from '../support/fhir-server.js';
import { labelled } from '../support/label.js';
import { eventually } from '../support/programs-records.js';

const asJson = { 'content-type': 'application/json' };
const newId = createSystemUuidGenerator();

interface Line {
  readonly task: string;
  readonly resource: { readonly type: string };
  readonly mayDecide: boolean;
}

/** Writes versions of a resource one after the other; returns their ids. The last one shows. */
async function versionsOf(server: FhirServer, ...bodies: readonly object[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) {
    const resource = parseResource(JSON.stringify(body), {});
    const [version] = await server.journal.records.commitBundle({
      author: 'Practitioner/doctor',
      entries: [{ verb: 'update', resource }],
    });
    ids.push(version?.versionId ?? '');
  }
  return ids;
}

async function askAbout(server: FhirServer, resource: object, versions: readonly string[], paths: readonly string[]) {
  const { resourceType, id } = resource as { resourceType: string; id: string };
  const task = newId();
  const body = reviewTaskOf({
    ...{ id: task, patient: undefined, priority: resourceType === 'Patient' ? 'routine' : 'urgent', paths },
    ...{ resource: { type: parseResourceType(resourceType), id: id as never }, versions: versions as never },
    authoredOn: '2026-11-21T08:00:00Z',
  });
  await server.journal.records.commitBundle({
    author: 'carnet:merge',
    entries: [{ verb: 'update', resource: parseResource(body, {}) }],
  });
  return task;
}

async function plant(server: FhirServer) {
  const patient = await addPatient(server);
  const allergy = (clinical: string, criticality: string) => ({
    ...{ resourceType: 'AllergyIntolerance', id: 'al', patient: { reference: `Patient/${patient}` }, criticality },
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: clinical }],
    },
  });
  const versions = await versionsOf(server, allergy('resolved', 'low'), allergy('active', 'high'));
  const asked = await askAbout(server, allergy('active', 'high'), versions, ['clinicalStatus', 'criticality']);
  const person = { resourceType: 'Patient', id: patient };
  const born = await versionsOf(server, { ...person, birthDate: '1990-01-01' }, { ...person, birthDate: '1991-01-01' });
  const who = await askAbout(server, person, born, ['birthDate']);
  return { patient, versions, asked, who, born };
}

const listFor = async (server: FhirServer, role: Role) =>
  ((await send(server, role, 'GET', '/api/conflicts')).json() as { conflicts: Line[] }).conflicts;

t.test('[M15][R1] who may see a record sees its questions; who may not, nothing', async (t) => {
  const server = await startFhirServer(t);
  const { asked, who } = await plant(server);
  t.match(await listFor(server, 'doctor'), [
    { task: asked, resource: { type: 'AllergyIntolerance', id: 'al' }, priority: 'urgent', mayDecide: true },
    { task: who, resource: { type: 'Patient' }, priority: 'routine', mayDecide: true },
  ]);
  t.match(await listFor(server, 'reception'), [{ task: who, mayDecide: true }], 'nothing clinical');
  t.same(
    (await listFor(server, 'pharmacist')).map(({ mayDecide }) => mayDecide),
    [false, false],
  );
  for (const role of ['admin', 'ops', 'authority'] as const) t.same(await listFor(server, role), [], role);
  for (const role of ['reception', 'admin', 'ops', 'authority'] as const) {
    const there = await send(server, role, 'GET', `/api/conflicts/${asked}`);
    const nowhere = await send(server, role, 'GET', `/api/conflicts/${newId()}`);
    t.same([there.statusCode, there.body], [404, nowhere.body], `${role} cannot tell it from none`);
    t.equal((await send(server, role, 'POST', `/api/conflicts/${asked}/decision`, {}, asJson)).statusCode, 404);
  }
  t.equal((await send(server, 'pharmacist', 'POST', `/api/conflicts/${asked}/decision`, {}, asJson)).statusCode, 403);
  t.equal((await server.app.inject('/api/conflicts')).statusCode, 401);
  t.equal((await send(server, 'doctor', 'GET', '/api/conflicts/not..an..id!')).statusCode, 400);
});

t.test(
  '[M15][R22] a question about what is confidential, now or in one of its versions, is there for those who see it',
  async (t) => {
    const server = await startFhirServer(t);
    const patient = await addPatient(server);
    const problem = (id: string, note: string) => ({
      ...{ resourceType: 'Condition', id, subject: { reference: `Patient/${patient}` }, note: [{ text: note }] },
    });
    const was = await versionsOf(server, { ...problem('was', 'a'), ...labelled() }, problem('was', 'b'));
    const is = await versionsOf(server, problem('is', 'a'), { ...problem('is', 'b'), ...labelled() });
    const never = await versionsOf(server, problem('never', 'a'), problem('never', 'b'));
    const asked = [
      await askAbout(server, problem('was', ''), was, ['note']),
      await askAbout(server, problem('is', ''), is, ['note']),
      await askAbout(server, problem('never', ''), never, ['note']),
    ];
    t.strictSame(
      (await listFor(server, 'nurse')).map(({ task }) => task),
      asked.slice(2),
    );
    t.equal((await listFor(server, 'doctor')).length, 3);
    for (const [index, task] of asked.entries()) {
      t.equal((await send(server, 'nurse', 'GET', `/api/conflicts/${task}`)).statusCode, index === 2 ? 200 : 404);
    }
  },
);

t.test('[M15] a question shows its versions, who wrote them, and what stands', async (t) => {
  const server = await startFhirServer(t);
  const { asked, versions, patient } = await plant(server);
  const [resolved, active] = versions;
  const organization = { resourceType: 'Organization', identifier: [{ system: 'urn:carnet:site', value: '7KD' }] };
  await versionsOf(server, { ...organization, id: 'org', name: 'Hôpital de Garoua' });
  const answer = await send(server, 'nurse', 'GET', `/api/conflicts/${asked}`);
  t.match(answer.json(), {
    ...{ task: asked, open: true, mayDecide: true },
    current: { versionId: active, body: { patient: { reference: `Patient/${patient}` } } },
    versions: [
      { versionId: resolved, author: 'Practitioner/doctor', origin: '7KD', originName: 'Hôpital de Garoua' },
      { versionId: active, body: { criticality: 'high' }, at: /^2026-/ },
    ],
    paths: [
      { path: 'clinicalStatus', group: 'clinicalStatus', cautious: active, values: [{ versionId: resolved }, {}] },
      { path: 'criticality', cautious: active, values: [{ value: 'low' }, { value: 'high' }] },
    ],
  });
  await eventually('written down', () =>
    server.audited.some(({ subject, action }) => action === 'read' && subject === 'AllergyIntolerance/al'),
  );
});

t.test('[M14] deciding writes the chosen values and closes the question, or nothing at all', async (t) => {
  const server = await startFhirServer(t);
  const { asked, versions } = await plant(server);
  const [resolved, active] = versions;
  const choices = [
    { group: 'clinicalStatus', versionId: resolved },
    { group: 'criticality', versionId: active },
  ];
  const decide = (body: object) => send(server, 'doctor', 'POST', `/api/conflicts/${asked}/decision`, body, asJson);
  t.match(refusalOf(await decide({ versionId: resolved, choices })), { status: 412, code: 'version-conflict' });
  t.match(refusalOf(await decide({ versionId: active, choices: choices.slice(1) })), { status: 400 });
  t.match(refusalOf(await decide({ versionId: active, choices: [{ path: 'x' }] })), { status: 400 });
  const foreign = choices.map((choice) => ({ ...choice, versionId: newId() }));
  t.match(refusalOf(await decide({ versionId: active, choices: foreign })), { status: 400 });
  t.equal((await listFor(server, 'doctor')).length, 2, 'nothing was written');
  const answer = await decide({ versionId: active, choices });
  t.equal(answer.statusCode, 200);
  t.match((await send(server, 'doctor', 'GET', 'AllergyIntolerance/al')).json(), {
    ...{ meta: { versionId: (answer.json() as { versionId: string }).versionId }, criticality: 'high' },
    clinicalStatus: { coding: [{ code: 'resolved' }] },
  });
  t.match((await send(server, 'doctor', 'GET', `Task/${asked}`)).json(), {
    status: 'completed',
    output: [{ valueString: `clinicalStatus=${resolved}` }, { valueString: `criticality=${active}` }],
  });
  t.equal((await listFor(server, 'doctor')).length, 1);
  t.match(await decide({ versionId: active, choices }), { statusCode: 412 }, 'decided once');
  const { versionId } = answer.json() as { versionId: string };
  t.match(await decide({ versionId, choices }), { statusCode: 412 }, 'not even by who has seen the decision');
});

t.test('[M14] reception decides who a patient is, and a client may decide by a FHIR transaction', async (t) => {
  const server = await startFhirServer(t);
  const { who, born, patient, asked } = await plant(server);
  const [first, second] = born;
  const body = { versionId: second, choices: [{ group: 'birthDate', versionId: first }] };
  t.equal((await send(server, 'reception', 'POST', `/api/conflicts/${who}/decision`, body, asJson)).statusCode, 200);
  t.match((await send(server, 'reception', 'GET', `Patient/${patient}`)).json(), { birthDate: '1990-01-01' });
  const [allergy, task] = await Promise.all(
    [`AllergyIntolerance/al`, `Task/${asked}`].map((url) => send(server, 'doctor', 'GET', url)),
  );
  const bundle = (etag: unknown) => ({
    ...{ resourceType: 'Bundle', type: 'transaction' },
    entry: [
      {
        resource: { ...(allergy?.json() as object), criticality: 'low' },
        request: { method: 'PUT', url: 'AllergyIntolerance/al', ifMatch: etag },
      },
      {
        resource: { ...(task?.json() as object), status: 'completed' },
        request: { method: 'PUT', url: `Task/${asked}` },
      },
    ],
  });
  t.equal((await send(server, 'doctor', 'POST', '', bundle(`W/"${newId()}"`))).statusCode, 412);
  t.equal((await listFor(server, 'doctor')).length, 1);
  t.equal((await send(server, 'doctor', 'POST', '', bundle(allergy?.headers['etag']))).statusCode, 200);
  t.same(await listFor(server, 'doctor'), []);
});

t.test('[M14][F162] a decision between versions of what was done is no change of it', async (t) => {
  const server = await startFhirServer(t);
  const patient = { reference: `Patient/${await addPatient(server)}` };
  const given = (lotNumber: string) => ({
    ...{ resourceType: 'Immunization', id: 'v1', status: 'completed', lotNumber, patient },
    ...{ vaccineCode: { text: 'BCG' }, occurrenceDateTime: '2026-11-20' },
  });
  const [first, second] = await versionsOf(server, given('A1'), given('B2'));
  const task = await askAbout(server, given('B2'), [first ?? '', second ?? ''], ['lotNumber']);
  t.equal(refusalOf(await send(server, 'doctor', 'PUT', 'Immunization/v1', given('A1'))).code, 'already-final');
  const body = { versionId: second, choices: [{ group: 'content', versionId: first }] };
  const answer = await send(server, 'doctor', 'POST', `/api/conflicts/${task}/decision`, body, asJson);
  t.equal(answer.statusCode, 200, answer.body);
  t.match((await send(server, 'doctor', 'GET', 'Immunization/v1')).json(), given('A1'));
});
