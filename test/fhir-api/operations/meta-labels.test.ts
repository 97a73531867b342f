import t from 'tap';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { author, resourceOf } from '../../support/journal-fixtures.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const tag = (code: string, more: object = {}) => ({ system: 'urn:tags', code, ...more });
const facility = 'http://example.org/StructureDefinition/facility';
const labelled = (resourceType: string, id: string, meta: object) => ({ resourceType, id, meta });
const returned = (valueMeta: object) => ({ resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta }] });

onBothSearchFaces(
  t,
  '[F146] Resource-meta of a type and of all: the labels that resources have there',
  async (t, face) => {
    const { server } = face;
    const ask = (url: string, method = 'GET') => send(server, 'doctor', method, url);
    t.strictSame((await ask('Patient/$meta')).json(), returned({}), 'where nothing ever was');
    await face.put(
      labelled('Patient', 'a', { tag: [tag('x', { display: 'X' }), tag('y')], profile: [facility, `${facility}|2`] }),
      labelled('Patient', 'b', { tag: [tag('x'), { code: 'x' }], security: [{ system: 'urn:s', code: 'N' }] }),
      labelled('Patient', 'c', { tag: [tag('was')] }),
      labelled('Patient', 'd', { tag: [tag('gone')] }),
      labelled('Patient', 'e', { tag: [tag('once')] }),
      labelled('Organization', 'o', { tag: [tag('y'), tag('z')] }),
    );
    await face.put({ resourceType: 'Patient', id: 'c' });
    // At a hub their rows are still those of before.
    await server.journal.records.commitBundle({
      author,
      entries: [
        { verb: 'delete', key: { type: parseResourceType('Patient'), id: parseResourceId('d') } },
        { verb: 'update', resource: resourceOf({ resourceType: 'Patient', id: 'e' }) },
      ],
    });
    const ofPatients = {
      profile: [facility, `${facility}|2`],
      security: [{ system: 'urn:s', code: 'N' }],
      tag: [{ code: 'x' }, tag('x'), tag('y')],
    };
    for (const method of ['GET', 'POST']) {
      const answer = await ask('Patient/$meta', method);
      t.equal(answer.statusCode, 200);
      t.strictSame(answer.json(), returned(ofPatients), `${method}: what stands now`);
    }
    t.strictSame((await ask('Organization/$meta')).json(), returned({ tag: [tag('y'), tag('z')] }));
    t.strictSame((await ask('$meta')).json(), returned({ ...ofPatients, tag: [...ofPatients.tag, tag('z')] }));
  },
);

onBothSearchFaces(t, '[F146][F98] to who may see all of the type, and not without end', async (t, face) => {
  const { server } = face;
  const ask = (url: string, method = 'GET') => send(server, 'doctor', method, url);
  await face.put(
    labelled('Observation', 'o', { tag: [tag('secret')] }),
    labelled('Organization', 'g', { tag: [tag('y')] }),
  );
  t.equal((await send(server, 'reception', 'GET', 'Observation/$meta')).statusCode, 403);
  t.equal(
    (await send(server, 'nurse', 'GET', 'MedicationRequest/$meta')).statusCode,
    403,
    'some of it is confidential',
  );
  const reception = await send(server, 'reception', 'GET', '$meta');
  t.equal(reception.statusCode, 200);
  t.match(reception.body, '"y"');
  t.notMatch(reception.body, 'secret', 'nothing of what they may not see');
  t.equal(refusalOf(await ask('Patient/$meta?of=x')).code, 'parameter-unknown');
  t.equal((await ask('Patient/$meta', 'PUT')).statusCode, 405);
  t.equal((await ask('$meta/x')).statusCode, 404);
  t.equal((await ask('Subscription/$meta')).statusCode, 404);
  const codes = Array.from({ length: 1_001 }, (_, index) => tag(`t${index}`));
  await face.put(labelled('Location', 'l', { tag: codes }));
  t.strictSame(refusalOf(await ask('Location/$meta')).code, 'too-large');
});
