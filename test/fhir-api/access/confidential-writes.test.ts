import t, { type Test } from 'tap';
import { hidden, known, of, open } from '../../support/confidential-world.js';
import { type FhirServer, refusalOf, send } from '../../support/fhir-server.js';
import { labelled } from '../../support/label.js';
import { eventually } from '../../support/programs-records.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(900_000);

async function refuses(t: Test, server: FhirServer, method: string, url: string, body?: object, headers = {}) {
  const answer = await send(server, 'nurse', method, url, body, headers);
  const content = (await send(server, 'doctor', 'GET', 'MedicationRequest/m-r')).body;
  t.match(content, /urn:secret/, 'it is as it was');
  t.notMatch(answer.body, /secret|Hidden/);
  return refusalOf(answer);
}

onBothSearchFaces(
  t,
  '[R22] a nurse writes nothing over what she may not see, nor under a label',
  async (t, { server, put }) => {
    await put(...open, ...hidden);
    const prescription = {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject: of('Patient/p1'),
      medicationCodeableConcept: known,
    };
    const put1 = { ...prescription, id: 'm-r' };
    t.match(await refuses(t, server, 'PUT', 'MedicationRequest/m-r', put1), { status: 403, code: 'forbidden' });
    const json = { 'content-type': 'application/json-patch+json' };
    const patch = [{ op: 'replace', path: '/status', value: 'stopped' }];
    t.match(await refuses(t, server, 'PATCH', 'MedicationRequest/m-r', patch, json), { status: 404 });
    t.match(await refuses(t, server, 'POST', 'MedicationRequest', { ...prescription, ...labelled() }), { status: 403 });
    const where = await refuses(t, server, 'PUT', 'MedicationRequest?code=secret', prescription);
    t.not(where.status, 200, 'a condition finds nothing of it, so something new is made');
    const entry = [{ resource: put1, request: { method: 'PUT', url: 'MedicationRequest/m-r' } }];
    t.match(await refuses(t, server, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry }), {
      status: 403,
    });
    const own = await send(server, 'nurse', 'PUT', 'MedicationRequest/m-new', { ...prescription, id: 'm-new' });
    t.equal(own.statusCode, 201, 'an id of her choice that nothing has is hers');
    const again = await send(server, 'nurse', 'PUT', 'MedicationRequest/m-new', {
      ...prescription,
      id: 'm-new',
      status: 'stopped',
    });
    t.equal(again.statusCode, 200);
  },
);

onBothSearchFaces(
  t,
  '[R24] who has a licence that is over prescribes nothing; what needs none goes on',
  async (t, { server, put }) => {
    await put(...open);
    const doctor = { resourceType: 'Practitioner', id: 'doctor' };
    const prescription = {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject: of('Patient/p1'),
      medicationCodeableConcept: known,
    };
    const prescribe = () => send(server, 'doctor', 'POST', 'MedicationRequest', prescription);
    t.equal((await prescribe()).statusCode, 201, 'nothing is known of any licence');
    await put({ ...doctor, qualification: [{ code: { text: 'x' }, period: { end: '2026-11-20' } }] });
    t.match(refusalOf(await prescribe()), { status: 422, code: 'licence-over' });
    t.match(refusalOf(await send(server, 'doctor', 'DELETE', 'MedicationRequest/m1')), { code: 'licence-over' });
    const entry = [{ resource: prescription, request: { method: 'POST', url: 'MedicationRequest' } }];
    t.match(
      refusalOf(await send(server, 'doctor', 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry })),
      { code: 'licence-over' },
    );
    t.equal((await send(server, 'doctor', 'GET', 'MedicationRequest/m1')).statusCode, 200);
    const seen = { resourceType: 'Observation', status: 'final', code: known, subject: of('Patient/p1') };
    t.equal((await send(server, 'doctor', 'POST', 'Observation', seen)).statusCode, 201);
    await eventually('written down', () =>
      server.audited.some(({ action, subject }) => action === 'refused' && subject === 'MedicationRequest'),
    );
    await put({ ...doctor, qualification: [{ code: { text: 'x' }, period: { end: '2026-11-21' } }] });
    t.equal((await prescribe()).statusCode, 201);
  },
);
