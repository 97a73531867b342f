import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { keysOf, linkOf, onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

const subject = { reference: 'Patient/p1' };
const other = { reference: 'Patient/p2' };
const tagged = { meta: { tag: [{ code: 'trial' }] } };
const world = [
  { resourceType: 'Patient', id: 'p1', ...tagged },
  { resourceType: 'Patient', id: 'p2' },
  { resourceType: 'Practitioner', id: 'd1', ...tagged },
  ...[1, 2, 3].map((index) => ({
    ...{
      resourceType: 'Observation',
      id: `o${index}`,
      status: 'final',
      code: { coding: [{ code: `c${index}` }] },
      subject,
    },
  })),
  { resourceType: 'Observation', id: 'o4', status: 'final', code: {}, subject: other, performer: [subject] },
  { resourceType: 'Condition', id: 'c1', subject, ...tagged },
  { resourceType: 'Condition', id: 'c2', subject: other },
];

async function allPages(face: SearchFace, start: string): Promise<{ keys: string[]; pages: number }> {
  const keys: string[] = [];
  let pages = 0;
  for (let url: string | undefined = start; url !== undefined; pages += 1) {
    const bundle = await face.find(url);
    keys.push(...keysOf(bundle));
    url = linkOf(bundle, 'next');
  }
  return { keys, pages };
}

onBothSearchFaces(t, '[F76] §3.1.1.1 a patient’s compartment, of one type or of all', async (t, face) => {
  await face.put(...world);
  const all = ['Condition/c1', 'Observation/o1', 'Observation/o2', 'Observation/o3', 'Patient/p1'];
  t.strictSame(await face.keys('Patient/p1/Observation'), all.slice(1, 4));
  t.strictSame(await face.keys('Patient/p1/Observation?code=c2'), ['Observation/o2']);
  t.strictSame(await face.keys('Patient/p1/Condition?_id=c2'), [], 'of another patient');
  t.strictSame(await face.keys('Patient/nobody/*'), []);
  const everything = await face.find('Patient/p1/*?_total=accurate');
  t.strictSame(keysOf(everything), all);
  t.equal(everything.total, 5);
  t.strictSame(await face.keys('Patient/p1/*?_type=Observation,Condition&_id=o1,c1'), [
    'Condition/c1',
    'Observation/o1',
  ]);
  for (const count of [1, 2, 3, 4, 5]) {
    const { keys, pages } = await allPages(face, `Patient/p1/*?_count=${count}`);
    t.strictSame([keys, pages], [all, Math.ceil(5 / count)], `${count} on a page`);
  }
  const posted = await send(face.server, 'doctor', 'POST', 'Patient/p1/Observation/_search', 'code=c3', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  t.strictSame(keysOf(posted.json()), ['Observation/o3']);
  for (const url of [
    'Patient/p1/Rock',
    'Practitioner/d1/Observation',
    'Patient/p1/Observation/o1',
    'Patient/p1/observation',
  ]) {
    t.equal((await send(face.server, 'doctor', 'GET', url)).statusCode, 404, url);
  }
  t.equal((await send(face.server, 'doctor', 'PUT', 'Patient/p1/Observation', {})).statusCode, 405);
});

onBothSearchFaces(t, '[F76] §3.1.1.1 several types at once need their names', async (t, face) => {
  await face.put(...world);
  t.strictSame(await face.keys('?_type=Practitioner,Condition&_tag=trial'), ['Condition/c1', 'Practitioner/d1']);
  t.strictSame(await face.keys('?_type=Observation&code=c1&_sort=-_id&_include=Observation:patient'), [
    'Observation/o1',
  ]);
  const together = await face.find('?_type=Patient,Condition&_count=3&_sort=_id');
  t.strictSame(keysOf(together), ['Condition/c1', 'Condition/c2', 'Patient/p1']);
  t.strictSame(
    together.entry?.at(-1)?.resource.issue?.map(({ diagnostics }) => diagnostics),
    ['ignored: _sort'],
  );
  const next = linkOf(together, 'next') ?? '';
  t.strictSame(await face.keys(next), ['Patient/p2']);
  for (const [url, code] of [
    ['', 'parameter-malformed'],
    ['?_id=p1', 'parameter-malformed'],
    ['?_type=Rock', 'type-unknown'],
    ['?_type=', 'type-unknown'],
    [
      next.replace('http://localhost:80', '').replace('_cursor=Patient.', '_cursor=Practitioner.'),
      'parameter-malformed',
    ],
    [next.replace('http://localhost:80', '').replace('_cursor=Patient.', '_cursor=Condition.'), 'parameter-malformed'],
  ] as const) {
    t.strictSame(refusalOf(await send(face.server, 'doctor', 'GET', url)).code, code, url);
  }
  const posted = await send(face.server, 'doctor', 'POST', '_search', '_type=Patient&_id=p2', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  t.strictSame(keysOf(posted.json()), ['Patient/p2']);
});

onBothSearchFaces(
  t,
  '[F70] what a role may not search is refused where it is named, and left out of a whole compartment',
  async (t, face) => {
    await face.put(...world);
    const named = await send(face.server, 'reception', 'GET', '?_type=Patient,Observation');
    t.strictSame(refusalOf(named), { status: 403, code: 'forbidden', path: undefined });
    t.equal((await send(face.server, 'reception', 'GET', 'Patient/p1/Observation')).statusCode, 403);
    t.strictSame(keysOf(await face.find('Patient/p1/*', 'reception')), ['Patient/p1']);
    t.equal((await send(face.server, 'ops', 'GET', 'Patient/p1/*')).statusCode, 403);
    t.equal((await send(face.server, 'ops', 'GET', '?_type=Subscription')).statusCode, 400, 'kept apart (F112)');
    await face.server.app.close();
    const rows = face.server.audited.filter(({ action, outcome }) => action === 'search' && outcome === 'done');
    t.strictSame(
      rows.map(({ subject: of }) => of),
      ['Patient/p1'],
      'one row for a compartment',
    );
  },
);
