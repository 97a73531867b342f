import t from 'tap';
import { countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { refusalOf, send } from '../../support/fhir-server.js';

interface Outcome {
  readonly resourceType: string;
  readonly issue: readonly {
    readonly severity: string;
    readonly code: string;
    readonly details: { readonly coding?: readonly { readonly code: string }[] };
    readonly expression?: readonly string[];
  }[];
}

const organization = { resourceType: 'Organization', name: 'Hôpital de district' };
const faulty = [
  { resourceType: 'Organization', name: 'x', telecom: [{ value: '1' }, { system: 'phone', use: 'drum' }] },
  { resourceType: 'Organization', name: 'x', colour: 'blue' },
  { resourceType: 'Organization', name: ['x'], active: 'yes', telecom: [{ system: 'drum' }] },
  { resourceType: 'Organization', name: 'x', identifier: [] },
  { resourceType: 'Patient', name: [{ family: 'x' }] },
  { resourceType: 'Rock' },
];
const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const base = 'http://hl7.org/fhir/StructureDefinition';

onBothFaces(t, '[F100] Resource-validate: create says what a create says, and stores nothing', async (t, face) => {
  const { ask } = face;
  const before = await countVersions(face);
  for (const resource of faulty) {
    const written = await ask('POST', 'Organization', resource);
    t.ok(written.statusCode >= 400, JSON.stringify(resource));
    for (const answer of [
      await ask('POST', 'Organization/$validate?mode=create', resource),
      await ask('POST', 'Organization/$validate', resource),
      await ask(
        'POST',
        'Organization/$validate',
        parameters({ name: 'resource', resource }, { name: 'mode', valueCode: 'create' }),
      ),
    ]) {
      t.equal(answer.statusCode, 200);
      t.strictSame((answer.json() as Outcome).issue, (written.json() as Outcome).issue);
    }
  }
  const fine = (await ask('POST', 'Organization/$validate', organization)).json() as Outcome;
  t.strictSame(
    fine.issue.map(({ severity, code }) => [severity, code]),
    [['information', 'informational']],
  );
  t.equal(await countVersions(face), before);
});

onBothFaces(
  t,
  '[F100] Resource-validate: update and delete at a resource, as the write would be answered',
  async (t, face) => {
    const { ask } = face;
    const id = ((await ask('POST', 'Organization', organization)).json() as { id: string }).id;
    const before = await countVersions(face);
    const url = `Organization/${id}/$validate`;
    const codes = async (...request: Parameters<typeof ask>) => {
      const answer = await ask(...request);
      t.equal(answer.statusCode, 200, request.slice(0, 2).join(' '));
      return (answer.json() as Outcome).issue.map(({ details }) => details.coding?.[0]?.code ?? 'none');
    };
    t.strictSame(await codes('POST', `${url}?mode=update`, { ...organization, id }), ['none']);
    t.strictSame(await codes('POST', `${url}?mode=update`, { ...organization, id: 'other' }), ['resource-structure']);
    t.strictSame(await codes('POST', `${url}?mode=update`, { ...organization, id }, { 'if-match': 'W/"1"' }), [
      'version-conflict',
    ]);
    t.strictSame(await codes('POST', url, { ...organization, id: 'other' }), ['resource-structure']);
    t.strictSame(await codes('GET', `${url}?mode=delete`), ['none']);
    t.strictSame(await codes('GET', `${url}?mode=profile&profile=${base}/Organization`), ['none']);
    t.strictSame(await codes('GET', 'Organization/nobody/$validate?mode=delete'), ['not-found']);
    t.equal(await countVersions(face), before);
    t.equal((await ask('GET', `Organization/${id}`)).statusCode, 200, 'it is still there');
    await ask('DELETE', `Organization/${id}`);
    t.strictSame(await codes('GET', `${url}?mode=delete`), ['deleted']);
  },
);

onBothFaces(t, '[F101] Resource-validate: a profile that is not known is said', async (t, { ask }) => {
  for (const [profile, codes] of [
    [`${base}/Organization`, []],
    [`${base}/Organization|4.0.1`, []],
    [`${base}/DomainResource`, []],
    [`${base}/Organization|5.0.0`, ['profile-unknown']],
    [`${base}/Patient`, ['profile-unknown']],
    ['http://example.org/mine', ['profile-unknown']],
    ['', ['profile-unknown']],
  ] as const) {
    const answer = await ask('POST', `Organization/$validate?profile=${encodeURIComponent(profile)}`, organization);
    t.equal(answer.statusCode, 200);
    const { issue } = answer.json() as Outcome;
    t.strictSame(
      issue.flatMap(({ details }) => details.coding?.[0]?.code ?? []),
      codes,
      profile,
    );
    t.equal(issue[0]?.severity, codes.length === 0 ? 'information' : 'error');
  }
  const both = await ask('POST', 'Organization/$validate?profile=http://example.org/mine', {
    ...organization,
    colour: 'blue',
  });
  t.ok((both.json() as Outcome).issue.length > 1, 'what else is wrong, too');
});

onBothFaces(
  t,
  '[F140] Resource-validate: a unit that UCUM does not have is told, and refuses no write',
  async (t, face) => {
    const { server } = face;
    const observation = (code: string) => ({
      ...{ resourceType: 'Observation', status: 'final', code: { text: 'Tension' } },
      component: [{ code: { text: 'x' }, valueQuantity: { value: 120, system: 'http://unitsofmeasure.org', code } }],
    });
    for (const [code, severity, expression] of [
      ['mm[Hg]', 'information', undefined],
      ['mmHg', 'warning', ['Observation.component[0].valueQuantity.code']],
    ] as const) {
      const answer = await send(server, 'doctor', 'POST', 'Observation/$validate', observation(code));
      t.equal(answer.statusCode, 200);
      const { issue } = answer.json() as Outcome;
      t.strictSame([issue.length, issue[0]?.severity, issue[0]?.expression], [1, severity, expression], code);
      if (face.name === 'site') {
        t.equal((await send(server, 'doctor', 'POST', 'Observation', observation(code))).statusCode, 201, code);
      }
    }
  },
);

onBothFaces(t, '[F100][F98] Resource-validate: what cannot be validated is refused', async (t, { ask, server }) => {
  for (const [word, method, url, body] of [
    ['resource', 'POST', 'Organization/$validate', undefined],
    ['resource', 'GET', 'Organization/$validate', undefined],
    ['resource', 'POST', 'Organization/o1/$validate', parameters()],
    ['mode', 'POST', 'Organization/$validate?mode=guess', organization],
    ['mode', 'POST', 'Organization/$validate?mode=update', organization],
    ['mode', 'GET', 'Organization/$validate?mode=delete', undefined],
    ['profile', 'GET', 'Organization/o1/$validate?mode=profile', undefined],
    ['resource', 'POST', 'Organization/$validate', parameters({ name: 'resource', valueString: 'x' })],
  ] as const) {
    const answer = await ask(method, url, body);
    t.strictSame(refusalOf(answer).code, 'parameter-malformed', `${method} ${url}`);
    t.ok(answer.body.includes(word));
  }
  t.equal((await ask('POST', 'Organization/$validate', '{"resourceType":')).statusCode, 400);
  // Who may not write is not told what the write would say.
  for (const url of ['Organization/$validate?mode=create', 'Organization/o1/$validate?mode=update']) {
    t.equal((await send(server, 'nurse', 'POST', url, organization)).statusCode, 403, url);
  }
  t.equal((await send(server, 'nurse', 'GET', 'Organization/o1/$validate?mode=delete')).statusCode, 403);
  t.equal((await send(server, 'nurse', 'POST', 'Organization/$validate', organization)).statusCode, 200);
});
