import t from 'tap';
import { addOrganization, countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { refusalOf, send } from '../../support/fhir-server.js';

const tag = (code: string, more: object = {}) => ({ system: 'urn:tags', code, ...more });
const given = (valueMeta: object) => ({ resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] });

interface Labelled {
  readonly meta: { readonly tag?: readonly object[]; readonly profile?: readonly string[]; readonly versionId: string };
}

onBothFaces(t, '[F145] Resource-meta-add and -delete: labels come and go, each by a new version', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face, { meta: { tag: [tag('a', { display: 'A' })] } });
  const profile = ['http://example.org/StructureDefinition/facility'];
  const added = await ask('POST', `${address}/$meta-add`, given({ tag: [tag('a'), tag('b')], profile }));
  t.equal(added.statusCode, 200, added.body);
  const whole = await ask('GET', address);
  const { meta } = whole.json() as Labelled;
  t.strictSame(meta.tag, [tag('a', { display: 'A' }), tag('b')]);
  t.strictSame(meta.profile, profile);
  t.strictSame(added.json(), { resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: meta }] });
  t.equal(added.headers['etag'], whole.headers['etag']);
  const before = await countVersions(face);
  const again = await ask('POST', `${address}/$meta-add`, given({ tag: [tag('b')], profile }));
  t.strictSame(again.json(), added.json(), 'nothing changes');
  t.equal(await countVersions(face), before, 'and nothing is written');
  const removed = await ask('POST', `${address}/$meta-delete`, given({ tag: [tag('a'), tag('z')], profile }));
  t.equal(removed.statusCode, 200);
  t.equal(await countVersions(face), before + 1);
  const left = (await ask('GET', address)).json() as Labelled & { readonly name: string };
  t.strictSame(left.meta.tag, [tag('b')]);
  t.notOk('profile' in left.meta);
  t.equal(left.name, 'Hôpital de district');
});

onBothFaces(
  t,
  '[F145][F49] under the rules of an update: who may, of what is there, and of which version',
  async (t, face) => {
    const { ask, server } = face;
    const address = await addOrganization(face);
    const before = await countVersions(face);
    const label = given({ tag: [tag('a')] });
    for (const role of ['reception', 'nurse'] as const) {
      t.equal((await send(server, role, 'POST', `${address}/$meta-add`, label)).statusCode, 403, role);
    }
    t.equal((await ask('POST', 'Organization/nobody/$meta-add', label)).statusCode, 404);
    const stale = await ask('POST', `${address}/$meta-add`, label, { 'if-match': 'W/"x"' });
    t.equal(stale.statusCode, 412);
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const answer = await ask(method, `${address}/$meta-add`, method === 'PUT' ? label : undefined);
      t.equal(answer.statusCode, 405, method);
      t.equal(answer.headers['allow'], 'POST');
    }
    t.equal((await ask('POST', 'Organization/$meta-add', label)).statusCode, 404, 'not of a type');
    for (const [code, body] of [
      ['parameter-malformed', { resourceType: 'Parameters' }],
      ['parameter-malformed', { resourceType: 'Parameters', parameter: [{ name: 'meta', valueString: 'x' }] }],
      ['parameter-malformed', { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: 'x' }] }],
      ['parameter-unknown', { resourceType: 'Parameters', parameter: [{ name: 'of', valueMeta: {} }] }],
      ['body-malformed', given({ tag: {} })],
      ['resource-structure', given({ tag: [7] })],
    ] as const) {
      t.equal(refusalOf(await ask('POST', `${address}/$meta-add`, body)).code, code, JSON.stringify(body));
    }
    t.equal(refusalOf(await ask('POST', `${address}/$meta-add?meta=x`, label)).code, 'parameter-malformed');
    t.equal(await countVersions(face), before, 'nothing was written');
    await ask('DELETE', address);
    t.equal((await ask('POST', `${address}/$meta-delete`, label)).statusCode, 410);
  },
);

onBothFaces(
  t,
  '[F145] in a batch it is done; in a transaction, which is whole or nothing, it is refused',
  async (t, face) => {
    const { ask } = face;
    const address = await addOrganization(face);
    const bundle = (type: string) => ({
      ...{ resourceType: 'Bundle', type },
      entry: [{ request: { method: 'POST', url: `${address}/$meta-add` }, resource: given({ tag: [tag('a')] }) }],
    });
    const before = await countVersions(face);
    t.equal(refusalOf(await ask('POST', '', bundle('transaction'))).code, 'method-unsupported');
    t.equal(await countVersions(face), before);
    t.equal((await ask('POST', '', bundle('batch'))).statusCode, 200);
    t.strictSame(((await ask('GET', address)).json() as Labelled).meta.tag, [tag('a')]);
  },
);
