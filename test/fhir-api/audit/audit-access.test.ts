import t from 'tap';
import { parseResourceId } from '../../../protocol/ids.js';
import { roles } from '../../../record/role.js';
import { wholeExport } from '../../support/bulk-export.js';
import { erasureOf } from '../../support/erasures.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import {
  type FhirServer,
  machineToken,
  password,
  refusalOf,
  type Sender,
  send,
  startFhirServer,
} from '../../support/fhir-server.js';
import { observation, patient, resourceOf, settleFeeds, write } from '../../support/journal-fixtures.js';

/** As an import or another node brought it. */
const brought = resourceOf({
  ...{ resourceType: 'AuditEvent', id: 'brought', recorded: '2026-11-20T08:30:00Z' },
  ...{ type: { system: 'urn:x', code: 'x' }, agent: [{ requestor: true, name: 'br0ught' }] },
  source: { observer: { display: 'x' } },
  entity: [{ what: { reference: 'Patient/p' } }],
});
const provenance = resourceOf({
  ...{ resourceType: 'Provenance', id: 'v', recorded: '2026-11-21T09:00:00Z', agent: [{ who: { display: 'x' } }] },
  target: [{ reference: 'AuditEvent/brought' }, { reference: 'Patient/p' }],
});

async function plantAudit(server: FhirServer): Promise<string> {
  await write(server.journal, patient('p'), observation('o', 'p'), brought, provenance);
  await server.journal.records.audit([
    { author: 'Practitioner/looked', action: 'read', subject: 'Patient/p', outcome: 'done' },
  ]);
  const found = await send(server, 'admin', 'GET', 'AuditEvent?agent=looked');
  return (found.json() as { entry: [{ resource: { id: string } }] }).entry[0].resource.id;
}

const ways = (id: string) =>
  [
    ['GET', `AuditEvent/${id}`],
    ['GET', 'AuditEvent'],
    ['GET', 'AuditEvent?patient=Patient/p'],
    ['POST', 'AuditEvent/_search'],
  ] as const;

onBothFaces(
  t,
  '[R63] administrators and machines that were given it by name read the audit, nobody else',
  async (t, { server }) => {
    const id = await plantAudit(server);
    const machines: readonly (readonly [string, string, string?])[] = [
      ['all', 'system/*.cruds'],
      ['patient', 'patient/*.rs', 'p'],
      ['own', 'patient/AuditEvent.rs', 'p'],
      ['half', 'system/AuditEvent.s'],
      ['audit', 'system/AuditEvent.rs'],
    ];
    const senders = new Map<string, Sender>(roles.map((role) => [role, role]));
    for (const [name, scopes, patientId] of machines) {
      senders.set(name, await machineToken(server, name, scopes, patientId));
    }
    for (const [name, sender] of senders) {
      for (const [method, url] of ways(id)) {
        const answer = await send(server, sender, method, url);
        const title = `${name} ${method} ${url}`;
        if (name === 'admin' || name === 'audit') {
          t.equal(answer.statusCode, 200, title);
          t.match(answer.body, id, title);
        } else {
          t.match(refusalOf(answer), { status: 403, code: 'forbidden' }, title);
          t.notMatch(answer.body, id, title);
        }
        const bundle = {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [{ request: { method: 'GET', url: `AuditEvent/${id}` } }],
        };
        if (method === 'GET') continue;
        const batch = await send(server, sender, 'POST', '', bundle);
        const inBatch = batch.statusCode === 200 && batch.body.includes('"looked');
        t.equal(
          inBatch || batch.body.includes('Practitioner/looked'),
          name === 'admin' || name === 'audit',
          `${name} batch`,
        );
      }
    }
    t.equal((await server.app.inject(`/fhir/AuditEvent/${id}`)).statusCode, 401);
  },
);

