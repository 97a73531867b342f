import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { keysOf, linkOf, onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

const reference = (text: string) => ({ reference: text });
const subject = reference('Patient/p1');
const observation = (id: string, more: object = {}) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code: { text: 'x' }, subject },
  ...more,
});

const record = [
  { resourceType: 'Patient', id: 'p1', managingOrganization: reference('Organization/g1') },
  { resourceType: 'Patient', id: 'p2' },
  observation('o1', { performer: [reference('Practitioner/d1')], derivedFrom: [reference('Observation/o3')] }),
  // Of another patient, but this one measured: the specification's compartment holds it, though it is filed elsewhere.
  observation('o2', { subject: reference('Patient/p2'), performer: [subject] }),
  observation('o3', { subject: reference('Patient/p2'), focus: [subject] }),
  // No search parameter leads to who recorded it.
  { resourceType: 'Condition', id: 'c1', subject, recorder: reference('Practitioner/d2') },
  { resourceType: 'Task', id: 't1', status: 'requested', intent: 'order', for: subject },
  {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    subject,
    location: [{ location: reference('Location/l1') }],
  },
  { resourceType: 'MedicationRequest', id: 'm1', subject, medicationReference: reference('Medication/k1') },
  { resourceType: 'RelatedPerson', id: 'r1', patient: subject, link: [reference('Patient/p2')] },
  { resourceType: 'DocumentReference', id: 'f1', subject, content: [{ attachment: { url: 'Binary/b1' } }] },
];
const support = [
  { resourceType: 'Organization', id: 'g1', partOf: reference('Organization/g2') },
  { resourceType: 'Organization', id: 'g2', partOf: reference('Organization/g1') },
  { resourceType: 'Organization', id: 'g3' },
  { resourceType: 'Practitioner', id: 'd1' },
  { resourceType: 'Practitioner', id: 'd2' },
  { resourceType: 'Practitioner', id: 'd3' },
  { resourceType: 'Location', id: 'l1', managingOrganization: reference('Organization/g1') },
  { resourceType: 'Medication', id: 'k1' },
  { resourceType: 'Binary', id: 'b1', contentType: 'text/plain' },
];
const ownKeys = ['p1', 'o1', 'o2', 'c1', 't1', 'e1', 'm1', 'r1', 'f1'].sort();
const supportKeys = ['g1', 'g2', 'd1', 'd2', 'l1', 'k1', 'b1'].sort();
const idsOf = (keys: readonly string[]) => keys.map((key) => key.split('/')[1] ?? '').sort();

async function pages(face: SearchFace, start: string): Promise<string[][]> {
  const found: string[][] = [];
  for (let url: string | undefined = start; url !== undefined; ) {
    const bundle = await face.find(url);
    found.push(keysOf(bundle));
    url = linkOf(bundle, 'next');
  }
  return found;
}

onBothSearchFaces(
  t,
  '[F95] Patient-everything: the compartment of the specification, what is filed, and what they refer to',
  async (t, face) => {
    await face.put(...record, ...support);
    const bundle = await face.find('Patient/p1/$everything');
    t.match(bundle, { resourceType: 'Bundle', type: 'searchset', total: ownKeys.length });
    t.strictSame(idsOf(keysOf(bundle)), ownKeys);
    t.strictSame(idsOf(keysOf(bundle, 'include')), supportKeys, 'nothing of p2, circles end');
    t.strictSame(
      bundle.link.map(({ relation, url }) => [relation, new URL(url).pathname]),
      [['self', '/fhir/Patient/p1/$everything']],
    );
    const posted = await send(face.server, 'doctor', 'POST', 'Patient/p1/$everything', { resourceType: 'Parameters' });
    t.strictSame(keysOf(posted.json()), keysOf(bundle));
    t.equal((await send(face.server, 'doctor', 'GET', 'Patient/nobody/$everything')).statusCode, 404);
    await send(face.server, 'doctor', 'DELETE', 'Patient/p2');
    t.equal((await send(face.server, 'doctor', 'GET', 'Patient/p2/$everything')).statusCode, 410);
  },
);

onBothSearchFaces(t, '[F95] Patient-everything: an index row of an older version brings nothing', async (t, face) => {
  await face.put(...record);
  const moved = observation('o2', { subject: reference('Patient/p2') });
  const answer = await send(face.server, 'doctor', 'PUT', 'Observation/o2', { ...moved, code: { text: 'x' } });
  t.equal(answer.statusCode, 200);
  // At the hub the index has not followed yet.
  t.notOk(idsOf(await face.keys('Patient/p1/$everything')).includes('o2'));
});

