import t from 'tap';
import { operations } from '../../../fhir-api/operations/definitions.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { keysOf, onBothSearchFaces } from '../../support/search-faces.js';

const person = { resourceType: 'Patient', id: 'p1' };

onBothSearchFaces(
  t,
  '[F98] §3.2.0 an operation that is not there, and a method that it does not take',
  async (t, face) => {
    await face.put(person);
    for (const url of [
      ...['$everything', '$nothing', 'Patient/$nothing', 'Patient/p1/$nothing', 'Patient/p1/$', 'Rock/$everything'],
      ...['Observation/o1/$everything', 'Patient/p1/$everything/more', 'Patient/p1/$toString', 'Patient/$everything'],
    ]) {
      for (const method of ['GET', 'POST']) {
        const answer = await send(face.server, 'doctor', method, url, method === 'POST' ? {} : undefined);
        t.equal(answer.statusCode, 404, `${method} ${url}`);
        t.equal((answer.json() as { resourceType: string }).resourceType, 'OperationOutcome');
      }
    }
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await send(face.server, 'doctor', method, 'Patient/p1/$everything');
      t.strictSame(refusalOf(answer), { status: 405, code: 'method-unsupported', path: undefined }, method);
      t.equal(answer.headers['allow'], 'GET, HEAD, POST');
    }
    t.equal((await send(face.server, 'doctor', 'HEAD', 'Patient/p1/$everything')).statusCode, 200);
  },
);

onBothSearchFaces(t, '[F98] §3.2.0 a wrong parameter is named, its value is not', async (t, face) => {
  await face.put(person);
  const parameters = (...parameter: unknown[]) => ({ resourceType: 'Parameters', parameter });
  for (const [code, name, query, body] of [
    ['parameter-malformed', 'start', 'start=Zebulon', parameters({ name: 'start', valueDate: 'Zebulon' })],
    ['parameter-malformed', 'end', 'end=2026-02-30', parameters({ name: 'end', valueDate: '2026-02-30' })],
    ['parameter-malformed', '_since', '_since=', parameters({ name: '_since', valueBoolean: true })],
    ['parameter-malformed', '_count', '_count=0', parameters({ name: '_count', valueInteger: 0 })],
    ['parameter-malformed', '_count', '_count=-1', parameters({ name: '_count', valueInteger: 1.5 })],
    [
      'parameter-malformed',
      '_count',
      '_count=1&_count=1',
      parameters(...[1, 2].map((valueInteger) => ({ name: '_count', valueInteger }))),
    ],
    ['parameter-unknown', 'stop', 'stop=2026', parameters({ name: 'stop', valueDate: '2026' })],
    ['type-unknown', '_type', '_type=Rock', parameters({ name: '_type', valueCode: 'Observation,Rock' })],
    ['parameter-malformed', 'start', 'start=x', parameters({ name: 'start', resource: person })],
  ] as const) {
    for (const answer of [
      await send(face.server, 'doctor', 'GET', `Patient/p1/$everything?${query}`),
      await send(face.server, 'doctor', 'POST', 'Patient/p1/$everything', body),
    ]) {
      t.equal(refusalOf(answer).code, code, query);
      t.ok((answer.json() as { issue: { diagnostics: string }[] }).issue[0]?.diagnostics.includes(name), answer.body);
      t.notMatch(answer.body, /Zebulon/);
    }
  }
  t.notMatch(face.server.log.join(''), /Zebulon/);
});

onBothSearchFaces(t, '[F98] bad bodies of an operation cost little and are told with their place', async (t, face) => {
  await face.put(person);
  const post = (body: unknown, headers = {}) =>
    send(face.server, 'doctor', 'POST', 'Patient/p1/$everything', body, headers);
  for (const [body, code, path] of [
    ['{', 'body-malformed', undefined],
    ['[]', 'body-malformed', undefined],
    [`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'body-malformed', undefined],
    ['{"resourceType":"Parameters","resourceType":"Parameters"}', 'body-malformed', undefined],
    [person, 'resource-structure', 'resourceType'],
    [{ resourceType: 'Parameters', parameter: {} }, 'resource-structure', 'Parameters.parameter'],
    [{ resourceType: 'Parameters', parameter: [1] }, 'resource-structure', 'Parameters.parameter[0]'],
    [
      { resourceType: 'Parameters', parameter: [{ valueDate: '2026' }] },
      'resource-structure',
      'Parameters.parameter[0].name',
    ],
  ] as const) {
    t.strictSame(refusalOf(await post(body)), { status: 400, code, path }, JSON.stringify(body).slice(0, 60));
  }
  t.equal((await post('x'.repeat(17 * 1024 * 1024))).statusCode, 413);
  t.equal((await post('start=2026', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode, 415);
});

onBothSearchFaces(t, '[F98] §3.1.0.11 an operation as an entry of a batch or transaction', async (t, face) => {
  await face.put(person);
  for (const type of ['batch', 'transaction']) {
    const answer = await send(face.server, 'doctor', 'POST', '', {
      ...{ resourceType: 'Bundle', type },
      entry: [
        { request: { method: 'GET', url: 'Patient/p1/$everything' } },
        {
          resource: { resourceType: 'Parameters', parameter: [{ name: '_type', valueCode: 'Condition' }] },
          request: { method: 'POST', url: 'Patient/p1/$everything' },
        },
      ],
    });
    const { entry } = answer.json() as { entry: { resource: Parameters<typeof keysOf>[0] }[] };
    t.strictSame(
      entry.map(({ resource }) => keysOf(resource)),
      [['Patient/p1'], []],
      type,
    );
  }
});

/** Operations that FHIR R4 itself does not have, by the guides that define them. */
const ofGuides: Readonly<Record<string, string>> = {
  'Patient export': 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export',
  'Group export': 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export',
  'Patient summary': 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
  'Patient ihe-pix': 'https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix',
  'Patient link': 'urn:carnet:operation:link',
  'Patient unlink': 'urn:carnet:operation:unlink',
};

onBothSearchFaces(t, '[F98] /metadata names each operation with its definition, and no other', async (t, face) => {
  const statement = (await send(face.server, 'doctor', 'GET', 'metadata')).json() as {
    rest: { resource: { type: string; operation?: { name: string; definition: string }[] }[] }[];
  };
  const resources = statement.rest[0]?.resource ?? [];
  const named = new Set(resources.flatMap(({ operation = [] }) => operation.map(({ name }) => name)));
  t.strictSame([...named].sort(), [...Object.keys(operations), 'export'].sort());
  for (const { type, operation = [] } of resources) {
    for (const { name, definition } of operation) {
      const of = /^(?:validate|meta(?:-add|-delete)?)$/.test(name) ? 'Resource' : type;
      t.equal(definition, ofGuides[`${type} ${name}`] ?? `http://hl7.org/fhir/OperationDefinition/${of}-${name}`);
    }
  }
});
