import fc from 'fast-check';
import t from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { type Action, mayDo } from '../../record/access.js';
import { canonicalise } from '../../record/canonical.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { fileResource } from '../../record/filing.js';
import { type Role, roles } from '../../record/role.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { type FhirServer, send, startFhirServer } from '../support/fhir-server.js';

const types = resourceTypes().filter((type) => type !== 'Bundle' && type !== 'Parameters');
const clinicalKinds = ['Observation', 'Condition', 'MedicationRequest', 'DiagnosticReport', 'AllergyIntolerance'];
/** One type at least of each kind of access. */
const sample = [
  ...clinicalKinds,
  ...['Patient', 'Encounter', 'Appointment', 'MedicationDispense', 'Medication', 'MedicationStatement', 'Coverage'],
  ...['Organization', 'Practitioner', 'Location', 'ValueSet', 'MeasureReport', 'AuditEvent', 'Provenance', 'Binary'],
];

/** One resource of every type, each pointing at all that others could be reached by, and holding a word of its own. */
async function plant(server: FhirServer): Promise<void> {
  const entries = types.map((type) => {
    const value = {
      resourceType: type,
      id: 'planted',
      implicitRules: `urn:planted:${type}`,
      subject: { reference: 'Patient/planted' },
      patient: { reference: 'Patient/planted' },
      encounter: { reference: 'Encounter/planted' },
      serviceProvider: { reference: 'Organization/planted' },
      managingOrganization: { reference: 'Organization/planted' },
      requester: { reference: 'Practitioner/planted' },
      location: [{ location: { reference: 'Location/planted' } }],
    };
    const body = canonicalise(JSON.stringify(value));
    const resource = { type: parseResourceType(type), id: parseResourceId('planted'), body, value };
    return { verb: 'create' as const, resource: { ...resource, filing: fileResource(value) } };
  });
  await server.journal.records.commitBundle({ author: 'carnet:import', entries });
}

/** The types whose planted word is in an answer. */
function typesIn(body: string): string[] {
  return [...body.matchAll(/urn:planted:([A-Za-z]+)/g)].map((match) => match[1] ?? '');
}

interface Route {
  readonly name: string;
  readonly action: Action;
  readonly ask: (server: FhirServer, role: Role, type: string, id: string) => ReturnType<typeof send>;
}

function bundleOf(kind: string, method: string, url: string) {
  return { resourceType: 'Bundle', type: kind, entry: [{ request: { method, url } }] };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const asFhir = { accept: 'application/fhir+json' };
const routes: readonly Route[] = [
  {
    name: 'read',
    action: 'read',
    ask: (s, role, type, id) => send(s, role, 'GET', `${type}/${id}`, undefined, asFhir),
  },
  // What a Binary holds, where nothing else is asked for.
  { name: 'read as it is', action: 'read', ask: (s, role, type, id) => send(s, role, 'GET', `${type}/${id}`) },
  { name: 'delivery', action: 'read', ask: (s, role, type, id) => send(s, role, 'GET', `/api/delivery/${type}/${id}`) },
  { name: 'history', action: 'history', ask: (s, role, type, id) => send(s, role, 'GET', `${type}/${id}/_history`) },
  { name: 'history of type', action: 'history', ask: (s, role, type) => send(s, role, 'GET', `${type}/_history`) },
  {
    name: 'search',
    action: 'search',
    ask: (s, role, type, id) => send(s, role, 'GET', `${type}?_id=${id}&_total=accurate`),
  },
  {
    name: 'search by form',
    action: 'search',
    ask: (s, role, type, id) => send(s, role, 'POST', `${type}/_search`, `_id=${id}`, form),
  },
  {
    name: 'batch',
    action: 'read',
    ask: (s, role, type, id) => send(s, role, 'POST', '', bundleOf('batch', 'GET', `${type}/${id}`)),
  },
  {
    name: 'transaction',
    action: 'search',
    ask: (s, role, type, id) => send(s, role, 'POST', '', bundleOf('transaction', 'GET', `${type}?_id=${id}`)),
  },
  {
    name: 'create',
    action: 'create',
    ask: (s, role, type) => send(s, role, 'POST', type, `{"resourceType":"${type}","x":1}`),
  },
  {
    name: 'update',
    action: 'update',
    ask: (s, role, type, id) => send(s, role, 'PUT', `${type}/${id}`, `{"resourceType":"${type}","id":"${id}","x":1}`),
  },
];

/** Status and codes; for a batch, those of its entry. */
function verdictOf(response: { statusCode: number; body: string; json: () => unknown }): string {
  if (response.statusCode !== 200) return String(response.statusCode);
  if (response.body === '') return '200';
  const { entry } = response.json() as { entry?: { response?: { status?: string } }[] };
  return entry?.[0]?.response?.status?.slice(0, 3) ?? '200';
}

async function checkRoute(server: FhirServer, role: Role, type: string, route: Route): Promise<void> {
  const there = await route.ask(server, role, type, 'planted');
  const name = `${role} ${type} ${route.name}`;
  for (const seen of typesIn(there.body)) if (!mayDo(role, seen, 'read')) throw new Error(`${name} shows ${seen}`);
  if (mayDo(role, type, route.action)) {
    if (verdictOf(there) === '403') throw new Error(`${name} is refused`);
    if (route.name === 'read' && !there.body.includes(`urn:planted:${type}`)) throw new Error(`${name} shows nothing`);
    return;
  }
  const nowhere = await route.ask(server, role, type, 'absent');
  if (verdictOf(there) !== '403') throw new Error(`${name} answers ${verdictOf(there)}`);
  if (there.body !== nowhere.body) throw new Error(`${name} tells what is there from what is not`);
}

t.test('[R1] [R2] every role, kind and route: what is not granted is not shown, there or not', async (t) => {
  const server = await startFhirServer(t);
  await plant(server);
  for (const role of roles) {
    for (const type of sample) {
      for (const route of routes) await checkRoute(server, role, type, route);
    }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...roles),
      fc.constantFrom(...types),
      fc.constantFrom(...routes),
      (role, type, route) => checkRoute(server, role, type, route),
    ),
    { numRuns: 300, seed: 7 },
  );
  for (const type of clinicalKinds) {
    for (const role of ['admin', 'ops', 'authority'] as const) t.notOk(mayDo(role, type, 'read'), `${role} ${type}`);
  }
});

