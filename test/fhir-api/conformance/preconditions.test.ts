import t from 'tap';
import type { CommitBundle } from '../../../journal/record-store.js';
import { addOrganization, countVersions, onBothFaces, organization } from '../../support/fhir-faces.js';
import { refusalOf } from '../../support/fhir-server.js';

const json = { 'content-type': 'application/json-patch+json' };
const rename = [{ op: 'replace', path: '/name', value: 'N' }];

onBothFaces(t, '[F49] RFC 9110 §13.1.1: If-Match with a list, *, weak and strong tags', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  const id = address.split('/')[1];
  const etagNow = async () => (await ask('GET', address)).headers.etag as string;
  const forms: readonly ((etag: string) => string)[] = [
    (etag) => etag,
    (etag) => etag.slice(2),
    (etag) => `W/"other" , ${etag}`,
    (etag) => `${etag},"a,b"`,
    () => ' * ',
  ];
  const writes = [
    ['PUT', { ...organization, id, name: 'M' }, {}],
    ['PATCH', rename, json],
  ] as const;
  for (const form of forms) {
    for (const [method, body, headers] of writes) {
      const etag = await etagNow();
      const held = await ask(method, address, body, { ...headers, 'if-match': form(etag) });
      t.equal(held.statusCode, 200, `${method} ${form('E')}`);
      t.not(held.headers.etag, etag);
      const stale = await ask(method, address, body, { ...headers, 'if-match': 'W/"other", "third"' });
      t.strictSame(refusalOf(stale), { status: 412, code: 'version-conflict', path: undefined });
    }
  }
  t.equal((await ask('GET', address, undefined, { 'if-match': '"other"' })).statusCode, 412, 'a read, too');
  t.equal((await ask('GET', address, undefined, { 'if-match': '*' })).statusCode, 200);
  const count = await countVersions(face);
  for (const bad of ['', 'other', '"a" "b"', '"a",', '*, "a"', 'w/"a"', `"${'a'.repeat(10)}`]) {
    const refused = await ask('PUT', address, { ...organization, id }, { 'if-match': bad });
    t.strictSame(refusalOf(refused), { status: 400, code: 'parameter-malformed', path: undefined }, bad);
  }
  t.equal(await countVersions(face), count, 'nothing was written');
  t.equal((await ask('PUT', 'Organization/new', { ...organization, id: 'new' }, { 'if-match': '*' })).statusCode, 412);
  t.equal((await ask('DELETE', address, undefined, { 'if-match': `"x", ${await etagNow()}` })).statusCode, 204);
  t.equal((await ask('PUT', address, { ...organization, id }, { 'if-match': '*' })).statusCode, 412, 'what is deleted');
});

onBothFaces(t, '[F49] RFC 9110 §13.1.2: If-None-Match with PUT makes and never changes', async (t, face) => {
  const { ask, server } = face;
  const put = (ifNoneMatch: string, name: string) =>
    ask('PUT', 'Organization/o', { ...organization, id: 'o', name }, { 'if-none-match': ifNoneMatch });
  t.equal((await put('*', 'first')).statusCode, 201);
  t.strictSame(refusalOf(await put('*', 'second')), { status: 412, code: 'version-conflict', path: undefined });
  const { etag } = (await ask('GET', 'Organization/o')).headers;
  t.equal((await put(`"x", ${etag}`, 'second')).statusCode, 412);
  t.equal((await put('"x"', 'second')).statusCode, 200, 'another version than those named');
  t.equal((await ask('DELETE', 'Organization/o', undefined, { 'if-none-match': '*' })).statusCode, 412);
  t.equal((await ask('PATCH', 'Organization/o', rename, { ...json, 'if-none-match': '*' })).statusCode, 412);
  await ask('DELETE', 'Organization/o');
  t.equal((await put('*', 'again')).statusCode, 201, 'what is deleted is not there');

  const entry = (id: string, request: object) => ({ resource: { ...organization, id }, request });
  const bundle = (...entries: object[]) =>
    ask('POST', '', { resourceType: 'Bundle', type: 'transaction', entry: entries });
  const only = (id: string) => entry(id, { method: 'PUT', url: `Organization/${id}`, ifNoneMatch: '*' });
  const count = await countVersions(face);
  t.equal((await bundle(only('n'), only('o'))).statusCode, 412, 'all or nothing');
  t.equal(await countVersions(face), count);
  t.equal((await bundle(only('n'), only('m'))).statusCode, 200);

  const store = server.journal.records;
  const commit = store.commitBundle.bind(store);
  let others = 1;
  Object.assign(store, {
    commitBundle: async (bundle: CommitBundle) => {
      if (others-- > 0) await ask('PUT', 'Organization/race', { ...organization, id: 'race', name: 'theirs' });
      return commit(bundle);
    },
  });
  const late = await ask(
    'PUT',
    'Organization/race',
    { ...organization, id: 'race', name: 'mine' },
    { 'if-none-match': '*' },
  );
  t.equal(late.statusCode, 412, 'made by another between the look and the commit');
  t.match((await ask('GET', 'Organization/race')).json(), { name: 'theirs' });
});

onBothFaces(t, '[F49] http.html#cread: If-None-Match with a list, and what is no list', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  const { etag = '' } = (await ask('GET', address)).headers as { etag?: string };
  const read = async (ifNoneMatch: string) =>
    (await ask('GET', address, undefined, { 'if-none-match': ifNoneMatch })).statusCode;
  t.equal(await read(`"a,b" ,W/"c", ${etag.slice(2)}`), 304);
  t.equal(await read('"a", "b"'), 200);
  t.equal(await read(`"a ${etag}`), 200, 'a malformed one is as none');
});
