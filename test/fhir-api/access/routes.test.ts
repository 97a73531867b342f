import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, { type FastifyRequest } from 'fastify';
import t from 'tap';
import { servePages } from '../../../config/running/pages.js';
import { mayReadMetrics, type RouteAccess, refusalOf } from '../../../fhir-api/access/decide.js';
import { RouteGate, type ServedRoute } from '../../../fhir-api/access/route-gate.js';
import { replyProblem } from '../../../fhir-api/reply-problem.js';
import type { AuditEntry } from '../../../journal/record-store.js';
import { callControl } from '../../../provisioning/control/client.js';
import type { NewToken } from '../../../provisioning/verbs/token-verbs.js';
import { parseScopes } from '../../../record/machine-scopes.js';
import { roles } from '../../../record/role.js';
import { startNetwork } from '../../support/programs-network.js';
import { tokenOf } from '../../support/programs-people.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { readSources } from '../../support/tidy/project.js';

const shownToAll =
  /^\/(healthz|readyz|privacy|\.well-known\/jwks\.json|fhir\/metadata|api\/session|api\/openapi\.json)$|^\/(\*)?$|^\/(assets|index)/;
const provenByThemselves =
  /^\/(metrics$|api\/(enrolment|renewal|key-share|trust)\/|api\/session\/(second-factor|second-factor\/key|key|lock|unlock)$)/;

async function statusOf(
  port: number | undefined,
  { method, url }: Pick<ServedRoute, 'method' | 'url'>,
  token?: string,
): Promise<number> {
  const path = url.replace(/:type/g, 'Patient').replace(/:\w+/g, 'x').replace('*', '');
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    signal: AbortSignal.timeout(20_000),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  await answer.body?.cancel();
  return answer.status;
}

t.test(
  '[F121] every route of both programs asks who may use it: nobody unknown, no machine beyond its scopes',
  async (t) => {
    const { hub, hubDir, sites } = await startNetwork(t, ['Garoua']);
    const [site] = sites;
    if (site === undefined) throw new Error('site');
    for (const [name, program, dir] of [
      ['site', site.edge, site.dir],
      ['hub', hub, hubDir],
    ] as const) {
      const { routes } = program.gate;
      t.ok(routes.length > 30, `${name}: ${routes.length} routes`);
      const made = (await callControl(dir, 'token-create', { name: 'none', scope: 'system/Slot.r' })) as NewToken;
      const lab = await tokenOf(dir, 'lab');
      for (const route of routes) {
        const { access, method, url } = route;
        const title = `${name} ${method} ${url}`;
        if (access === 'open') t.match(url, shownToAll, `${title} is for everybody`);
        if (access === 'own-proof') t.match(url, provenByThemselves, `${title} checks by itself`);
        if (access === 'open' || access === 'own-proof') continue;
        t.equal(await statusOf(program.httpPort, route), 401, `${title}: nobody unknown`);
        const asMachine = await statusOf(program.httpPort, route, made.secret);
        if (access === 'records') t.ok([400, 403, 404, 405].includes(asMachine), `${title}: ${asMachine}`);
        else t.equal(asMachine, 403, `${title}: no machine`);
        if (typeof access === 'object' && ('role' in access || 'duty' in access)) {
          t.equal(await statusOf(program.httpPort, route, lab), 403, `${title}: another role`);
        }
      }
    }
  },
);

t.test('[F121] a program with a route that does not say who may use it does not start', async (t) => {
  const gate = new RouteGate(
    () => undefined,
    async () => {},
  );
  const app = Fastify();
  t.teardown(() => app.close());
  gate.guard(app);
  app.get('/said', { config: { access: 'open' } }, async () => 'said');
  app.get('/unsaid', async () => 'unsaid');
  await t.rejects(async () => app.ready(), { code: 'internal', message: /GET \/unsaid/ });
});

t.test('[F121] what was not declared is refused, whoever asks', async (t) => {
  const person = { name: 'a', displayName: 'A', author: 'Practitioner/a', expiresMilliseconds: 1 };
  const machine = { ...person, scopes: parseScopes('system/*.cruds metrics', false), patient: undefined };
  for (const actor of [undefined, machine, ...roles.map((role) => ({ ...person, role }))]) {
    t.equal(refusalOf(actor, undefined), 'undeclared');
  }
});

t.test('[F120] the table of roles is asked in one place of a program’s interface', async (t) => {
  const asking = readSources()
    .filter(
      ({ path, text }) =>
        /^(fhir-api|edge-agent|central-hub|provisioning|journal)\//.test(path) &&
        /\b(mayDo|conditionsOf|reachOfRole|typesUnder)\b/.test(text),
    )
    .map(({ path }) => path);
  // The hub's desk judges who asks at a site, and has that site's word for their role.
  t.strictSame(asking, ['central-hub/remote/remote-desk.ts', 'fhir-api/access/decide.ts']);
});