onBothFaces(t, '[R60] nobody writes an AuditEvent, by whatever way', async (t, { server }) => {
  const id = await plantAudit(server);
  const machine = await machineToken(server, 'all', 'system/*.cruds');
  const body = { ...brought.value, id };
  const patch = [{ op: 'remove', path: '/agent' }];
  for (const sender of [...roles, machine]) {
    for (const [method, url, sent] of [
      ...[['PUT', `AuditEvent/${id}`, body] as const, ['DELETE', `AuditEvent/${id}`] as const],
      ...[['POST', 'AuditEvent', body] as const, ['PATCH', `AuditEvent/${id}`, patch] as const],
      ...[['PUT', 'AuditEvent?date=2026', body] as const, ['DELETE', 'AuditEvent?date=2026'] as const],
    ]) {
      const answer = await send(server, sender, method, url, sent);
      t.match(refusalOf(answer), { status: 405 }, `${method} ${url}`);
      t.equal(answer.headers['allow'], 'GET, HEAD');
    }
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const url = method === 'POST' ? 'AuditEvent' : `AuditEvent/${id}`;
      const entry = [{ request: { method, url }, ...(method !== 'DELETE' && { resource: body }) }];
      const answer = await send(server, sender, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
      t.ok([403, 405].includes(answer.statusCode), `${method} in a transaction: ${answer.statusCode}`);
    }
  }
  for (const url of [
    `AuditEvent/${id}/_history`,
    `AuditEvent/${id}/_history/1`,
    'AuditEvent/_history',
    'Patient/p/AuditEvent',
  ]) {
    t.equal((await send(server, 'admin', 'GET', url)).statusCode, 404, url);
  }
  t.equal((await send(server, 'admin', 'GET', `AuditEvent/${id}`)).statusCode, 200);
});

