import t from 'tap';
import { parseScopes, reachOfScopes } from '../../../record/machine-scopes.js';
import { type FhirServer, machineToken, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { eventually } from '../../support/programs-records.js';
import { plant, type Route, routes, sample, typesIn, verdictOf } from '../../support/record-routes.js';

const faces = ['site', 'hub'] as const;

const grants = [
  'system/*.cruds',
  'system/*.rs',
  'system/Observation.rs',
  'system/Observation.c system/Patient.r',
  'system/Patient.s system/Encounter.u',
  'system/Binary.cr system/MedicationRequest.rs system/Organization.r',
  'metrics',
];

async function checkRoute(server: FhirServer, secret: { secret: string }, scopes: string, type: string, route: Route) {
  const there = await route.ask(server, secret, type, 'planted');
  const name = `${scopes}: ${type} ${route.name}`;
  const read = parseScopes(scopes, false);
  for (const seen of typesIn(there.body)) {
    if (reachOfScopes(read, seen, 'read') === 'none') throw new Error(`${name} shows ${seen}`);
  }
  const needed = route.name === 'history of type' ? (['history', 'search'] as const) : [route.action];
  if (needed.every((action) => reachOfScopes(read, type, action) === 'all')) {
    // A search shows what it finds, which is a read, too.
    const isReader = reachOfScopes(read, type, 'read') === 'all';
    const isWritten = ['create', 'update'].includes(route.name);
    if (verdictOf(there) === '403' && (isReader || isWritten)) throw new Error(`${name} is refused`);
    return;
  }
  const nowhere = await route.ask(server, secret, type, 'absent');
  if (verdictOf(there) !== '403') throw new Error(`${name} answers ${verdictOf(there)}`);
  if (there.body !== nowhere.body) throw new Error(`${name} tells what is there from what is not`);
  if (there.statusCode === 403) {
    t.equal(there.headers['www-authenticate'], 'Bearer error="insufficient_scope"', name);
  }
}

for (const face of faces) {
  void t.test(
    `[F120] [F123] [F124] every scope, kind and route: what is not granted is not shown, at the ${face}`,
    async (t) => {
      const server = await startFhirServer(t, face);
      await plant(server);
      for (const [index, scopes] of grants.entries()) {
        const secret = await machineToken(server, `m${index}`, scopes);
        for (const type of sample) for (const route of routes) await checkRoute(server, secret, scopes, type, route);
      }
      t.pass();
    },
  );

  void t.test(
    `[F126] chains, includes and conditions tell nothing of what a machine may not search, at the ${face}`,
    async (t) => {
      const server = await startFhirServer(t, face);
      await plant(server);
      while ((await server.journal.fanout.fanOut(0, 1000).catch(() => ({ more: false }))).more);
      const machine = await machineToken(server, 'm', 'system/Observation.cruds system/Organization.r');
      const status = async (method: string, url: string, body?: unknown, headers = {}) =>
        (await send(server, machine, method, url, body, headers)).statusCode;
      for (const url of [
        'Observation?subject:Patient.name=planted',
        'Observation?subject:Patient._id=planted',
        'Observation?_has:DiagnosticReport:result:code=x',
        'Observation?subject:Patient._has:Condition:subject:code=x',
      ]) {
        t.equal(await status('GET', url), 403, url);
      }
      const included = await send(
        server,
        machine,
        'GET',
        'Observation?_id=planted&_include=*&_revinclude=Provenance:target',
      );
      t.strictSame(
        [...new Set(typesIn(included.body))].filter((type) => type !== 'Observation'),
        [],
      );
      const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
      const subject = { subject: { reference: 'Patient?_id=planted' } };
      t.equal(await status('POST', 'Observation', { ...observation, ...subject }), 403, 'a conditional reference');
      t.equal(await status('GET', '_history'), 200, 'of what it may see whole');
      t.strictSame(
        [...new Set(typesIn((await send(server, machine, 'GET', '_history?_count=200')).body))],
        ['Observation'],
      );
      t.equal(await status('GET', 'Patient/planted/$everything'), 403);
      t.equal(
        await status('POST', 'Patient/$match', {
          resourceType: 'Patient',
          identifier: [{ system: 'urn:x', value: '1' }],
        }),
        403,
      );
      t.equal(await status('GET', 'Observation/$lastn?subject=Patient/planted&code=x'), 200);
    },
  );

  void t.test(`[F120] [F130] exports hold what their caller may search whole, at the ${face}`, async (t) => {
    const server = await startFhirServer(t, face);
    await plant(server);
    const machine = await machineToken(server, 'bulk', 'system/Organization.rs system/Observation.r');
    const own = await machineToken(server, 'own', 'patient/*.rs', 'planted');
    const status = async (sender: { secret: string }, url: string) =>
      (await send(server, sender, 'GET', url, undefined, { prefer: 'respond-async' })).statusCode;
    t.equal(await status(machine, '$export'), 202);
    t.equal(await status(machine, '$export?_type=Organization'), 202);
    t.equal(await status(machine, '$export?_type=Observation'), 403);
    t.equal(await status(machine, 'Patient/$export'), 403);
    for (const url of ['$export', 'Patient/$export', '$export?_type=Patient']) t.equal(await status(own, url), 403);
  });

  void t.test(`[F124] what is wrong with a token is said as RFC 6750 says it, at the ${face}`, async (t) => {
    const server = await startFhirServer(t, face);
    const machine = await machineToken(server, 'cobas', 'system/Observation.r');
    const asked = async (authorization?: string, url = '/fhir/Patient') => {
      const headers = authorization === undefined ? {} : { authorization };
      const { statusCode, headers: answered } = await server.app.inject({ url, headers });
      return [statusCode, answered['www-authenticate']];
    };
    t.strictSame(await asked(), [401, 'Bearer']);
    t.strictSame(await asked('Basic eDp5'), [401, 'Bearer']);
    t.strictSame(await asked('Bearer'), [401, 'Bearer error="invalid_token"']);
    t.strictSame(await asked(`Bearer ${'x'.repeat(43)}`), [401, 'Bearer error="invalid_token"']);
    t.strictSame(await asked(`Bearer ${machine.secret}`), [403, 'Bearer error="insufficient_scope"']);
    t.strictSame(await asked(`Bearer ${machine.secret}`, '/api/conflicts'), [403, 'Bearer error="insufficient_scope"']);
    t.strictSame(await asked(`Bearer ${machine.secret}`, '/api/session'), [403, 'Bearer error="insufficient_scope"']);
    t.strictSame(await asked(`Bearer ${machine.secret}`, '/fhir/Observation/none'), [404, undefined]);
  });

  void t.test(
    `[F122] a revoked token ends at once, an expired one by itself, and its use is seen, at the ${face}`,
    async (t) => {
      const server = await startFhirServer(t, face);
      const { machineTokens } = server.journal;
      const machine = await machineToken(server, 'cobas', 'system/Observation.r');
      const status = async () => (await send(server, machine, 'GET', 'Observation/none')).statusCode;
      const used = async () => (await machineTokens.list())[0]?.usedMilliseconds;
      t.equal(await used(), undefined);
      t.equal(await status(), 404);
      const first = await used();
      t.equal(first, server.clock.milliseconds);
      server.clock.milliseconds += 59_000;
      await status();
      t.equal(await used(), first, 'reading does not write each time');
      server.clock.milliseconds += 1_000;
      await status();
      t.equal(await used(), server.clock.milliseconds);
      await machineTokens.revoke('cobas', server.clock.milliseconds);
      t.equal(await status(), 401);
      const other = await machineToken(server, 'other', 'system/Observation.r');
      t.equal((await send(server, other, 'GET', 'Observation/none')).statusCode, 404);
      server.clock.milliseconds += 25 * 3_600_000;
      t.equal((await send(server, other, 'GET', 'Observation/none')).statusCode, 401);
    },
  );
}

t.test('[F122] what a machine writes, reads and is refused stands in the audit under its name', async (t) => {
  const server = await startFhirServer(t);
  const directory = await machineToken(server, 'annuaire', 'system/Practitioner.cr system/Patient.cr');
  const written = await send(server, directory, 'POST', 'Patient', { resourceType: 'Patient' });
  t.equal(written.statusCode, 201);
  const { id } = written.json() as { id: string };
  const [version] = (await server.journal.records.history({ count: 1 })).versions;
  t.equal(version?.author, 'Device/7KD.annuaire');
  await send(server, directory, 'GET', `Patient/${id}`);
  await send(server, directory, 'GET', 'Patient');
  const own = () => server.audited.filter(({ author }) => author === 'Device/7KD.annuaire');
  await eventually('written down', () => own().length >= 2);
  t.match(own(), [
    { action: 'read', subject: `Patient/${id}`, outcome: 'done' },
    { action: 'refused', subject: 'Patient', outcome: 'refused' },
  ]);
});

t.test(
  '[F125] tokens that nobody has are answered one by one only so often; a right one is good meanwhile',
  async (t) => {
    const server = await startFhirServer(t);
    const machine = await machineToken(server, 'cobas', 'system/Observation.r');
    const statuses: number[] = [];
    let waiting = {};
    for (let tried = 0; tried < 60; tried += 1) {
      const answer = await send(server, { secret: String(tried).padStart(43, 'x') }, 'GET', 'Observation/none');
      statuses.push(answer.statusCode);
      if (answer.statusCode === 429) waiting = { code: refusalOf(answer).code, retry: answer.headers['retry-after'] };
    }
    t.strictSame([...new Set(statuses)], [401, 429]);
    t.equal(statuses.filter((status) => status === 401).length, 50);
    t.strictSame(waiting, { code: 'too-many-attempts', retry: '60' });
    t.equal(server.audited.filter(({ action }) => action === 'token').length, 50, 'and the audit is not filled');
    t.equal((await send(server, machine, 'GET', 'Observation/none')).statusCode, 404);
    t.equal((await send(server, 'doctor', 'GET', 'Observation/none')).statusCode, 404);
  },
);