t.test('[F120] [F121] who may use what is declared, for each kind of who asks', async (t) => {
  const person = { name: 'a', displayName: 'A', author: 'Practitioner/a', expiresMilliseconds: 1 };
  const ops = { ...person, role: 'ops' } as const;
  const doctor = { ...person, role: 'doctor' } as const;
  const machine = { ...person, scopes: parseScopes('system/Patient.c', false), patient: undefined };
  const own = { ...person, scopes: parseScopes('patient/Patient.r', true), patient: 'p' as never };
  const registers = { action: 'create', type: 'Patient', of: 'anybody' } as const;
  const reads = { action: 'read', type: 'Patient', of: 'person' } as const;
  const table: readonly (readonly [RouteAccess, ...(string | undefined)[]])[] = [
    ['open', undefined, undefined, undefined, undefined, undefined],
    ['own-proof', undefined, undefined, undefined, undefined, undefined],
    ['records', 'unknown', undefined, undefined, undefined, undefined],
    ['person', 'unknown', undefined, undefined, 'not-a-person', 'not-a-person'],
    [{ role: 'ops' }, 'unknown', undefined, 'role', 'scope', 'scope'],
    [{ duty: 'review-openings' }, 'unknown', 'role', 'role', 'scope', 'scope'],
    [registers, 'unknown', 'role', undefined, undefined, 'scope'],
    [reads, 'unknown', 'role', undefined, 'not-a-person', 'not-a-person'],
  ];
  for (const [access, ...expected] of table) {
    t.strictSame(
      [undefined, ops, doctor, machine, own].map((actor) => refusalOf(actor, access)),
      expected,
      JSON.stringify(access),
    );
  }
});

t.test('[F122] a token that is made while a program runs is good at once, and revoked at once', async (t) => {
  const { hub, hubDir, sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  for (const [program, dir] of [
    [site.edge, site.dir],
    [hub, hubDir],
  ] as const) {
    const made = (await callControl(dir, 'token-create', { name: 'labo', scope: 'system/Slot.rs' })) as NewToken;
    const route = { method: 'GET', url: '/fhir/Slot', access: undefined };
    t.equal(await statusOf(program.httpPort, route, made.secret), 200);
    t.match(await callControl(dir, 'token-list', {}), [{ name: 'labo', usedMilliseconds: Number }]);
    await callControl(dir, 'token-revoke', { name: 'labo' });
    t.equal(await statusOf(program.httpPort, route, made.secret), 401);
  }
});

t.test(
  '[F123] from another computer, the figures of a program are for people of one role, and machines with the scope',
  async (t) => {
    const person = { name: 'a', displayName: 'A', author: 'Practitioner/a', expiresMilliseconds: 1 };
    const machine = (scopes: string) => ({ ...person, scopes: parseScopes(scopes, false), patient: undefined });
    t.notOk(mayReadMetrics(undefined, 'ops'));
    t.strictSame(
      roles.filter((role) => mayReadMetrics({ ...person, role }, 'ops')),
      ['ops'],
    );
    t.ok(mayReadMetrics(machine('metrics'), 'ops'));
    t.notOk(mayReadMetrics(machine('system/*.cruds'), 'ops'));
  },
);

t.test(
  '[F121] who is known and refused stands in the audit before they hear of it, and no address as typed',
  async (t) => {
    const audited: AuditEntry[] = [];
    const person = {
      name: 'a',
      displayName: 'A',
      author: 'Practitioner/a',
      role: 'nurse',
      expiresMilliseconds: 1,
    } as const;
    const sessions = (request: FastifyRequest) => (request.headers.authorization === undefined ? undefined : person);
    const gate = new RouteGate(sessions, async (entries) => void audited.push(...entries));
    const app = Fastify();
    t.teardown(() => app.close());
    gate.guard(app);
    app.setErrorHandler((error, request, reply) => replyProblem(error, request, reply));
    app.get('/api/sites/:code/orders', { config: { access: { role: 'ops' } } }, async () => 'orders');
    app.get('/api/said', { config: { access: 'person' } }, async () => 'said');
    const url = '/api/sites/Ngono/orders?name=Ngono';
    t.equal((await app.inject({ url, headers: { authorization: 'x' } })).statusCode, 403);
    t.same(audited, [
      { author: 'Practitioner/a', action: 'refused', subject: '/api/sites/:code/orders', outcome: 'refused' },
    ]);
    t.equal((await app.inject({ url })).statusCode, 401, 'nobody known');
    t.equal((await app.inject({ url: '/api/said', headers: { authorization: 'x' } })).statusCode, 200);
    t.equal(audited.length, 1, 'neither is written down');
  },
);

t.test('[F121] the pages of a program are for everybody, and nothing else becomes so by them', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'index.html'), '<title>pages</title>');
  const gate = new RouteGate(
    () => undefined,
    async () => {},
  );
  const app = Fastify();
  t.teardown(() => app.close());
  gate.guard(app);
  app.setErrorHandler((error, request, reply) => replyProblem(error, request, reply));
  app.get('/api/said', { config: { access: 'person' } }, async () => 'said');
  await servePages(app, folder);
  t.match((await app.inject('/')).body, 'pages');
  t.match((await app.inject('/index.html')).body, 'pages');
  t.equal((await app.inject('/api/said')).statusCode, 401);
  t.strictSame(
    gate.routes.filter(({ access }) => access !== 'open').map(({ url }) => url),
    ['/api/said', '/api/said'],
  );
});