onBothSearchFaces(t, '[F96] Patient-everything: start and end by the time of the care', async (t, face) => {
  await face.put(
    { resourceType: 'Patient', id: 'p1', birthDate: '1990-05-17' },
    observation('o2024', { effectiveDateTime: '2024-06-01', issued: '2026-01-01T00:00:00Z' }),
    observation('o2025', { effectivePeriod: { start: '2024-12-31', end: '2025-01-02' } }),
    observation('undated'),
    { resourceType: 'Condition', id: 'over', subject, onsetDateTime: '2020', abatementDateTime: '2022' },
    { resourceType: 'Condition', id: 'goes-on', subject, onsetDateTime: '2020' },
    { resourceType: 'AllergyIntolerance', id: 'stands', patient: subject, recordedDate: '2019-03-01' },
    { resourceType: 'Encounter', id: 'open', status: 'in-progress', subject, period: { start: '2026-03-01' } },
  );
  const ids = async (query: string) => idsOf(await face.keys(`Patient/p1/$everything?${query}`));
  const always = ['goes-on', 'p1', 'stands', 'undated'];
  t.strictSame(await ids('start=2025'), ['goes-on', 'o2025', 'open', 'p1', 'stands', 'undated']);
  t.strictSame(await ids('start=2024-06-01&end=2024-06-01'), [...always, 'o2024'].sort(), 'both days included');
  t.strictSame(await ids('start=2024-06-02&end=2024-12-30'), always);
  t.strictSame(await ids('end=2024'), [...always, 'o2024', 'o2025', 'over'].sort());
  t.strictSame(await ids('start=2021&end=2021'), [...always, 'over'].sort(), 'a problem in the midst of its time');
  t.strictSame(await ids('end=2018'), ['p1', 'undated']);
});

onBothSearchFaces(t, '[F96] Patient-everything: _since by record time, _type, and both together', async (t, face) => {
  await face.put(...record, ...support);
  face.server.clock.milliseconds += 60_000;
  const since = new Date(face.server.clock.milliseconds).toISOString();
  const ids = async (query: string, mode?: 'include') =>
    idsOf(await face.keys(`Patient/p1/$everything?${query}`, mode));
  t.strictSame(await ids(`_since=${since}`), []);
  await face.put(observation('o1', { performer: [reference('Practitioner/d1')] }), observation('o4'));
  t.strictSame(await ids(`_since=${since}`), ['o1', 'o4']);
  t.strictSame(await ids(`_since=${since}`, 'include'), ['d1']);
  t.strictSame(await ids(`_since=${since}&_type=Condition`), []);
  t.strictSame(await ids('_type=Observation,Task&_type=Practitioner'), ['o1', 'o2', 'o4', 't1']);
  t.strictSame(await ids('_type=Observation,Task&_type=Practitioner', 'include'), ['d1']);
});

onBothSearchFaces(
  t,
  '[F97] Patient-everything: whoever stands throughout is on one page, whatever is written meanwhile',
  async (t, face) => {
    await face.put(...record);
    for (const count of [1, 2, 3, 8, 9, 10]) {
      const found = await pages(face, `Patient/p1/$everything?_count=${count}`);
      t.strictSame(idsOf(found.flat()), ownKeys, `${count} on a page`);
      t.ok(found.every((page) => page.length <= count));
    }
    const seen: string[] = [];
    let url: string | undefined = 'Patient/p1/$everything?_count=2';
    for (let page = 0; url !== undefined; page += 1) {
      const bundle = await face.find(url);
      seen.push(...keysOf(bundle));
      url = linkOf(bundle, 'next');
      await face.put(observation(`new${page}`), {
        resourceType: 'Condition',
        id: 'c1',
        subject,
        note: [{ text: `${page}` }],
      });
      if (page > 8) break;
    }
    t.strictSame(
      idsOf(seen).filter((id) => !id.startsWith('new')),
      ownKeys,
    );
    t.equal(new Set(seen).size, seen.length);
  },
);

onBothSearchFaces(t, '[F97] Patient-everything: a cursor is good for its own question and person', async (t, face) => {
  await face.put(...record);
  const posted = await send(face.server, 'doctor', 'POST', 'Patient/p1/$everything', {
    resourceType: 'Parameters',
    parameter: [
      { name: '_count', valueInteger: 2 },
      { name: '_type', valueCode: 'Observation' },
      { name: '_type', valueString: 'Task,Condition' },
    ],
  });
  const next = linkOf(posted.json(), 'next')?.replace('http://localhost:80', '') ?? '';
  t.equal((await face.find(next)).entry?.length, 2, 'what was posted goes on by an address');
  for (const [role, url] of [
    ['nurse', next],
    ['doctor', next.replace('/p1/', '/p2/')],
    ['doctor', `${next}&start=2024`],
    ['doctor', next.replace('_type=Observation&', '')],
    ['doctor', `${next}A`],
    ['doctor', 'Patient/p1/$everything?_cursor=x'],
  ] as const) {
    const answer = await send(face.server, role, 'GET', url);
    t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, url);
  }
});

onBothSearchFaces(t, '[F97] Patient-everything: as far as the role may search each type', async (t, face) => {
  await face.put(...record, ...support);
  t.strictSame(idsOf(keysOf(await face.find('Patient/p1/$everything', 'reception'))), ['e1', 'p1', 'r1']);
  t.strictSame(idsOf(keysOf(await face.find('Patient/p1/$everything', 'reception'), 'include')), ['g1', 'g2', 'l1']);
  for (const [role, url] of [
    ['reception', 'Patient/p1/$everything?_type=Observation'],
    ['ops', 'Patient/p1/$everything'],
    ['ops', 'Patient/p1/$everything?_type=Organization'],
    ['ops', 'Patient/nobody/$everything'],
  ] as const) {
    const answer = await send(face.server, role, 'GET', url);
    t.strictSame(refusalOf(answer), { status: 403, code: 'forbidden', path: undefined }, `${role} ${url}`);
  }
  await face.server.app.close();
  const rows = face.server.audited.filter(({ action, outcome }) => action === 'search' && outcome === 'done');
  t.strictSame([...new Set(rows.map(({ subject: of }) => of))], ['Patient/p1']);
});
