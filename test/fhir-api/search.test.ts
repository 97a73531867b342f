import t from 'tap';
import { indexAll } from '../support/bad-input.js';
import { type Face, onBothFaces } from '../support/fhir-faces.js';
import { addPatient, glucoseText, refusalOf, send } from '../support/fhir-server.js';

interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource: {
      readonly resourceType: string;
      readonly id: string;
      readonly issue?: readonly { diagnostics: string }[];
    };
    readonly search: { readonly mode: string };
  }[];
}

type Asked = Pick<Face, 'name' | 'server'>;

async function find({ name, server }: Asked, url: string): Promise<Bundle> {
  await indexAll({ name, server });
  const response = await send(server, 'doctor', 'GET', url);
  if (response.statusCode !== 200) throw new Error(response.body);
  return response.json();
}

async function idsOf(face: Asked, url: string): Promise<string[]> {
  const bundle = await find(face, url);
  return (bundle.entry ?? []).filter(({ search }) => search.mode === 'match').map(({ resource }) => resource.id);
}

onBothFaces(t, 'patients are found by what a desk knows of them', async (t, face) => {
  const { server } = face;
  const amina = await addPatient(server);
  const paul = await addPatient(server, {
    name: [{ family: 'Mbarga', given: ['Paul, dit Popaul'] }],
    identifier: [{ system: 'urn:carnet:cm:cni', value: 'A|1' }],
    gender: 'male',
    birthDate: '1980',
    active: true,
  });
  const both = [amina, paul].sort();
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['name=eyebe', [amina]],
    ['name=NGO', [amina]],
    ['family:exact=Mbarga', [paul]],
    ['family:exact=mbarga', []],
    ['name:contains=arg', [paul]],
    ['given=Paul\\,%20dit', [paul]],
    ['name=mbarga,ngo', both],
    ['name=mbarga&name=popaul', [paul]],
    ['identifier=urn:carnet:cm:cni|100200300', [amina]],
    ['identifier=100200300', [amina]],
    ['identifier=urn:carnet:cm:cni|A\\|1', [paul]],
    ['identifier=|100200300', []],
    ['identifier=urn:carnet:cm:cni|', both],
    ['gender=male', [paul]],
    ['gender:not=male', [amina]],
    ['active:missing=true', [amina]],
    ['active=true', [paul]],
    ['birthdate=1991-03-08', [amina]],
    ['birthdate=1991', [amina]],
    ['birthdate=lt1990', [paul]],
    ['birthdate=ge1980&birthdate=le1991-12', both],
    ['birthdate=ne1980', [amina]],
    [`_id=${amina},${paul}`, both],
    ['_lastUpdated=ge2026-11-21', both],
    ['_lastUpdated=lt2026-11-21', []],
    ['name=', both],
  ];
  for (const [query, wanted] of cases) {
    t.strictSame((await idsOf(face, `Patient?${query}`)).sort(), wanted, query);
  }
});

