import t from 'tap';
import { addPatient, glucoseText, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { keysOf, linkOf, onBothSearchFaces } from '../../support/search-faces.js';

const subsetted = { code: 'SUBSETTED', system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue' };
const weight = {
  ...{ resourceType: 'Observation', id: 'w', status: 'final', code: { text: 'Poids' } },
  ...{ subject: { reference: 'Patient/p' }, valueQuantity: { value: 60 }, meta: { tag: [{ code: 'trial' }] } },
  ...{ text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">60 kg</div>' } },
};
const person = {
  ...{ resourceType: 'Patient', id: 'p', birthDate: '1990', _birthDate: { id: 'b' }, name: [{ family: 'Ngo' }] },
  modifierExtension: [{ url: 'urn:x', valueBoolean: true }],
};

onBothSearchFaces(t, '[F75] §3.1.1.5.9 _elements: what was asked, what must be there, and a mark', async (t, face) => {
  await face.put(weight, person);
  const first = async (url: string) =>
    (await face.find(url)).entry?.[0]?.resource as unknown as Record<string, unknown>;
  const partial = await first('Observation?_elements=value,nothing');
  t.strictSame(Object.keys(partial).sort(), ['code', 'id', 'meta', 'resourceType', 'status', 'valueQuantity']);
  t.strictSame((partial['meta'] as { tag: unknown }).tag, [{ code: 'trial' }, subsetted]);
  t.hasProps(partial['meta'] as object, ['versionId', 'lastUpdated']);
  const born = await first('Patient?_elements=Patient.birthDate,Observation.code');
  t.strictSame(Object.keys(born).sort(), [
    '_birthDate',
    'birthDate',
    'id',
    'meta',
    'modifierExtension',
    'resourceType',
  ]);
  t.strictSame((born['meta'] as { tag: unknown }).tag, [subsetted]);
  const whole = await face.find('Observation?_elements=status&_include=Observation:patient');
  t.match(
    whole.entry?.[1]?.resource,
    { birthDate: '1990', meta: { tag: undefined } },
    'elements are those of the type searched',
  );
  for (const bad of ['', 'Status', 'a..b', 'a b', '*']) {
    const answer = await send(face.server, 'doctor', 'GET', `Observation?_elements=${encodeURIComponent(bad)}`);
    t.strictSame(refusalOf(answer).code, 'parameter-malformed', bad);
  }
});

onBothSearchFaces(t, '[F75] §3.1.1.5.8 _summary: text, data, count and false', async (t, face) => {
  await face.put(weight);
  const shown = async (summary: string) =>
    Object.keys((await face.find(`Observation?_summary=${summary}`)).entry?.[0]?.resource ?? {}).sort();
  t.strictSame(await shown('text'), ['code', 'id', 'meta', 'resourceType', 'status', 'text']);
  t.strictSame(await shown('data'), ['code', 'id', 'meta', 'resourceType', 'status', 'subject', 'valueQuantity']);
  t.equal((await shown('false')).length, 8);
  const counted = await face.find('Observation?_summary=count&_include=Observation:patient');
  t.strictSame([counted.total, counted.entry], [1, undefined]);
});

onBothSearchFaces(t, '[F75] what changes the meaning of a resource is in every part of it', async (t, face) => {
  const never = {
    ...{ resourceType: 'MedicationRequest', id: 'm', status: 'active', intent: 'order', doNotPerform: true },
    ...{ subject: { reference: 'Patient/p' }, medicationCodeableConcept: { text: 'Aspirine' }, note: [{ text: 'x' }] },
  };
  const doubted = {
    ...{ resourceType: 'AllergyIntolerance', id: 'a', patient: { reference: 'Patient/p' }, code: { text: 'Iode' } },
    verificationStatus: { coding: [{ code: 'refuted' }] },
  };
  await face.put(never, doubted, { ...person, active: false, deceasedBoolean: true });
  for (const part of ['_elements=id', '_summary=text', '_summary=true']) {
    const first = async (type: string) => (await face.find(`${type}?${part}`)).entry?.[0]?.resource ?? {};
    t.hasProps(await first('MedicationRequest'), ['doNotPerform', 'medicationCodeableConcept', 'intent'], part);
    t.hasProps(await first('AllergyIntolerance'), ['verificationStatus', 'patient'], part);
    t.hasProps(await first('Patient'), ['active', 'deceasedBoolean', 'modifierExtension'], part);
  }
});

onBothSearchFaces(t, '[F65] §3.1.1.5.8 _summary=true: what the definitions mark, at any depth', async (t, face) => {
  const attachment = { contentType: 'text/plain', data: 'bW90', title: 'Lettre', extension: [{ url: 'urn:x' }] };
  await face.put(
    {
      ...{ ...weight, note: [{ text: 'à jeun' }], interpretation: [{ text: 'bas' }], extension: [{ url: 'urn:x' }] },
      component: [{ code: { text: 'a' }, valueInteger: 3, interpretation: [{ text: 'haut' }] }],
    },
    { ...person, contact: [{ name: { text: 'Mère' } }], photo: [attachment] },
    {
      ...{ resourceType: 'DocumentReference', id: 'd', status: 'current', subject: { reference: 'Patient/p' } },
      content: [{ attachment }, { attachment: { data: 'bW90' } }],
    },
  );
  const bundle = await face.find('Observation?_summary=true&_include=Observation:patient');
  const [observation, patient] = (bundle.entry ?? []).map(
    ({ resource }) => resource as unknown as Record<string, unknown>,
  );
  t.strictSame(Object.keys(observation ?? {}).sort(), [
    ...['code', 'component', 'id', 'meta', 'resourceType', 'status', 'subject', 'valueQuantity'],
  ]);
  t.strictSame(observation?.['component'], [{ code: { text: 'a' }, valueInteger: 3 }]);
  t.match(observation?.['meta'], { tag: [{ code: 'trial' }, subsetted] });
  t.strictSame(Object.keys(patient ?? {}).sort(), [
    ...['_birthDate', 'birthDate', 'id', 'meta', 'modifierExtension', 'name', 'resourceType'],
  ]);
  const document = (await face.find('DocumentReference?_summary=true')).entry?.[0]?.resource;
  const { data: _, ...shown } = attachment;
  t.match(document, { content: [{ attachment: shown }, { attachment: { data: 'bW90' } }] }, 'nothing is left empty');
  t.notMatch((document as unknown as { content: [object] }).content[0], { attachment: { data: String } });
});

onBothSearchFaces(t, '[F65] _summary and _elements at once, or twice otherwise, are refused', async (t, face) => {
  await face.put(weight, person);
  for (const query of [
    '_summary=true&_elements=status',
    '_elements=status&_summary=data',
    '_summary=true&_summary=text',
    '_summary=text&_include=Observation:patient',
    '_summary=text&_revinclude=Observation:has-member',
  ]) {
    const answer = await send(face.server, 'doctor', 'GET', `Observation?${query}`);
    t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, query);
  }
  const both = (await face.find('Observation?_elements=subject&_elements=value&_summary=false')).entry?.[0]?.resource;
  t.hasProps(both ?? {}, ['subject', 'valueQuantity']);
  const several = await face.find('?_type=Observation,Patient&_elements=Observation.value,Patient.birthDate');
  t.hasProps(several.entry?.[0]?.resource ?? {}, ['valueQuantity'], 'elements of one type are of that type');
  t.hasProps(several.entry?.[1]?.resource ?? {}, ['birthDate']);
});

onBothSearchFaces(t, '[F65] §3.1.0.1.11 a read and a vread show a part, too', async (t, face) => {
  await face.put(weight, person);
  const get = (url: string) => send(face.server, 'doctor', 'GET', url);
  const whole = await get('Observation/w');
  const version = String(whole.headers['etag']).slice(3, -1);
  for (const url of ['Observation/w', `Observation/w/_history/${version}`]) {
    const summary = await get(`${url}?_summary=true`);
    t.equal(summary.headers['etag'], whole.headers['etag'], url);
    t.match(summary.json(), { valueQuantity: { value: 60 }, meta: { versionId: version, tag: [{}, subsetted] } });
    t.notOk('text' in summary.json());
    t.notOk('text' in (await get(`${url}?_summary=data`)).json());
    t.notOk('valueQuantity' in (await get(`${url}?_summary=text`)).json());
    t.strictSame((await get(`${url}?_summary=false`)).body, whole.body);
    t.strictSame(Object.keys((await get(`${url}?_elements=subject`)).json()).sort(), [
      ...['code', 'id', 'meta', 'resourceType', 'status', 'subject'],
    ]);
    for (const bad of ['_summary=count', '_summary=some', '_elements=', '_summary=true&_elements=code']) {
      t.strictSame(refusalOf(await get(`${url}?${bad}`)).code, 'parameter-malformed', bad);
    }
  }
  const entry = [{ request: { method: 'GET', url: 'Observation/w?_elements=status' } }];
  const batch = await send(face.server, 'doctor', 'POST', '', { resourceType: 'Bundle', type: 'batch', entry });
  t.notOk('valueQuantity' in batch.json().entry[0].resource, 'in a batch, too');
});

t.test('[F75] numbers of a part stay as they were written', async (t) => {
  const server = await startFhirServer(t);
  await send(server, 'nurse', 'POST', 'Observation', glucoseText(await addPatient(server), '5.400'));
  for (const part of ['_elements=value', '_summary=true', '_summary=data']) {
    const { body } = await send(server, 'doctor', 'GET', `Observation?${part}`);
    t.match(body, '"value":5.400', part);
  }
});

onBothSearchFaces(
  t,
  '[F72] §3.1.1.2 what is not understood is told and left out of the links; strict refuses it',
  async (t, face) => {
    await face.put(person, { ...person, id: 'q' });
    const bundle = await face.find('Patient?family=ngo&colour=red&_count=1&subject.name=x&_total=none');
    t.equal(bundle.total, undefined);
    t.strictSame(
      bundle.entry?.at(-1)?.resource.issue?.map(({ diagnostics }) => diagnostics),
      ['ignored: colour', 'ignored: subject.name'],
    );
    const base = 'http://localhost:80/fhir/Patient?family=ngo&_count=1&_total=none';
    t.equal(linkOf(bundle, 'self'), base);
    t.equal(linkOf(bundle, 'first'), base);
    const last = await face.find(linkOf(bundle, 'next') ?? '');
    t.strictSame(keysOf(last), ['Patient/q']);
    t.strictSame([linkOf(last, 'first'), linkOf(last, 'next')], [base, undefined]);
    const url = 'Patient?family=ngo&colour=red';
    t.equal((await send(face.server, 'doctor', 'GET', url, undefined, { prefer: 'handling=lenient' })).statusCode, 200);
    const strict = await send(face.server, 'doctor', 'GET', url, undefined, { prefer: 'handling=strict' });
    t.strictSame(refusalOf(strict), { status: 400, code: 'parameter-unknown', path: undefined });
    for (const modified of ['family:above=x', 'birthdate:exact=1990', 'general-practitioner:Rock.name=x']) {
      const answer = await send(face.server, 'doctor', 'GET', `Patient?${modified}`);
      t.strictSame(refusalOf(answer).code, 'parameter-unknown', modified);
    }
  },
);

onBothSearchFaces(
  t,
  '[F77] §3.1.1.1 a posted form and the address are one search; another body is none',
  async (t, face) => {
    await face.put(person, weight, { ...weight, id: 'v', status: 'amended' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (url: string, body: string, headers = form) => send(face.server, 'doctor', 'POST', url, body, headers);
    const both = await post('Observation/_search?status=final', 'patient=p&_elements=status');
    t.strictSame(keysOf(both.json()), ['Observation/w']);
    t.equal(
      linkOf(both.json(), 'self'),
      'http://localhost:80/fhir/Observation?status=final&patient=p&_elements=status',
    );
    const json = { 'content-type': 'application/fhir+json' };
    t.strictSame(refusalOf(await post('Observation/_search', '{"status":"final"}', json)), {
      ...{ status: 415, code: 'media-type', path: undefined },
    });
    t.equal((await send(face.server, 'doctor', 'POST', 'Observation/_search?status=final')).statusCode, 200);
    t.equal((await send(face.server, 'doctor', 'GET', 'Observation/_search')).statusCode, 405);
    t.equal((await post('Observation/_search', 'a=1&'.repeat(200_000))).statusCode, 400);
  },
);

onBothSearchFaces(
  t,
  '[F78] what is searched for stands in no log, and a text does nothing but be compared',
  async (t, face) => {
    await face.put(person, { ...person, id: 'q', name: [{ family: '50%_x*[a]"\'' }] });
    for (const [value, wanted] of [
      ['%', []],
      ['*', []],
      ['[a]', []],
      ['50%_x*[a]"\'', ['Patient/q']],
      ["' OR 1=1 --", []],
      ['"; DROP TABLE version; --', []],
      ['Ngo', ['Patient/p']],
    ] as const) {
      const asked = encodeURIComponent(value);
      t.strictSame(await face.keys(`Patient?family:exact=${asked}`), wanted, value);
      t.strictSame(await face.keys(`Organization?_has:Patient:organization:family:exact=${asked}`), [], value);
      await face.find(`Patient?family=${asked}&_sort=family&identifier:not=${asked}`);
      await face.find(`Observation?patient.family:contains=${asked}`);
    }
    const next = linkOf(await face.find('Patient?birthdate=1990&_count=1&_sort=family'), 'next') ?? '';
    await face.find(next);
    const logged = face.server.log.join('\n');
    t.match(logged, '/fhir/:type');
    t.notMatch(logged, /Ngo|DROP|birthdate|_cursor|family/);
  },
);

onBothSearchFaces(t, '[F67] §3.1.1.4.5 :identifier, what a reference says itself, and :of-type', async (t, face) => {
  const type = { coding: [{ system: 'urn:v2-0203', code: 'MR' }] };
  await face.put(
    {
      ...person,
      identifier: [
        { system: 'urn:h', value: '44|1', type },
        { system: 'urn:h', value: '55' },
      ],
    },
    { ...weight, id: 'a', subject: { identifier: { system: 'urn:h', value: '77' } } },
    { ...weight, id: 'b', subject: { reference: 'Patient/p' } },
  );
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['Observation?subject:identifier=urn:h|77', ['Observation/a']],
    ['Observation?subject:identifier=77,78', ['Observation/a']],
    ['Observation?subject:identifier=|77', []],
    ['Observation?subject:identifier=urn:h|44', []],
    ['Patient?identifier:of-type=urn:v2-0203|MR|44%5C|1', ['Patient/p']],
    ['Patient?identifier:of-type=urn:v2-0203|MR|55', []],
    ['Patient?identifier:of-type=urn:v2-0203|SS|44%5C|1', []],
    ['Observation?patient.identifier:of-type=urn:v2-0203|MR|44%5C|1', ['Observation/b']],
  ];
  for (const [url, wanted] of cases) t.strictSame(await face.keys(url), wanted, url);
  for (const [url, code] of [
    ['Patient?identifier:of-type=MR|44', 'parameter-malformed'],
    ['Patient?identifier:of-type=urn:v2-0203||44', 'parameter-malformed'],
    ['Patient?gender:of-type=a|b|c', 'parameter-unknown'],
    ['Patient?identifier:identifier=a', 'parameter-unknown'],
  ] as const) {
    t.strictSame(refusalOf(await send(face.server, 'doctor', 'GET', url)).code, code, url);
  }
});
