import t from 'tap';
import { addOrganization, onBothFaces, organization } from '../../support/fhir-faces.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

onBothFaces(t, '[F149] RFC 7240 Prefer: return= says what an update and a patch answer with', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face);
  const id = address.slice('Organization/'.length);
  const writes = {
    update: (name: string, prefer: string) => ask('PUT', address, { ...organization, id, name }, { prefer }),
    patch: (name: string, prefer: string) =>
      ask('PATCH', address, [{ op: 'replace', path: '/name', value: name }], {
        ...{ prefer, 'content-type': 'application/json-patch+json' },
      }),
  };
  for (const [verb, write] of Object.entries(writes)) {
    const minimal = await write(`${verb} 1`, 'return=minimal');
    t.equal(minimal.statusCode, 200, minimal.body);
    t.equal(minimal.body, '', verb);
    t.match(minimal.headers['etag'], /^W\/"/, 'what was written is told all the same');
    const outcome = await write(`${verb} 2`, 'return=OperationOutcome');
    t.match(outcome.json(), { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] }, verb);
    const whole = await write(`${verb} 3`, 'return=representation');
    t.match(whole.json(), { resourceType: 'Organization', name: `${verb} 3` });
    t.match(
      (await write(`${verb} 4`, 'return=everything')).json(),
      { name: `${verb} 4` },
      'what is unknown is ignored',
    );
    t.match((await ask('GET', address)).json(), { name: `${verb} 4` });
  }
});

onBothSearchFaces(t, '[F149] §3.1.1.3.6 _total=estimate is exact, and none is none', async (t, face) => {
  const patients = Array.from({ length: 7 }, (_, index) => ({ resourceType: 'Patient', id: `p${index}` }));
  await face.put(...patients);
  for (const kind of ['estimate', 'accurate']) {
    const bundle = await face.find(`Patient?_count=2&_total=${kind}`);
    t.equal(bundle.total, 7, kind);
    t.equal(bundle.entry?.length, 2);
  }
  t.notOk('total' in (await face.find('Patient?_count=2&_total=none')));
});