onBothFaces(t, 'records are found by their patient, in every way of writing a reference', async (t, face) => {
  const { server } = face;
  const id = await addPatient(server);
  const other = await addPatient(server);
  const post = (patientId: string, value: string) =>
    send(server, 'nurse', 'POST', 'Observation', glucoseText(patientId, value));
  const wanted = [(await post(id, '5.40')).json().id];
  await post(other, '12.1');
  const queries = [
    `patient=${id}`,
    `patient=Patient/${id}`,
    `subject=Patient/${id}`,
    `subject=${id}`,
    `subject:Patient=${id}`,
    `patient=http://localhost:80/fhir/Patient/${id}`,
    `patient=${id}&code=http://loinc.org|15074-8`,
    'value-quantity=lt6.0',
    'value-quantity=5.40|http://unitsofmeasure.org|mmol/L',
    'value-quantity=5.4||mmol/L',
    `patient=${id}&date=2026-11-20`,
    `patient=${id}&date=gt2026-11-20T08:00:00+01:00`,
    `patient=${id}&date=gt2026-11-20T08:00:00%2B01:00`,
  ];
  for (const query of queries) t.strictSame(await idsOf(face, `Observation?${query}`), wanted, query);
  t.strictSame(await idsOf(face, `Observation?subject=Group/${id}`), []);
  const form = await send(server, 'nurse', 'POST', 'Observation/_search?_count=5', `patient=${id}`, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  t.strictSame(form.json().entry[0].resource.id, wanted[0]);
  const included = await find(face, `Observation?patient=${id}&_include=Observation:subject`);
  t.strictSame(
    included.entry?.map(({ search, resource }) => [search.mode, resource.resourceType]),
    [
      ['match', 'Observation'],
      ['include', 'Patient'],
    ],
  );
  const reverse = await find(face, `Patient?_id=${id}&_revinclude=Observation:patient`);
  t.strictSame(
    reverse.entry?.map(({ search, resource }) => [search.mode, resource.resourceType]),
    [
      ['match', 'Patient'],
      ['include', 'Observation'],
    ],
  );
});

onBothFaces(t, 'pages follow each other by a cursor that writes do not move', async (t, face) => {
  const { server } = face;
  const all: string[] = [];
  for (let index = 0; index < 7; index += 1) all.push(await addPatient(server, { birthDate: `199${index}-01-01` }));
  await addPatient(server, { gender: 'male' });
  const seen: string[] = [];
  let url: string | undefined = 'Patient?gender=female&_sort=-birthdate&_count=3&_total=accurate&nothing=1';
  while (url !== undefined) {
    const page: Bundle = await find(face, url);
    t.equal(page.total, seen.length === 0 ? 7 : 8);
    seen.push(...(page.entry ?? []).flatMap(({ search, resource }) => (search.mode === 'match' ? [resource.id] : [])));
    const next = page.link.find(({ relation }) => relation === 'next')?.url;
    t.notMatch(next, /nothing/);
    url = next?.replace('http://localhost:80', '');
    if (seen.length === 3) await addPatient(server, { birthDate: '2001-01-01' });
  }
  t.strictSame(seen, [...all].reverse());
  const self = (await find(face, 'Patient?gender=female&nothing=1&_count=2')).link[0];
  t.strictSame(self, { relation: 'self', url: 'http://localhost:80/fhir/Patient?gender=female&_count=2' });
  for (const query of ['_summary=count', '_count=0']) {
    const counted = await find(face, `Patient?gender=female&${query}`);
    t.strictSame([counted.total, counted.entry], [8, undefined], query);
  }
  const forged = await send(server, 'doctor', 'GET', 'Patient?_cursor=forged');
  t.strictSame(refusalOf(forged), { status: 400, code: 'parameter-malformed', path: undefined });
});

onBothFaces(t, 'an unknown parameter is ignored and told, or refused when asked to be strict', async (t, face) => {
  const { server } = face;
  await addPatient(server);
  const unknown = [
    'colour=red',
    'subject.name=x',
    'general-practitioner.colour=x',
    'gender.name=x',
    '_has:Observation:code:status=final',
    '_has:Observation:patient:colour=1',
    '_has:Nothing:patient:code=1',
    '_has:Observation:patient=1',
    '_sort=birthdate,colour',
    '_summary=some',
    '_include=Patient:nothing',
    '_include=Observation:subject',
    '_include:recurse=Patient:organization',
    '_revinclude=Nothing:subject',
    '_revinclude=*',
    '_list=42',
    '_text=fever',
    '_content=fever',
    '_filter=name%20eq%20x',
    '_query=mine',
    '_contained=true',
  ];
  for (const query of unknown) {
    const { entry = [] } = await find(face, `Patient?${query}`);
    t.strictSame(
      entry.map(({ search }) => search.mode),
      ['match', 'outcome'],
      query,
    );
    t.match(entry[1]?.resource.issue?.[0]?.diagnostics, query.split('=')[0]);
    const strict = await send(server, 'doctor', 'GET', `Patient?${query}`, undefined, { prefer: 'handling=strict' });
    t.strictSame(refusalOf(strict), { status: 400, code: 'parameter-unknown', path: undefined }, query);
  }
  t.notMatch(JSON.stringify(await find(face, 'Patient?%3Cscript%3E=1')), /script/);
});

onBothFaces(t, 'a malformed value is refused, and so is a modifier that is not served', async (t, face) => {
  const { server } = face;
  const malformed = [
    'Patient?birthdate=yesterday',
    'Patient?birthdate=2026-02-30',
    'Patient?birthdate=xx2026',
    'Patient?_count=-1',
    'Patient?_count=many',
    'Patient?_total=some',
    'Patient?_id=a!b',
    'Patient?name=a,,b',
    'Patient?active:missing=maybe',
    'Patient?identifier=a|b|c',
    'Patient?identifier=|',
    `Patient?gender=${Array.from({ length: 101 }, () => 'x').join(',')}`,
    `Patient?${Array.from({ length: 51 }, () => 'gender=male').join('&')}`,
    'Observation?patient=a/b/c',
    'Observation?value-quantity=high',
    'Observation?value-quantity=1|2',
  ];
  for (const url of malformed) {
    const response = await send(server, 'doctor', 'GET', url);
    t.strictSame(refusalOf(response), { status: 400, code: 'parameter-malformed', path: undefined }, url);
  }
  for (const url of [
    'Patient?name:above=x',
    'Patient?gender:contains=x',
    'Observation?subject:Rock=1',
    'Patient?_id:not=1',
  ]) {
    const response = await send(server, 'doctor', 'GET', url);
    t.strictSame(refusalOf(response), { status: 400, code: 'parameter-unknown', path: undefined }, url);
  }
});
