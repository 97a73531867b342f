import fc from 'fast-check';
import t from 'tap';
import { mayDo, reachOfRole } from '../../record/access.js';
import { type Role, roles } from '../../record/role.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { type FhirServer, send, startFhirServer } from '../support/fhir-server.js';
import { eventually } from '../support/programs-records.js';
import {
  clinicalKinds,
  plant,
  type Route,
  routes,
  sample,
  types,
  typesIn,
  verdictOf,
} from '../support/record-routes.js';

async function checkRoute(server: FhirServer, role: Role, type: string, route: Route): Promise<void> {
  const there = await route.ask(server, role, type, 'planted');
  const name = `${role} ${type} ${route.name}`;
  for (const seen of typesIn(there.body)) if (!mayDo(role, seen, 'read')) throw new Error(`${name} shows ${seen}`);
  // The pages of a type's history would tell of what not all of its resources are seen of.
  const isPart = route.name === 'history of type' && reachOfRole(role, type, 'history', ['care']) !== 'all';
  if (mayDo(role, type, route.action) && !isPart) {
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
  await eventually('written down', () => server.audited.length >= 3);
  t.strictSame(server.audited, [
    { author: 'Practitioner/doctor', action: 'read', subject: 'Patient/planted', outcome: 'done' },
    { author: 'Practitioner/doctor', action: 'search', subject: 'Patient/planted', outcome: 'done' },
    { author: 'Practitioner/admin', action: 'refused', subject: 'Observation', outcome: 'refused' },
  ]);
  t.ok(server.journal.verify().audit);
});
