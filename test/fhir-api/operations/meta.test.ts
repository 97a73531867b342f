import t from 'tap';
import { addOrganization, countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { refusalOf, send } from '../../support/fhir-server.js';

const labels = {
  profile: ['http://example.org/StructureDefinition/facility'],
  tag: [{ system: 'urn:tags', code: 'trial' }],
  security: [{ system: 'urn:labels', code: 'R' }],
};

onBothFaces(t, '[F141] Resource-meta: what is said about a resource, and nothing that it says', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face, { meta: labels });
  const whole = await ask('GET', address);
  const before = await countVersions(face);
  for (const method of ['GET', 'POST']) {
    const answer = await ask(method, `${address}/$meta`);
    t.equal(answer.statusCode, 200);
    const { meta } = whole.json() as { meta: object };
    t.match(meta, labels);
    t.strictSame(answer.json(), { resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: meta }] });
    t.equal(answer.headers['etag'], whole.headers['etag']);
  }
  t.equal(await countVersions(face), before);
});

onBothFaces(t, '[F141][F98] Resource-meta: of what is there, to who may read it', async (t, face) => {
  const { ask, server } = face;
  const address = await addOrganization(face);
  t.equal((await ask('GET', 'Organization/nobody/$meta')).statusCode, 404);
  t.equal((await ask('PUT', `${address}/$meta`, {})).statusCode, 405);
  t.equal(refusalOf(await ask('GET', `${address}/$meta?of=x`)).code, 'parameter-unknown');
  t.equal((await send(server, 'reception', 'GET', 'Observation/o1/$meta')).statusCode, 403);
  await ask('DELETE', address);
  t.equal((await ask('GET', `${address}/$meta`)).statusCode, 410);
});
