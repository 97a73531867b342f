import t from 'tap';
import { addOrganization, countVersions, onBothFaces, organization } from '../../support/fhir-faces.js';
import { refusalOf } from '../../support/fhir-server.js';

const patchTypes = 'application/json-patch+json, application/fhir+json';

onBothFaces(t, '[F52] RFC 5789 §2.2, RFC 9110 §15.5.16: a 415 says what would have been taken', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  const patch = await ask('PATCH', address, '<a/>', { 'content-type': 'application/xml-patch+xml' });
  t.strictSame([patch.statusCode, patch.headers['accept-patch']], [415, patchTypes]);
  const post = await ask('POST', 'Organization', '<a/>', { 'content-type': 'application/fhir+xml' });
  t.strictSame([post.statusCode, post.headers.accept], [415, 'application/fhir+json']);
  t.notOk(post.headers['accept-patch']);
  const ruled = await ask('POST', 'Organization', { ...organization, colour: 'blue' });
  t.notOk(ruled.headers.accept ?? ruled.headers['accept-patch'], 'and no other refusal does');
});

onBothFaces(t, '[F52] RFC 9110 §15.5.6: a 405 says the methods, also to one that no route knows', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  for (const [method, url, allow] of [
    ['POST', address, 'GET, HEAD, PUT, PATCH, DELETE'],
    ['OPTIONS', address, 'GET, HEAD, PUT, PATCH, DELETE'],
    ['OPTIONS', 'Organization', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
    ['PUT', `${address}/_history`, 'GET, HEAD'],
    ['OPTIONS', 'Organization/_search', 'POST'],
  ] as const) {
    const refused = await ask(method, url, method === 'OPTIONS' ? undefined : organization);
    t.equal(refusalOf(refused).code, 'method-unsupported', `${method} ${url}`);
    t.equal(refused.headers.allow, allow);
    t.equal(refused.headers['accept-patch'], allow.includes('PATCH') ? patchTypes : undefined, 'RFC 5789 §3.1');
  }
  t.equal(refusalOf(await ask('OPTIONS', 'Organization/1/2/3/4/5')).code, 'not-found');
  t.equal(refusalOf(await ask('OPTIONS', 'Nothing')).code, 'type-unknown');
});

onBothFaces(t, '[F54] http.html#cdelete: /metadata says that one is deleted at most, and so it is', async (t, face) => {
  const { ask } = face;
  await addOrganization(face);
  await addOrganization(face);
  const { rest } = (await ask('GET', 'metadata')).json() as {
    rest: readonly { resource: readonly { type: string; conditionalDelete: string }[] }[];
  };
  const said = rest[0]?.resource.find(({ type }) => type === 'Organization')?.conditionalDelete;
  const answer = await ask('DELETE', 'Organization?identifier=urn:test|1');
  t.strictSame([said, refusalOf(answer).code, answer.statusCode], ['single', 'condition-several', 412]);
  t.equal(await countVersions(face), 2, 'and nothing went');
});
