import t from 'tap';
import type { Role } from '../../../record/role.js';
import { hidden, open } from '../../support/confidential-world.js';
import { type FhirServer, send } from '../../support/fhir-server.js';
import { labelled } from '../../support/label.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(900_000);

/** Every way to a type and to one of its resources. */
function waysTo({ resourceType: type, id }: (typeof hidden)[number]): readonly string[] {
  return [
    ...[`${type}/${id}`, `${type}/${id}/_history`, `${type}/${id}/_history?_count=1`, `/api/delivery/${type}/${id}`],
    ...[`${type}?_id=${id}`, `${type}?_total=accurate&_count=1`, `${type}?_summary=count`, `${type}?_security=R`],
    ...[
      `${type}?_sort=-_lastUpdated&_count=2`,
      `${type}?_sort=_id`,
      `${type}?_elements=id`,
      `${type}?_lastUpdated=gt2000`,
    ],
    ...[`Patient/p1/${type}`, `Patient/p1/${type}?_total=accurate`, `Patient/p1/$everything?_type=${type}`],
    ...[`${type}/_history`, `?_type=${type}&_total=accurate`, `Patient?_has:${type}:patient:_id=${id}`],
    ...[`Patient?_id=p1&_revinclude=${type}:*`, `Patient?_id=p1&_revinclude=${type}:patient`],
  ];
}

const otherWays = [
  ...['Patient/p1/*', 'Patient/p1/$everything', 'Patient/p1/$everything?_count=2', '_history'],
  ...['MedicationRequest?patient=p1', 'MedicationRequest?code=secret', 'MedicationRequest?code:not=known'],
  ...[
    'MedicationRequest?code:missing=true',
    'Condition?code=secret',
    'Condition?_sort=recorded-date',
    'Observation?code=secret',
  ],
  ...[
    'Observation?_sort=-date&_count=1',
    'Observation?_sort=-date',
    'Observation?date=2026-11-02',
    'Observation?code:not=known',
  ],
  ...['Observation/$lastn?patient=p1', 'Patient?_has:MedicationRequest:patient:code=secret'],
  ...['Patient?_has:Observation:patient:code=secret', 'Encounter?_has:Condition:encounter:code=secret'],
  ...[
    'Practitioner?_has:MedicationRequest:requester:_id=m-r',
    'Practitioner?_has:MedicationRequest:requester:status:missing=true',
  ],
  ...[
    'MedicationDispense?prescription.code=secret',
    'MedicationDispense?prescription:MedicationRequest.code:not=known',
  ],
  ...['MedicationDispense?prescription.requester.name=Hidden', 'Observation?has-member:Observation.code=secret'],
  ...['Observation?has-member.date=2026-11-02', 'Observation?_has:DiagnosticReport:result:code=secret'],
  ...[
    'Patient?_has:Observation:patient:has-member:Observation.code=secret',
    'MedicationDispense?_id=x1&_include=MedicationDispense:prescription',
  ],
  ...[
    'MedicationDispense?_id=x1&_include=MedicationDispense:prescription&_include:iterate=MedicationRequest:requester',
  ],
  ...['Patient?_id=p1&_revinclude=MedicationRequest:patient&_include:iterate=MedicationRequest:requester'],
  ...['Patient?_id=p1&_revinclude=DiagnosticReport:patient&_include:iterate=DiagnosticReport:result'],
  ...[
    'Observation?_id=o2&_include=Observation:has-member',
    'Condition?_id=c1&_revinclude=Provenance:target&_include:iterate=Provenance:agent',
  ],
  ...[
    'Patient',
    'Patient?name=Abe',
    'Encounter?reason-code=secret',
    'Encounter?subject:Patient.name=Ngo&_total=accurate',
  ],
];

interface Asked {
  readonly name: string;
  readonly answer: string;
}

/** All ways, each by GET, and in a batch and a transaction. */
async function askAll(server: FhirServer, role: Role): Promise<readonly Asked[]> {
  const urls = [...hidden.flatMap(waysTo), ...otherWays];
  const asked: Asked[] = [];
  for (const url of urls) {
    const { statusCode, body } = await send(server, role, 'GET', url);
    asked.push({ name: url, answer: `${statusCode} ${plain(body)}` });
  }
  const inBundle = urls.filter((url) => !url.startsWith('/') && !url.startsWith('?'));
  for (const type of ['batch', 'transaction'] as const) {
    const some = type === 'batch' ? inBundle : otherWays.filter((url) => !url.startsWith('_history'));
    const entry = some.map((url) => ({ request: { method: 'GET', url } }));
    const { statusCode, body } = await send(server, role, 'POST', '', { resourceType: 'Bundle', type, entry });
    asked.push({ name: type, answer: `${statusCode} ${plain(body)}` });
  }
  return asked;
}

