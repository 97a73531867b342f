import { type FhirServer, type Sender, send } from './fhir-server.js';

/** Every way to a type and to one of its resources. */
function waysTo({ resourceType: type, id }: HiddenRecord, patient: string): readonly string[] {
  return [
    ...[`${type}/${id}`, `${type}/${id}/_history`, `${type}/${id}/_history?_count=1`, `/api/delivery/${type}/${id}`],
    ...[`${type}?_id=${id}`, `${type}?_total=accurate&_count=1`, `${type}?_summary=count`, `${type}?_security=R`],
    ...[
      `${type}?_sort=-_lastUpdated&_count=2`,
      `${type}?_sort=_id`,
      `${type}?_elements=id`,
      `${type}?_lastUpdated=gt2000`,
    ],
    ...[
      `Patient/${patient}/${type}`,
      `Patient/${patient}/${type}?_total=accurate`,
      `Patient/${patient}/$everything?_type=${type}`,
    ],
    ...[`${type}/_history`, `?_type=${type}&_total=accurate`, `Patient?_has:${type}:patient:_id=${id}`],
    ...[`Patient?_id=${patient}&_revinclude=${type}:*`, `Patient?_id=${patient}&_revinclude=${type}:patient`],
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

export interface HiddenRecord {
  readonly resourceType: string;
  readonly id: string;
}

export interface Asked {
  readonly name: string;
  readonly answer: string;
}

/**
 * All ways to records that are hidden, and to what they say, of a patient: each by GET, and in a batch and a transaction. What
 * is told on purpose is left out of the answers.
 */
export async function askAll(
  server: FhirServer,
  sender: Sender,
  hidden: readonly HiddenRecord[],
  patient = 'p1',
): Promise<readonly Asked[]> {
  const others = otherWays.map((url) => url.replaceAll('p1', patient));
  const urls = [...hidden.flatMap((each) => waysTo(each, patient)), ...others];
  const asked: Asked[] = [];
  for (const url of urls) {
    const { statusCode, body } = await send(server, sender, 'GET', url);
    asked.push({ name: url, answer: `${statusCode} ${plain(body)}` });
  }
  const inBundle = urls.filter((url) => !url.startsWith('/') && !url.startsWith('?'));
  for (const type of ['batch', 'transaction'] as const) {
    const some = type === 'batch' ? inBundle : others.filter((url) => !url.startsWith('_history'));
    const entry = some.map((url) => ({ request: { method: 'GET', url } }));
    const { statusCode, body } = await send(server, sender, 'POST', '', { resourceType: 'Bundle', type, entry });
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
