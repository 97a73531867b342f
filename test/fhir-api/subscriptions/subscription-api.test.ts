import t from 'tap';
import { onBothFaces } from '../../support/fhir-faces.js';
import { machineToken, refusalOf, type Sender, send } from '../../support/fhir-server.js';
import { activate, hookSecret, notified, statusOf, subscriptionOf, until } from '../../support/subscriptions.js';
import { startWebhookServer } from '../../support/webhook-server.js';

const scopes = 'system/Subscription.cruds system/Observation.rs system/Patient.rs';

onBothFaces(
  t,
  '[F112][F113] a subscription is asked for, greets its receiver, becomes active, and is turned off',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    const ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) =>
      send(server, machine, method, url, body, headers);
    const made = await ask(
      'POST',
      'Subscription',
      subscriptionOf(receiver, { error: 'of a client', end: '2027-01-01T00:00:00Z' }),
    );
    t.equal(made.statusCode, 201);
    const { id, status, error } = made.json() as { id: string; status: string; error?: string };
    t.match({ status, error }, { status: 'requested', error: undefined });
    t.equal(made.headers['etag'], 'W/"1"');
    t.match(String(made.headers['location']), new RegExp(`/fhir/Subscription/${id}/_history/1$`));
    await until('active', async () => (await statusOf(server, machine, id)).status === 'active');
    t.match(receiver.posts, [{ method: 'POST', url: '/hooks', body: '', headers: { authorization: hookSecret } }]);
    t.equal((await ask('GET', `Subscription/${id}`)).headers['etag'], 'W/"2"', 'the server says something new of it');
    t.equal((await ask('GET', `Subscription/${id}/_history/2`)).statusCode, 200);
    t.equal((await ask('GET', `Subscription/${id}/_history/1`)).statusCode, 404, 'earlier ones are not kept');

    const found = await ask('GET', `Subscription?status=active,error&_id=${id}`);
    t.match(found.json(), { total: 1, entry: [{ resource: { id, status: 'active' } }] });
    t.match((await ask('POST', 'Subscription/_search?status=off')).json(), { total: 0 });
    t.equal((await ask('GET', 'Subscription?criteria=x', undefined, { prefer: 'handling=strict' })).statusCode, 400);

    const current = (await ask('GET', `Subscription/${id}`)).json() as Record<string, unknown>;
    const stale = await ask('PUT', `Subscription/${id}`, { ...current, status: 'off' }, { 'if-match': 'W/"1"' });
    t.match(refusalOf(stale), { status: 412, code: 'version-conflict' });
    const off = await ask('PUT', `Subscription/${id}`, { ...current, status: 'off' }, { 'if-match': 'W/"2"' });
    t.match(off.json(), { status: 'off' });
    t.equal((await ask('DELETE', `Subscription/${id}`)).statusCode, 204);
    t.equal((await ask('GET', `Subscription/${id}`)).statusCode, 404);
    t.equal((await ask('DELETE', `Subscription/${id}`)).statusCode, 204);
    t.strictSame(notified(receiver), []);
    const trail = server.journal;
    t.equal((await trail.records.history({ count: 10 })).versions.length, 0, 'no version of it stands in the log');
  },
);

onBothFaces(t, '[F112] it belongs to its author, and its headers go nowhere else', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  receiver.answer = 401;
  const [own, other] = [await machineToken(server, 'own', scopes), await machineToken(server, 'other', scopes)];
  const made = await send(server, own, 'POST', 'Subscription', subscriptionOf(receiver));
  const { id } = made.json() as { id: string };
  for (const [method, body] of [['GET'], ['PUT', { ...subscriptionOf(receiver), id }]] as const) {
    const [there, nowhere] = [id, 'nowhere'].map((at) =>
      send(server, other, method, `Subscription/${at}`, body === undefined ? undefined : { ...body, id: at }),
    );
    t.equal((await there)?.statusCode, 404);
    t.equal((await there)?.body, (await nowhere)?.body);
  }
  t.equal((await send(server, other, 'DELETE', `Subscription/${id}`)).statusCode, 204);
  t.match((await send(server, other, 'GET', 'Subscription')).json(), { total: 0 });
  t.match((await send(server, own, 'GET', 'Subscription')).json(), { total: 1 });
  for (const role of ['doctor', 'nurse', 'lab', 'reception', 'authority'] as const) {
    t.equal((await send(server, role, 'POST', 'Subscription', subscriptionOf(receiver))).statusCode, 403, role);
    t.equal((await send(server, role, 'GET', `Subscription/${id}`)).statusCode, 403, role);
  }
  await until('three failures', () => receiver.posts.length > 0);
  const wrong = subscriptionOf(receiver, {
    channel: { header: [`Author\nization: ${hookSecret}`, `Host: ${hookSecret}`] },
  });
  const refused = await send(server, own, 'POST', 'Subscription', wrong);
  t.equal(refused.statusCode, 422);
  t.match(refused.body, /channel\.header\[0\].*channel\.header\[1\]/s);
  const audit = JSON.stringify(server.audited);
  t.notMatch(server.log.join('') + audit + refused.body, /s3cr3t/);
});

