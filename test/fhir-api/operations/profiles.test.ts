import type { LightMyRequestResponse } from 'fastify';
import t from 'tap';
import { countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { refusalOf } from '../../support/fhir-server.js';
import { bookOf, madeProfile, profileBase } from '../../support/made-profiles.js';

const url = `${profileBase}named`;
const named = madeProfile('named', 'Organization', [{ path: 'Organization.telecom', min: 1 }], { version: '1.2' });
const organization = { resourceType: 'Organization', name: 'Hôpital de district' };
const claiming = (profile: string, more: object = {}) => ({ ...organization, meta: { profile: [profile] }, ...more });
const telecom = [{ system: 'phone', value: '+237 222 00 00 00' }];
const patchJson = { 'content-type': 'application/json-patch+json' };

interface Outcome {
  readonly issue: readonly {
    readonly severity: string;
    readonly expression?: readonly string[];
    readonly diagnostics?: string;
  }[];
}
const saidIn = (answer: LightMyRequestResponse) =>
  (answer.json() as Outcome).issue
    .filter(({ severity }) => severity === 'error')
    .map(({ expression }) => expression?.[0]);

onBothFaces(
  t,
  '[F58] a profile that is only loaded refuses no write, and $validate tells',
  async (t, { ask, server }) => {
    server.shelf.book = bookOf([named]);
    t.equal((await ask('POST', 'Organization', claiming(url))).statusCode, 201);
    for (const [address, body, said] of [
      ['Organization/$validate', claiming(url), ['Organization.telecom']],
      ['Organization/$validate', claiming(`${url}|1.2`), ['Organization.telecom']],
      ['Organization/$validate', claiming(`${url}|9`), []],
      ['Organization/$validate', organization, []],
      [`Organization/$validate?profile=${url}`, organization, ['Organization.telecom']],
      [`Organization/$validate?profile=${url}|1.2`, { ...organization, telecom }, []],
      [`Organization/$validate?profile=${url}`, claiming(url), ['Organization.telecom']],
      [`Organization/$validate?profile=${url}|9`, organization, [undefined]],
    ] as const) {
      const answer = await ask('POST', address, body);
      t.equal(answer.statusCode, 200);
      t.strictSame(saidIn(answer), said, `${address} ${JSON.stringify(body)}`);
    }
    const told = await ask('POST', `Organization/$validate?profile=${url}`, organization);
    t.match((told.json() as Outcome).issue[0]?.diagnostics, /is required \(profile named\)/);
    const patient = await ask('POST', `Patient/$validate?profile=${url}`, { resourceType: 'Patient' });
    t.match((patient.json() as Outcome).issue[0]?.diagnostics, /is not of the type of its profile named/);
    t.strictSame(saidIn(await ask('POST', `Organization/$validate?profile=${url}`, { ...organization, colour: 1 })), [
      'Organization.colour',
    ]);
  },
);

onBothFaces(
  t,
  '[F58] a profile that is enforced refuses what claims it and does not conform, on every way in',
  async (t, face) => {
    const { ask, server } = face;
    server.shelf.book = bookOf([named], {}, true);
    const made = await ask('POST', 'Organization', claiming(url, { telecom }));
    t.equal(made.statusCode, 201);
    const { id } = made.json() as { id: string };
    const before = await countVersions(face);
    const entry = (method: string, address: string) => ({
      ...{ resourceType: 'Bundle', type: 'transaction' },
      entry: [{ resource: claiming(url, { id }), request: { method, url: address } }],
    });
    const path = 'Organization.telecom';
    for (const answer of [
      await ask('POST', 'Organization', claiming(url)),
      await ask('PUT', `Organization/${id}`, claiming(url, { id })),
      await ask('PUT', 'Organization?name=Hôpital', claiming(url)),
      await ask('PATCH', `Organization/${id}`, '[{"op":"remove","path":"/telecom"}]', patchJson),
    ]) {
      t.strictSame(refusalOf(answer), { status: 422, code: 'resource-invalid', path });
    }
    for (const bundle of [entry('POST', 'Organization'), entry('PUT', `Organization/${id}`)]) {
      const answer = await ask('POST', '', bundle);
      t.equal(answer.statusCode, 422);
      t.equal(refusalOf(answer).path, 'Bundle.entry[0].resource.telecom');
    }
    t.equal(await countVersions(face), before);
    t.equal(
      (await ask('POST', 'Organization', organization)).statusCode,
      201,
      'who does not claim it is not held to it',
    );
    const stored = await ask('GET', `Organization/${id}/$validate?mode=profile&profile=${url}`);
    t.strictSame(saidIn(stored), []);
    t.strictSame(saidIn(await ask('POST', 'Organization/$validate', claiming(url))), [path], 'told once');
  },
);

onBothFaces(
  t,
  '[F139] what a profile asks of a record that is not here is told by $validate, and refuses no write',
  async (t, { ask, server }) => {
    const secure = madeProfile('secure', 'Endpoint', [{ path: 'Endpoint.name', min: 1 }]);
    const linked = madeProfile('linked', 'Organization', [
      {
        path: 'Organization.endpoint',
        slicing: { discriminator: [{ type: 'profile', path: 'resolve()' }], rules: 'closed' },
      },
      {
        ...{ path: 'Organization.endpoint', sliceName: 'secure', min: 1 },
        type: [{ code: 'Reference', targetProfile: [`${profileBase}secure`] }],
      },
    ]);
    server.shelf.book = bookOf([secure, linked], {}, true);
    const endpoint = {
      ...{ resourceType: 'Endpoint', id: 'e', status: 'active', address: 'https://lab.example/' },
      ...{ connectionType: { code: 'hl7-fhir-rest' }, payloadType: [{ text: 'any' }] },
    };
    const to = (reference: string, contained: object) =>
      claiming(`${profileBase}linked`, { endpoint: [{ reference }], contained: [contained] });
    const far = claiming(`${profileBase}linked`, { endpoint: [{ reference: 'Endpoint/far' }] });
    t.equal((await ask('POST', 'Organization', far)).statusCode, 201);
    for (const address of ['Organization/$validate', `Organization/$validate?profile=${profileBase}linked`]) {
      const answer = await ask('POST', address, far, { 'accept-language': 'fr' });
      t.strictSame((answer.json() as Outcome).issue, [
        {
          ...{ severity: 'information', code: 'incomplete' },
          details: { text: 'Cela n’a pas pu être vérifié ici.' },
          diagnostics: 'what it refers to is not here: it may be of slice secure (profile linked)',
          expression: ['Organization.endpoint[0]'],
        },
      ]);
    }
    const refused = await ask('POST', 'Organization', to('#e', endpoint));
    t.match(refusalOf(refused), { status: 422, path: 'Organization.endpoint' });
    const right = to('#e', { ...endpoint, name: 'Laboratoire' });
    t.equal((await ask('POST', 'Organization', right)).statusCode, 201);
    t.match((await ask('POST', 'Organization/$validate', right)).json(), {
      issue: [{ severity: 'information', code: 'informational' }],
    });
  },
);
