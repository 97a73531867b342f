import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import { send, startFhirServer } from '../../support/fhir-server.js';

interface Shown {
  readonly entry: readonly {
    readonly resource?: {
      readonly total?: number;
      readonly entry?: readonly { readonly resource: { readonly resourceType: string } }[];
    };
    readonly response: { readonly status: string; readonly outcome?: object };
  }[];
}

const [patientUrn, urn] = [
  'urn:uuid:0f3b2c1e-7a64-4a37-9d1f-5a8f1c2d3e4f',
  'urn:uuid:6d0f9d3a-1f0e-4e39-8c0a-1b2c3d4e5f60',
];
const patient = (family: string) => ({ resourceType: 'Patient', id: 'p', name: [{ family }] });
const observation = (reference: string) => ({
  ...{ resourceType: 'Observation', status: 'final', subject: { reference }, effectiveDateTime: '2026-11-20' },
  code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] },
});
const bundle = (type: 'transaction' | 'batch', ...entry: readonly object[]) => ({
  resourceType: 'Bundle',
  type,
  entry,
});
const put = (resource: { resourceType: string; id: string }) => ({
  ...{ fullUrl: patientUrn, resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } },
});
const post = (resource: { resourceType: string }) => ({
  ...{ fullUrl: urn, resource, request: { method: 'POST', url: resource.resourceType } },
});
const get = (url: string) => ({ request: { method: 'GET', url } });

const looks = [
  ['Observation?patient=Patient/p&_total=accurate', 1],
  ['Observation?patient.family=Mbarga', 1],
  ['Patient?_has:Observation:patient:code=8302-2', 1],
  ['Patient?family=Mbarga&_revinclude=Observation:patient', 2],
  ['Patient/p/Observation?date=2026-11-20', 1],
  ['?_type=Patient,Observation&_lastUpdated=gt2020', 2],
  ['Patient/p/$everything', 2],
  ['Observation/$lastn?patient=Patient/p&code=8302-2', 1],
] as const;

onBothFaces(t, '[F67] §3.1.0.11.2 searches of a transaction see what it wrote', async (t, { server }) => {
  const ask = async (body: object) => {
    const answer = await send(server, 'doctor', 'POST', '', body);
    t.equal(answer.statusCode, 200, answer.body.slice(0, 200));
    return (answer.json() as Shown).entry;
  };
  await send(server, 'doctor', 'PUT', 'Patient/p', patient('Essomba'));
  const gets = looks.map(([url]) => get(url));
  const made = await ask(bundle('transaction', ...gets, put(patient('Mbarga')), post(observation(patientUrn ?? ''))));
  for (const [index, [url, count]] of looks.entries()) {
    t.equal(made[index]?.resource?.entry?.length, count, `${url} ${JSON.stringify(made[index]?.response)}`);
  }
  const [, old, changed] = await ask(
    bundle('transaction', put(patient('Biya')), get('Patient?family=Mbarga'), get('Patient?family=Biya')),
  );
  t.equal(old?.resource?.entry?.length ?? 0, 0, 'not for what it was');
  t.equal(changed?.resource?.entry?.length, 1);
});

onBothFaces(t, '[F67] §3.1.0.11.1 searches of a batch see what its other entries wrote', async (t, { server }) => {
  await send(server, 'doctor', 'PUT', 'Patient/p', patient('Mbarga'));
  const gets = looks.map(([url]) => get(url));
  const answer = await send(server, 'doctor', 'POST', '', bundle('batch', ...gets, post(observation('Patient/p'))));
  const { entry } = answer.json() as Shown;
  for (const [index, [url, count]] of looks.entries()) {
    t.equal(entry[index]?.resource?.entry?.length, count, `${url} ${JSON.stringify(entry[index]?.response)}`);
  }
});

t.test('[F67][J25] where the index does not catch up, the searches are 503, and all else is done', async (t) => {
  const server = await startFhirServer(t, 'hub');
  const late = async () => {
    throw new Problem('index-behind');
  };
  Object.assign(server.journal.records, { catchUp: late });
  for (const type of ['transaction', 'batch'] as const) {
    const entries = [
      get('Patient?family=Mbarga'),
      put(patient(`Mbarga ${type}`)),
      ...(type === 'batch' ? [get('Patient/p')] : []),
    ];
    const answer = await send(server, 'doctor', 'POST', '', bundle(type, ...entries));
    t.equal(answer.statusCode, 200);
    const statuses = (answer.json() as Shown).entry.map(({ response }) => response.status.slice(0, 3));
    t.strictSame(statuses, type === 'batch' ? ['503', '200', '200'] : ['503', '201'], type);
  }
  const alone = await send(
    server,
    'doctor',
    'POST',
    '',
    bundle('batch', get('Patient?family=Mbarga'), get('Patient/p')),
  );
  t.match(
    (alone.json() as Shown).entry,
    [{ response: { status: '200 OK' } }, {}],
    'one that writes nothing waits for nothing',
  );
});