onBothFaces(t, '[F112] what cannot be served is refused with its element', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  const machine = await machineToken(server, 'lab', scopes);
  const cases: readonly (readonly [changes: Parameters<typeof subscriptionOf>[1], path: string])[] = [
    [{ status: 'active' }, 'Subscription.status'],
    [{ status: 'error' }, 'Subscription.status'],
    [{ end: '2026-11-20T00:00:00Z' }, 'Subscription.end'],
    [{ channel: { type: 'websocket' } }, 'Subscription.channel.type'],
    [{ channel: { payload: 'application/fhir+xml' } }, 'Subscription.channel.payload'],
    [{ channel: { endpoint: undefined } }, 'Subscription.channel.endpoint'],
    [{ channel: { endpoint: 'ftp://lab.example/' } }, 'Subscription.channel.endpoint'],
    [{ channel: { endpoint: 'https://user:word@lab.example/' } }, 'Subscription.channel.endpoint'],
    [{ channel: { endpoint: 'http://169.254.169.254/latest/meta-data' } }, 'Subscription.channel.endpoint'],
    [{ channel: { endpoint: 'https://[fe80::1]/' } }, 'Subscription.channel.endpoint'],
    [{ channel: { endpoint: 'https://[::1]/' } }, 'Subscription.channel.endpoint'],
    [{ channel: { endpoint: 'http://8.8.8.8/' } }, 'Subscription.channel.endpoint'],
    [{ criteria: 'Observation?subject:Patient.name=x' }, 'Subscription.criteria'],
    [{ criteria: 'Patient?_has:Observation:patient:code=x' }, 'Subscription.criteria'],
    [{ criteria: 'Observation?_include=Observation:subject' }, 'Subscription.criteria'],
    [{ criteria: 'Observation?_lastUpdated=gt2026' }, 'ok'],
    [{ criteria: 'Observation?color=blue' }, 'Subscription.criteria'],
    [{ criteria: 'Observation?code=%' }, 'ok'],
    [{ criteria: 'Observation?date=never' }, 'Subscription.criteria'],
    [{ criteria: 'Nothing?code=1' }, 'Subscription.criteria'],
    [{ criteria: 'Observation/1' }, 'Subscription.criteria'],
    [{ criteria: 'Bundle' }, 'Subscription.criteria'],
    [{ criteria: 'Subscription?status=active' }, 'Subscription.criteria'],
    [{ criteria: 'Patient' }, 'ok'],
    [{ channel: { header: ['Content-Length: 3'] } }, 'Subscription.channel.header[0]'],
    [{ channel: { header: ['X-A: 1', 'x-a: 2'] } }, 'Subscription.channel.header[1]'],
    [{ channel: { header: Array.from({ length: 11 }, (_, at) => `X-${at}: 1`) } }, 'Subscription.channel.header'],
  ];
  for (const [changes, path] of cases) {
    const answer = await send(server, machine, 'POST', 'Subscription', subscriptionOf(receiver, changes));
    const name = JSON.stringify(changes);
    if (path === 'ok') t.equal(answer.statusCode, 201, name);
    else t.match(refusalOf(answer), { status: 422, code: 'resource-invalid', path }, name);
  }
  const large = subscriptionOf(receiver, { reason: 'x'.repeat(40_000) });
  t.match(refusalOf(await send(server, machine, 'POST', 'Subscription', large)), { status: 413 });
});

onBothFaces(t, '[F112][F120] who may not search a type is told of none of it', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  const create = async (sender: Sender, criteria: string) =>
    (await send(server, sender, 'POST', 'Subscription', subscriptionOf(receiver, { criteria }))).statusCode;
  t.equal(await create(await machineToken(server, 'a', 'system/Subscription.cruds'), 'Observation'), 403);
  t.equal(await create(await machineToken(server, 'b', 'system/*.rs'), 'Observation'), 403);
  t.equal(await create(await machineToken(server, 'c', 'system/*.cruds'), 'Observation'), 201);
  t.equal(await create('admin', 'Observation'), 403);
  t.equal(await create('admin', 'Organization'), 201);
});