t.test('[R1] includes in both directions bring nothing that the role may not read', async (t) => {
  const server = await startFhirServer(t);
  await plant(server);
  let brought = 0;
  for (const role of roles) {
    for (const type of sample.filter((candidate) => mayDo(role, candidate, 'search'))) {
      const references = (source: string) =>
        [...searchParametersOf(source).values()].filter(({ kind }) => kind === 'reference');
      const forward = references(type).map(({ name }) => `_include=${type}:${name}`);
      const reverse = sample.flatMap((source) =>
        references(source)
          .filter(({ targets }) => targets?.includes(type) !== false)
          .map(({ name }) => `_revinclude=${source}:${name}`),
      );
      for (let from = 0; from < forward.length + reverse.length; from += 40) {
        const query = [...forward, ...reverse].slice(from, from + 40).join('&');
        const { statusCode, body } = await send(server, role, 'GET', `${type}?_id=planted&${query}`);
        const seen = typesIn(body);
        brought += seen.length - 1;
        t.equal(statusCode, 200);
        t.strictSame(
          seen.filter((other) => !mayDo(role, other, 'read')),
          [],
          `${role} ${type}`,
        );
      }
    }
  }
  t.ok(brought > 50, 'includes bring something');
});

t.test('[R1] nobody who is not signed in sees more than what the service can do', async (t) => {
  const server = await startFhirServer(t);
  for (const [method, url] of [
    ['GET', '/fhir/Patient'],
    ['GET', '/fhir/Patient/1'],
    ['GET', '/fhir/Unknown'],
    ['GET', '/fhir/no/such/address/at/all'],
    ['GET', '/fhir/metadata/'],
    ['GET', '/fhir/%6detadata'],
    ['POST', '/fhir'],
    ['POST', '/fhir/metadata'],
    ['DELETE', '/fhir/Patient/1'],
  ] as const) {
    for (const authorization of ['', 'Bearer', `Bearer ${'x'.repeat(43)}`, 'Basic eDp5']) {
      const response = await server.app.inject({ method, url, headers: { authorization } });
      if (url === '/fhir/%6detadata' && response.statusCode === 200) t.match(response.body, 'CapabilityStatement');
      else t.equal(response.statusCode, 401, `${method} ${url}`);
    }
  }
  const open = await server.app.inject('/fhir/metadata');
  t.equal(open.statusCode, 200);
  t.equal((await server.app.inject('/fhir/Patient')).headers['www-authenticate'], 'Bearer');
});

t.test('a role that may change what it cannot see would learn from the answers; no role may', async (t) => {
  for (const role of roles) {
    for (const type of types) {
      const changes = (['create', 'update', 'delete'] as const).some((action) => mayDo(role, type, action));
      if (changes && !mayDo(role, type, 'read')) t.fail(`${role} ${type}`);
    }
  }
  t.pass();
});

t.test('looks and refusals are written down, with who and whom, within a second', async (t) => {
  const server = await startFhirServer(t);
  await plant(server);
  await send(server, 'doctor', 'GET', 'Patient/planted');
  await send(server, 'doctor', 'GET', 'Observation?patient=planted');
  await send(server, 'admin', 'GET', 'Observation/planted');
  await new Promise((resolve) => setTimeout(resolve, 700));
  t.strictSame(server.audited, [
    { author: 'Practitioner/doctor', action: 'read', subject: 'Patient/planted', outcome: 'done' },
    { author: 'Practitioner/doctor', action: 'search', subject: 'Patient/planted', outcome: 'done' },
    { author: 'Practitioner/admin', action: 'refused', subject: 'Observation', outcome: 'refused' },
  ]);
  t.ok(server.journal.verify().audit);
});