onBothFaces(t, '[R60] no way to the records leads to an AuditEvent, brought in or not', async (t, { name, server }) => {
  const id = await plantAudit(server);
  if (name === 'hub') await settleFeeds(server.journal);
  const all = await machineToken(server, 'all', 'system/*.cruds system/AuditEvent.rs');
  for (const [sender, urls] of [
    [
      all,
      [
        ...['_history', 'Provenance?_include=Provenance:target', 'Patient/p/$everything', 'Patient/p/*'],
        ...['Patient?_id=p&_revinclude=AuditEvent:entity&_revinclude=*', '$meta', 'Patient/p/_history'],
        ...['?_type=Patient,Provenance', 'AuditEvent?entity=AuditEvent/brought'],
      ],
    ],
    ['doctor', ['_history', 'Patient/p/$everything', 'Provenance?_include=*', 'Patient/p/*', 'Patient/p/$summary']],
    ['admin', ['_history', 'Organization?_revinclude=*']],
  ] as const) {
    for (const url of urls) {
      const { statusCode, body } = await send(server, sender, 'GET', url);
      t.equal(statusCode, 200, url);
      t.notMatch(body, /br0ught|Practitioner\/looked"/, url);
    }
  }
  for (const [url, status] of [
    ['AuditEvent/brought', 404],
    ['/api/delivery/AuditEvent/brought', 404],
    [`/api/delivery/AuditEvent/${id}`, 404],
    ['?_type=AuditEvent', 400],
    ['?_type=Patient,AuditEvent', 400],
    ['Patient?_has:AuditEvent:entity:date=gt2000', 403],
    ['Provenance?target:AuditEvent.date=gt2000', 403],
    ['AuditEvent/$meta', 404],
    ['AuditEvent/$lastn', 404],
  ] as const) {
    t.equal((await send(server, all, 'GET', url)).statusCode, status, url);
  }
  const named = await send(server, all, 'GET', '$export?_type=AuditEvent', undefined, { prefer: 'respond-async' });
  t.match(refusalOf(named), { status: 400, code: 'parameter-malformed' });
  const { output } = await wholeExport((...request) => send(server, all, ...request));
  t.notOk(output.some(({ type }) => type === 'AuditEvent'));
  const reference = { reference: 'AuditEvent?date=gt2000' };
  const resource = {
    resourceType: 'Organization',
    name: 'x',
    extension: [{ url: 'urn:x', valueReference: reference }],
  };
  const entry = [{ request: { method: 'POST', url: 'Organization' }, resource }];
  const referring = await send(server, all, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  t.match(refusalOf(referring), { status: 405, code: 'method-unsupported' });
  const subscription = {
    ...{ resourceType: 'Subscription', status: 'requested', reason: 'r', criteria: 'AuditEvent?date=gt2000' },
    channel: { type: 'rest-hook', endpoint: 'http://127.0.0.1:9/' },
  };
  t.match(refusalOf(await send(server, 'admin', 'POST', 'Subscription', subscription)), { status: 422 });
  const kept = await server.journal.records.read({ type: brought.type, id: brought.id });
  t.match(kept?.body, /br0ught/, 'it is kept, and carried to other nodes like any record');
});

t.test('[R63] who reads the audit stands in it before the answer, and finds what was just done', async (t) => {
  const server = await startFhirServer(t);
  const id = await plantAudit(server);
  await send(server, 'doctor', 'GET', 'Patient/p');
  const looked = await send(server, 'admin', 'GET', 'AuditEvent?patient=p&agent=doctor');
  t.equal((looked.json() as { entry: unknown[] }).entry.length, 1, 'looks are written in groups; they do not wait');
  await send(server, 'admin', 'GET', `AuditEvent/${id}`);
  await send(server, 'admin', 'GET', 'AuditEvent?date=2026');
  await send(server, 'nurse', 'GET', 'AuditEvent');
  await send(server, 'admin', 'GET', 'AuditEvent');
  const admin = { author: 'Practitioner/admin', outcome: 'done' };
  t.match(server.audited.slice(-6), [
    { author: 'Practitioner/doctor', action: 'read', subject: 'Patient/p' },
    { ...admin, action: 'search', subject: 'Patient/p' },
    { ...admin, action: 'read', subject: `AuditEvent/${id}` },
    { ...admin, action: 'search', subject: 'AuditEvent' },
    { author: 'Practitioner/nurse', action: 'refused', subject: 'AuditEvent', outcome: 'refused' },
    { ...admin, action: 'search', subject: 'AuditEvent' },
  ]);
});

t.test('[R63] [R22] of what is confidential the audit says references and no more', async (t) => {
  const server = await startFhirServer(t);
  const confidential = {
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
  };
  await write(server.journal, patient('p', { name: [{ text: 'Zébulon' }] }), observation('o', 'p', confidential));
  await send(server, 'doctor', 'GET', 'Observation/o');
  const { body } = await send(server, 'admin', 'GET', 'AuditEvent?entity=Observation/o&agent=doctor');
  t.match(body, /"reference":"Patient\/p"/);
  t.notMatch(body, /Zébulon|display":"Mme|valueQuantity|Confidentiality/);
});

t.test('[R66] references stay where a record was destroyed by order of law', async (t) => {
  const server = await startFhirServer(t);
  const id = await plantAudit(server);
  await server.journal.erasures.erase(erasureOf(parseResourceId('p')));
  const { body } = await send(server, 'admin', 'GET', 'AuditEvent?patient=p&agent=looked');
  t.match(body, id);
  const erased = await send(server, 'admin', 'GET', 'AuditEvent?subtype=urn:carnet:audit|erase');
  t.match(erased.json(), { entry: [{ resource: { action: 'D', type: { code: 'destroy' } } }] });
});

onBothFaces(t, '[R66] [R62] a node shows its own entries, who signs in among them', async (t, { name, server }) => {
  const sent = { user: 'doctor', password };
  await server.app.inject({ method: 'POST', url: '/api/session', payload: { ...sent, password: 'wrong' } });
  await server.app.inject({ method: 'POST', url: '/api/session', payload: sent });
  const login = await send(
    server,
    'admin',
    'GET',
    'AuditEvent?subtype=http://dicom.nema.org/resources/ontology/DCM|110122',
  );
  const node = name === 'hub' ? '000' : '7KD';
  const agent = [{ who: { reference: 'Practitioner/doctor' } }];
  t.match(login.json(), {
    entry: [
      { resource: { outcome: '0', agent, source: { site: node, observer: { identifier: { value: node } } } } },
      { resource: { outcome: '4', agent } },
    ],
  });
});

t.test('[R60] /metadata says what is served of AuditEvent, and all of it', async (t) => {
  const server = await startFhirServer(t);
  interface Statement {
    readonly rest: readonly [
      {
        readonly resource: readonly {
          readonly type: string;
          readonly searchParam: { name: string }[];
          readonly interaction: object[];
        }[];
      },
    ];
  }
  const statement = (await server.app.inject('/fhir/metadata')).json() as Statement;
  const served = statement.rest[0].resource.find(({ type }) => type === 'AuditEvent');
  t.strictSame(served?.interaction, [{ code: 'read' }, { code: 'search-type' }]);
  t.match(served, { readHistory: false, conditionalCreate: false });
  const examples: Readonly<Record<string, string>> = { date: '2026-11-21', _id: 'x' };
  for (const { name } of served?.searchParam ?? []) {
    const url = `AuditEvent?${name}=${examples[name] ?? 'x'}`;
    const answer = await send(server, 'admin', 'GET', url, undefined, { prefer: 'handling=strict' });
    t.equal(answer.statusCode, 200, url);
  }
  t.notMatch(JSON.stringify(statement.rest[0].resource), /"AuditEvent:/, 'no include leads there');
});