onBothFaces(
  t,
  '[F112] there is no way round: not in a transaction, by a patch, a condition, or in numbers',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    const resource = subscriptionOf(receiver, { status: 'off' });
    const bundle = (type: string, method: string, url: string) => ({
      ...{ resourceType: 'Bundle', type },
      entry: [{ request: { method, url }, resource }],
    });
    const transaction = await send(server, machine, 'POST', '', bundle('transaction', 'POST', 'Subscription'));
    t.match(refusalOf(transaction), { status: 405, code: 'method-unsupported' });
    const batch = await send(server, machine, 'POST', '', bundle('batch', 'POST', 'Subscription'));
    t.match(batch.json(), { entry: [{ response: { status: '201 Created' } }] });
    const { id } = (
      (await send(server, machine, 'GET', 'Subscription')).json() as { entry: { resource: { id: string } }[] }
    ).entry[0]?.resource ?? { id: '' };
    const patch = await send(server, machine, 'PATCH', `Subscription/${id}`, '[]', {
      'content-type': 'application/json-patch+json',
    });
    t.equal(patch.statusCode, 405);
    t.equal(patch.headers['allow'], 'GET, HEAD, PUT, DELETE');
    t.equal((await send(server, machine, 'PUT', 'Subscription?status=off', resource)).statusCode, 405);
    t.equal((await send(server, machine, 'GET', `Subscription/${id}/_history`)).statusCode, 404);
    t.equal((await send(server, machine, 'POST', 'Subscription/$validate', resource)).statusCode, 404);
    t.equal((await send(server, machine, 'PUT', 'Subscription/mine', { ...resource, id: 'mine' })).statusCode, 404);
    const once = await send(server, machine, 'POST', 'Subscription', resource, { 'if-none-exist': 'status=off' });
    t.equal(once.statusCode, 405);
    for (let kept = 1; kept < 16; kept += 1) await send(server, machine, 'POST', 'Subscription', resource);
    const many = await send(server, machine, 'POST', 'Subscription', resource);
    t.match(refusalOf(many), { status: 409, code: 'subscriptions-too-many' });
    const statement = (await server.app.inject('/fhir/metadata')).json() as {
      rest: { resource: { type: string; interaction: { code: string }[]; searchParam: { name: string }[] }[] }[];
    };
    const served = statement.rest[0]?.resource.find(({ type }) => type === 'Subscription');
    t.strictSame(
      served?.interaction.map(({ code }) => code),
      ['read', 'create', 'update', 'delete', 'search-type'],
    );
    t.strictSame(
      served?.searchParam.map(({ name }) => name),
      ['_id', 'status', 'url'],
    );
  },
);

onBothFaces(
  t,
  '[F112][J28] sixty-four are kept of all, and one more is refused until one is gone',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const subscription = subscriptionOf(receiver, { status: 'off' });
    const machines = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => machineToken(server, name, scopes)));
    const last = machines.pop() ?? 'doctor';
    const locations: string[] = [];
    for (const machine of machines) {
      for (let kept = 0; kept < 16; kept += 1) {
        const made = await send(server, machine, 'POST', 'Subscription', subscription);
        t.equal(made.statusCode, 201);
        locations.push(`Subscription/${(made.json() as { id: string }).id}`);
      }
    }
    const refused = await send(server, last, 'POST', 'Subscription', subscription);
    t.equal(refused.statusCode, 409);
    t.match(refused.json(), {
      resourceType: 'OperationOutcome',
      issue: [
        {
          ...{ severity: 'error', code: 'throttled' },
          details: { coding: [{ code: 'subscriptions-too-many' }], text: /\w/ },
        },
      ],
    });
    t.match((await send(server, last, 'GET', 'Subscription')).json(), { total: 0 });
    const [first = ''] = locations;
    const [owner = last] = machines;
    const again = { ...subscription, id: first.split('/')[1], reason: 'Another' };
    t.equal((await send(server, owner, 'PUT', first, again)).statusCode, 200, 'one that is there may be written');
    t.equal((await send(server, owner, 'DELETE', first)).statusCode, 204);
    t.equal((await send(server, last, 'POST', 'Subscription', subscription)).statusCode, 201);
  },
);

onBothFaces(
  t,
  '[F113] who sends back what they read keeps its subscription, with its secrets',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    const id = await activate(server, machine, subscriptionOf(receiver));
    const read = (await send(server, machine, 'GET', `Subscription/${id}`)).json() as object;
    const written = await send(server, machine, 'PUT', `Subscription/${id}`, { ...read, reason: 'Another' });
    t.equal(written.statusCode, 200);
    await until('greeted again', () => receiver.posts.length === 2);
    t.equal(receiver.posts[1]?.headers['authorization'], hookSecret);
    await until('active', async () => (await statusOf(server, machine, id)).status === 'active');
  },
);
