import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import t from 'tap';
import { demoApi, hubApi } from '../../../central-hub/http/api/hub-api.js';
import { siteApi } from '../../../edge-agent/http/api/site-api.js';
import type { ServedRoute } from '../../../fhir-api/access/route-gate.js';
import { isDescribed, type RouteDescriptions } from '../../../fhir-api/openapi/document.js';
import { readNode, writeNode } from '../../../provisioning/node-folder.js';
import { misfits } from '../../support/json-shape.js';
import { type Network, startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';
import { eventually, writePatient } from '../../support/programs-records.js';

interface Operation {
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>>;
}
interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Record<string, unknown>>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const keysOf = (routes: readonly ServedRoute[]) =>
  routes
    .filter(isDescribed)
    .map(({ method, url }) => `${method} ${url}`)
    .sort();

async function documentOf(port: number | undefined): Promise<Document> {
  const { status, body } = await ask(port, '/api/openapi.json');
  if (status !== 200) throw new Error(String(status));
  return body as Document;
}

async function startAsDemo(t: Parameters<typeof startNetwork>[0]): Promise<Network> {
  const network = await startNetwork(t, ['Garoua']);
  const relaySocket = join(network.folder, 'relay.sock');
  writeNode(network.hubDir, { ...readNode(network.hubDir), demo: { relaySocket } });
  await network.restartHub();
  return network;
}

t.test(
  '[F135] the OpenAPI document of a program is valid, and says all that is served beside FHIR and nothing else',
  async (t) => {
    const { hub, sites } = await startAsDemo(t);
    const [site] = sites;
    if (site === undefined) throw new Error('site');
    for (const [name, program, descriptions] of [
      ['site', site.edge, siteApi],
      ['hub', hub, { ...hubApi, ...demoApi }],
    ] as const satisfies readonly (readonly [string, object, RouteDescriptions])[]) {
      t.strictSame(keysOf(program.gate.routes), Object.keys(descriptions).sort(), `${name}: described as registered`);
      const document = await documentOf(program.httpPort);
      const validator = new Validator();
      const { valid, errors } = await validator.validate(structuredClone(document) as never);
      t.ok(valid, `${name}: ${JSON.stringify(errors)}`);
      t.equal(validator.version, '3.1');
      const said = Object.entries(document.paths).flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
      );
      t.strictSame(said.sort(), keysOf(program.gate.routes), `${name}: the document itself`);
      t.notMatch(JSON.stringify(document), /"Not described\."/);
    }
  },
);

/** Asks, and compares the answer with what the document says of it. */
function checker(t: { strictSame(found: unknown, wanted: unknown, text: string): unknown }, port: number | undefined) {
  return async (document: Document, path: string, pattern: string, options: Parameters<typeof ask>[2] = {}) => {
    const method = options.method ?? 'GET';
    const { status, body, headers } = await ask(port, path, options);
    const responses = document.paths[pattern]?.[method.toLowerCase()]?.responses ?? {};
    const response = responses[String(status)] ?? (status >= 400 ? responses['default'] : undefined);
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const schema = response?.content?.[type]?.schema;
    const title = `${method} ${path} → ${status} ${type}`;
    if (response?.content === undefined) t.strictSame([response !== undefined, body], [true, ''], title);
    else if (schema === undefined) t.strictSame(type, Object.keys(response.content), title);
    else t.strictSame(misfits(body, '$ref' in schema ? refusalOf(document, schema) : schema), [], title);
    return body;
  };
}

function refusalOf(document: Document, { $ref }: Record<string, unknown>): Record<string, unknown> {
  const { schemas } = document.components;
  return schemas[String($ref).split('/').at(-1) ?? ''] ?? {};
}

t.test('[F135] what a site answers is as its document says', async (t) => {
  const { sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const port = site.edge.httpPort;
  const token = await tokenOf(site.dir, 'doctor');
  const patient = await writePatient(site.edge.journal, 'Ngono');
  await eventually('at the hub', async () =>
    /"hub"/.test(JSON.stringify((await ask(port, `/api/delivery/Patient/${patient}`, { token })).body)),
  );
  const document = await documentOf(port);
  const check = checker(t, port);
  const password = 'correct horse battery staple';
  await check(document, '/api/session', '/api/session', { method: 'POST', json: { user: 'doctor', password } });
  await check(document, '/api/session', '/api/session', { method: 'POST', json: { user: 'doctor', password: 'no' } });
  for (const path of ['/api/session', '/api/sync', '/api/links', '/api/remote', '/api/conflicts']) {
    await check(document, path, path, { token });
    await check(document, path, path);
  }
  for (const path of ['/healthz', '/readyz', '/.well-known/jwks.json', '/api/openapi.json']) {
    await check(document, path, path);
  }
  await check(document, `/api/delivery/Patient/${patient}`, '/api/delivery/{type}/{id}', { token });
  await check(document, '/api/delivery/Patient/none', '/api/delivery/{type}/{id}', { token });
  await check(document, '/api/conflicts/none', '/api/conflicts/{task}', { token });
  await check(document, '/api/health-id', '/api/health-id', { token, method: 'POST' });
  await check(document, `/api/remote/copy/${patient}`, '/api/remote/copy/{patient}', { token });
  const search = { purpose: 'treatment', family: 'Ngono', given: 'Paul', birthDate: '1990' };
  await check(document, '/api/remote/search', '/api/remote/search', { token, method: 'POST', json: search });
  const asked = { purpose: 'treatment', patient: 'nobody' };
  await check(document, '/api/remote/patients', '/api/remote/patients', { token, method: 'POST', json: asked });
  await check(document, '/api/remote/search', '/api/remote/search', { token, method: 'POST', json: {} });
  await check(document, '/api/remote', '/api/remote', { token });
  await check(document, '/api/session', '/api/session', { token, method: 'DELETE' });
});

t.test('[F135] what the hub answers is as its document says', async (t) => {
  const { hub, hubDir, sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const port = hub.httpPort;
  const token = await tokenOf(hubDir, 'ops');
  await eventually('the site told its facts', async () =>
    /"version"/.test(JSON.stringify((await ask(port, '/api/fleet', { token })).body)),
  );
  const document = await documentOf(port);
  const check = checker(t, port);
  for (const path of ['/api/fleet', '/api/alerts']) {
    await check(document, path, path, { token });
    await check(document, path, path);
  }
  const { code } = site;
  await check(document, `/api/sites/${code}/history?hours=2`, '/api/sites/{code}/history', { token });
  await check(document, `/api/sites/${code}/history?hours=x`, '/api/sites/{code}/history', { token });
  const orders = [`/api/sites/${code}/orders`, '/api/sites/{code}/orders'] as const;
  await check(document, ...orders, { token, method: 'POST', json: { kind: 'pause-bulk' } });
  await check(document, ...orders, { token, method: 'POST', json: { kind: 'dance' } });
  await check(document, ...orders, { token });
  for (const what of ['acknowledge', 'silence', 'note']) {
    const path = `/api/alerts/none/${what}`;
    await check(document, path, `/api/alerts/{id}/${what}`, { token, method: 'POST', json: { minutes: 1, text: 'x' } });
  }
  for (const path of ['enrolment/begin', 'enrolment/finish', 'renewal/begin', 'renewal/finish', 'key-share/begin']) {
    await check(document, `/api/${path}`, `/api/${path}`, { method: 'POST', json: {} });
  }
  const begin = { site: code, siteNonce: '0'.repeat(64) };
  await check(document, '/api/renewal/begin', '/api/renewal/begin', { method: 'POST', json: begin });
});
