import t from 'tap';
import { countVersions, onBothFaces } from '../../support/fhir-faces.js';
import { addPatient, machineToken, refusalOf, send } from '../../support/fhir-server.js';
import { addTwice, change, contentOf, linksOf, pairOf, reason } from '../../support/linked-patients.js';
import { ask as askInBrowser, openSession } from '../../support/session-requests.js';

interface Linked {
  readonly parameter: readonly { readonly name: string; readonly resource: { readonly id: string } }[];
}

onBothFaces(
  t,
  '[F160][F161] two records are linked as one person’s, and it is undone to the letter',
  async (t, face) => {
    const { server } = face;
    const [source, target] = await addTwice(server);
    const before = [await contentOf(server, source), await contentOf(server, target)];
    const observation = { resourceType: 'Observation', status: 'final', code: { text: 'Poids' } };
    const subject = { reference: `Patient/${source}` };
    const made = await send(server, 'doctor', 'POST', 'Observation', { ...observation, subject });
    const { id: noted } = made.json() as { id: string };

    const answer = await change(server, 'link', [source, target]);
    t.equal(answer.statusCode, 200, answer.body);
    t.strictSame(await linksOf(server, source), [`replaced-by ${target}`]);
    t.strictSame(await linksOf(server, target), [`seealso ${source}`, `replaces ${source}`]);
    const { parameter } = answer.json() as Linked;
    t.strictSame(
      parameter.map(({ name }) => name),
      ['source-patient', 'target-patient', 'provenance'],
    );
    t.strictSame([parameter[0]?.resource.id, parameter[1]?.resource.id], [source, target], 'no id changes');
    t.match((await send(server, 'doctor', 'GET', `Observation/${noted}`)).json(), { subject }, 'nor any reference');
    t.match(parameter[2]?.resource, {
      ...{ resourceType: 'Provenance', reason: [{ text: reason }], activity: { coding: [{ code: 'link' }] } },
      target: [{ reference: `Patient/${target}` }, { reference: `Patient/${source}` }],
      agent: [{ who: { reference: 'Practitioner/doctor' } }],
    });

    t.equal((await change(server, 'unlink', [source, target], 'reception')).statusCode, 200);
    t.strictSame([await contentOf(server, source), await contentOf(server, target)], before);
    const { versions } = await server.journal.records.history({ count: 200 });
    const provenances = versions.filter(({ type }) => type === 'Provenance').map(({ body }) => body);
    t.equal(provenances.length, 2, 'both stay told');
    t.match(provenances[0], /"unlink"/);
  },
);

onBothFaces(t, '[F161] what others wrote of both since stays when the link is undone', async (t, { server }) => {
  const [source, target] = await addTwice(server);
  await change(server, 'link', [source, target]);
  const { meta: _, ...person } = (await send(server, 'doctor', 'GET', `Patient/${source}`)).json() as { meta: object };
  const married = { ...person, maritalStatus: { text: 'M' } };
  t.equal((await send(server, 'doctor', 'PUT', `Patient/${source}`, married)).statusCode, 200);
  t.equal((await change(server, 'unlink', [target, source])).statusCode, 200, 'whichever is named first');
  t.match(await contentOf(server, source), /maritalStatus/);
  t.strictSame(await linksOf(server, source), []);
});

onBothFaces(
  t,
  '[F160] nothing is linked without a reason, a person who may, and records that stand',
  async (t, face) => {
    const { server } = face;
    const [one, two] = await addTwice(server);
    const [three, gone] = [await addPatient(server), await addPatient(server)];
    await send(server, 'doctor', 'DELETE', `Patient/${gone}`);
    t.equal((await change(server, 'link', [one, two])).statusCode, 200);
    const before = await countVersions(face);
    const asked = (body: object) => send(server, 'doctor', 'POST', 'Patient/$link', body);
    for (const [code, body] of [
      ['reason-wanted', pairOf(three, two, [])],
      ['reason-wanted', pairOf(three, two, [{ name: 'reason', valueString: '  ' }])],
      ['patients-linked', pairOf(one, two)],
      ['patients-linked', pairOf(one, three)],
      ['patients-linked', pairOf(three, one)],
      ['patients-linked', pairOf(three, three)],
      ['not-found', pairOf(three, 'nobody')],
      ['deleted', pairOf(three, gone)],
      ['parameter-malformed', { resourceType: 'Parameters', parameter: [{ name: 'reason', valueString: reason }] }],
    ] as const) {
      t.equal(refusalOf(await asked(body)).code, code, JSON.stringify(body));
    }
    t.match(refusalOf(await change(server, 'unlink', [three, two])), { status: 409, code: 'patients-not-linked' });
    for (const role of ['nurse', 'midwife', 'pharmacist', 'lab', 'admin', 'ops', 'authority'] as const) {
      t.equal((await change(server, 'link', [three, two], role)).statusCode, 403, role);
    }
    const own = await machineToken(server, 'own', 'patient/*.cruds', three);
    const reader = await machineToken(server, 'reader', 'system/Patient.rs');
    for (const machine of [own, reader]) t.equal((await change(server, 'link', [three, two], machine)).statusCode, 403);
    t.equal((await send(server, 'doctor', 'GET', 'Patient/$link')).statusCode, 405);
    t.equal(await countVersions(face), before, 'nothing was written');
    const writer = await machineToken(server, 'index', 'system/Patient.u');
    t.equal((await change(server, 'link', [three, two], writer)).statusCode, 200, 'a master index may');
  },
);

onBothFaces(
  t,
  '[F160][N17] in a browser it wants a proof of the last five minutes, in a batch too',
  async (t, face) => {
    const { server } = face;
    const pair = await addTwice(server);
    const cookie = await openSession(server, 'reception');
    server.clock.milliseconds += 4 * 60_000;
    await askInBrowser(server, cookie, 'POST', '/api/session/use');
    server.clock.milliseconds += 2 * 60_000;
    const headers = { cookie, 'content-type': 'application/fhir+json', accept: 'application/fhir+json' };
    const post = (url: string, body: object) =>
      server.app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) });
    t.match(refusalOf(await post('/fhir/Patient/$link', pairOf(...pair))), { status: 401, code: 'proof-wanted' });
    const entry = [{ request: { method: 'POST', url: 'Patient/$link' }, resource: pairOf(...pair) }];
    const batch = await post('/fhir', { resourceType: 'Bundle', type: 'batch', entry });
    t.match(batch.json(), { entry: [{ response: { status: /^401/ } }] });
    t.strictSame(await linksOf(server, pair[0]), []);
    const again = await openSession(server, 'reception');
    const proven = await server.app.inject({
      ...{ method: 'POST', url: '/fhir/Patient/$link', payload: JSON.stringify(pairOf(...pair)) },
      headers: { ...headers, cookie: again },
    });
    t.equal(proven.statusCode, 200, proven.body);
  },
);

onBothFaces(
  t,
  '[F160][R62] the audit says who linked which records, in the transaction that did',
  async (t, { server }) => {
    const [source, target] = await addTwice(server);
    await change(server, 'link', [source, target], 'reception');
    await change(server, 'unlink', [source, target]);
    const told = server.trail().filter(({ action }) => /^(un)?link/.test(action));
    t.match(told, [
      {
        author: 'Practitioner/reception',
        action: `link Patient/${target}`,
        subject: `Patient/${source}`,
        outcome: 'done',
      },
      {
        author: 'Practitioner/doctor',
        action: `unlink Patient/${target}`,
        subject: `Patient/${source}`,
        outcome: 'done',
      },
    ]);
  },
);