/** Without what is told on purpose, that something is there, and without what is new in every answer: sealed cursors, ids, times. */
function plain(body: string): string {
  if (!body.startsWith('{')) return body;
  return JSON.stringify(JSON.parse(body, withoutRemark))
    .replaceAll(/_cursor=[^"&]*/g, '_cursor')
    .replaceAll(/urn:uuid:[0-9a-f-]{36}|"id":"01[0-9a-f-]{34}"/g, 'urn:uuid')
    .replaceAll(/"(timestamp|date|identifier)":("[^"]*"|\{[^{}]*\})/g, '""');
}

function withoutRemark(key: string, value: unknown): unknown {
  if (key !== 'entry' || !Array.isArray(value)) return value;
  const kept = value.filter((entry) => !JSON.stringify(entry.resource ?? {}).includes('restricted-items'));
  return kept.length === 0 ? undefined : kept;
}

onBothSearchFaces(
  t,
  '[R22] what a nurse may not see changes no answer to her, by any way',
  async (t, { server, put }) => {
    await put(...open);
    const before = { nurse: await askAll(server, 'nurse'), doctor: await askAll(server, 'doctor') };
    await put(...hidden);
    const after = { nurse: await askAll(server, 'nurse'), doctor: await askAll(server, 'doctor') };
    for (const [index, { name, answer }] of after.nurse.entries()) t.equal(answer, before.nurse[index]?.answer, name);
    const differing = after.doctor.filter(({ answer }, index) => answer !== before.doctor[index]?.answer);
    t.ok(
      differing.length > before.doctor.length * 0.8,
      `${differing.length} of ${before.doctor.length} show it to a doctor`,
    );
    t.ok(
      after.nurse.some(({ name, answer }) => name === 'Patient' && answer.includes('"p2"')),
      'people stay findable',
    );
    for (const role of ['midwife', 'pharmacist'] as const) {
      t.equal((await send(server, role, 'GET', 'MedicationRequest/m-r')).statusCode, 200, role);
    }
  },
);

const remark = async (server: FhirServer, role: Role, url: string, language = 'en') => {
  const { body } = await send(server, role, 'GET', url, undefined, { 'accept-language': language });
  const { entry = [] } = JSON.parse(body) as {
    entry?: { resource: { issue?: { code: string; details: { text: string } }[] } }[];
  };
  return entry.flatMap(({ resource }) => resource.issue ?? []).find(({ code }) => code === 'suppressed')?.details.text;
};

onBothSearchFaces(
  t,
  '[R23] how many items are restricted is told of a patient and a type, and of nothing narrower',
  async (t, { server, put }) => {
    await put(...open, ...hidden);
    t.equal(await remark(server, 'nurse', 'MedicationRequest?patient=p1'), '1 restricted item');
    t.equal(
      await remark(server, 'nurse', 'MedicationRequest?patient=p1&code=known&_sort=_id'),
      '1 restricted item',
      'whatever else is asked',
    );
    t.equal(
      await remark(server, 'nurse', 'MedicationRequest?patient=p1&_summary=count', 'fr'),
      '1 élément à accès restreint',
    );
    t.equal(
      await remark(server, 'nurse', 'Patient/p1/$everything', 'fr'),
      `${hidden.length - 1} éléments à accès restreint`,
    );
    t.equal(await remark(server, 'nurse', 'MedicationRequest?code=secret'), undefined, 'of no patient, nothing');
    t.equal(await remark(server, 'nurse', 'MedicationRequest?patient=p2'), undefined);
    t.equal(await remark(server, 'doctor', 'MedicationRequest?patient=p1'), undefined, 'who sees it needs no count');
  },
);

onBothSearchFaces(
  t,
  '[R22] a label that comes or goes counts at once, and what was written under it stays hidden',
  async (t, { server, put }) => {
    const [, , , , , m1] = open;
    await put(...open);
    const [first] = await versionsOf(server, 'doctor', 'MedicationRequest/m1');
    await put({ ...m1, ...labelled() });
    t.equal((await send(server, 'nurse', 'GET', 'MedicationRequest/m1')).statusCode, 404);
    t.equal(
      (await send(server, 'nurse', 'GET', `MedicationRequest/m1/_history/${first}`)).statusCode,
      404,
      'as it was, too',
    );
    await put({ ...m1, note: [{ text: 'open again' }] });
    const versions = await versionsOf(server, 'doctor', 'MedicationRequest/m1');
    t.equal(versions.length, 3);
    t.strictSame(await versionsOf(server, 'nurse', 'MedicationRequest/m1'), [versions[0], versions[2]]);
    t.equal((await send(server, 'nurse', 'GET', `MedicationRequest/m1/_history/${versions[1]}`)).statusCode, 404);
    await put({ ...m1, ...labelled() });
    await send(server, 'doctor', 'DELETE', 'MedicationRequest/m1');
    t.equal((await send(server, 'doctor', 'GET', 'MedicationRequest/m1')).statusCode, 410);
    t.equal(
      (await send(server, 'nurse', 'GET', 'MedicationRequest/m1')).statusCode,
      404,
      'not even that it was deleted',
    );
  },
);

async function versionsOf(server: FhirServer, role: Role, key: string): Promise<readonly string[]> {
  const { entry } = (await send(server, role, 'GET', `${key}/_history`)).json() as {
    entry: { resource: { meta: { versionId: string } } }[];
  };
  return entry.map(({ resource }) => resource.meta.versionId);
}

onBothSearchFaces(
  t,
  '[R23] a summary does not say that nothing is noted where something is restricted',
  async (t, { server, put }) => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      id: 'a-r',
      patient: { reference: 'Patient/p1' },
      ...labelled(),
    };
    await put(...open, allergy);
    const reasonsFor = async (role: Role) => {
      const { body } = await send(server, role, 'GET', 'Patient/p1/$summary');
      const { entry } = JSON.parse(body) as { entry: { resource: { section?: IpsSection[] } }[] };
      const sections = entry[0]?.resource.section ?? [];
      return sections.map(({ code, emptyReason }) => [code.coding[0]?.code, emptyReason?.coding[0]?.code]);
    };
    const [problems, allergies, medication] = ['11450-4', '48765-2', '10160-0'];
    t.strictSame(await reasonsFor('nurse'), [
      [problems, undefined],
      [allergies, 'withheld'],
      [medication, 'unavailable'],
    ]);
    t.strictSame((await reasonsFor('doctor'))[1], [allergies, undefined]);
  },
);

interface IpsSection {
  readonly code: { readonly coding: readonly { readonly code: string }[] };
  readonly emptyReason?: { readonly coding: readonly { readonly code: string }[] };
}
