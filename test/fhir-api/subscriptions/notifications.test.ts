import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { onBothFaces } from '../../support/fhir-faces.js';
import { addPatient, glucoseText, machineToken, send } from '../../support/fhir-server.js';
import { patient } from '../../support/journal-fixtures.js';
import { activate, notified, statusOf, subscriptionOf, until } from '../../support/subscriptions.js';
import { startWebhookServer } from '../../support/webhook-server.js';

const scopes = 'system/Subscription.cruds system/Observation.rs system/Patient.rs';

onBothFaces(
  t,
  '[F114] a resource that meets the criteria is put below the endpoint as it was written, another is not',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    const subject = await addPatient(server);
    await send(server, 'doctor', 'POST', 'Observation', glucoseText(subject, '4.10'));
    const id = await activate(server, machine, subscriptionOf(receiver));
    const other = { resourceType: 'Observation', status: 'final', code: { text: 'Note' } };
    await send(server, 'doctor', 'POST', 'Observation', other);
    const made = await send(server, 'doctor', 'POST', 'Observation', glucoseText(subject, '5.40'));
    await until('told', () => notified(receiver).length > 0);
    const { id: observation, meta } = made.json() as { id: string; meta: { versionId: string } };
    t.match(notified(receiver), [
      {
        ...{ method: 'PUT', url: `/hooks/Observation/${observation}` },
        headers: {
          'content-type': 'application/fhir+json',
          'carnet-notification': `${id}.${meta.versionId}`,
          authorization: 'Bearer s3cr3t-of-the-laboratory',
        },
      },
    ]);
    t.equal(notified(receiver)[0]?.body, made.body, 'number for number');
    t.equal(notified(receiver).length, 1, 'nothing of before it was made, and not the other');
    await until('audited', () => server.audited.some(({ action }) => action === 'notify'));
    t.match(
      server.audited.filter(({ action }) => action === 'notify'),
      [{ author: 'Device/7KD.lab', subject: `Observation/${observation}` }],
    );
  },
);

onBothFaces(
  t,
  '[J23][F114] each version is told in its order, a deletion and what no longer matches are not',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient?gender=female&family=ngo' }));
    const { records } = server.journal;
    const write = (id: string, changes: object) =>
      send(server, 'doctor', 'PUT', `Patient/${id}`, {
        ...{ resourceType: 'Patient', id, name: [{ family: 'Ngo' }], gender: 'female', ...changes },
      });
    // All at once, so that several versions of one are there before the first is told.
    await Promise.all([write('a', {}), write('b', {}), write('c', { gender: 'male' })]);
    await write('a', { birthDate: '1990' });
    await write('b', { gender: 'male' });
    await write('a', { birthDate: '1991' });
    await write('d', {});
    await send(server, 'doctor', 'DELETE', 'Patient/d');
    await write('e', {});
    await until('the last', () => notified(receiver).some(({ url }) => url?.endsWith('/e') === true));
    const told = notified(receiver).map(
      ({ url, body }) => `${url?.at(-1)} ${(JSON.parse(body) as { birthDate?: string }).birthDate}`,
    );
    t.strictSame(
      told.filter((each) => !each.startsWith('d')),
      ['a undefined', 'b undefined', 'a 1990', 'a 1991', 'e undefined'],
    );
    t.ok((await records.history({ count: 20 })).versions.length > told.length);
  },
);

onBothFaces(t, '[F114] without a payload a notification says only that there is something', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  const machine = await machineToken(server, 'lab', scopes);
  const subscription = subscriptionOf(receiver, { criteria: 'Patient', channel: { payload: undefined } });
  const id = await activate(server, machine, subscription);
  const told = await addPatient(server);
  await until('told', () => notified(receiver).length > 0);
  t.match(notified(receiver), [{ method: 'POST', url: '/hooks', body: '' }]);
  t.notMatch(JSON.stringify(notified(receiver)), told);
  t.match(notified(receiver)[0]?.headers, { 'content-length': '0', 'carnet-notification': new RegExp(`^${id}\\.`) });
});

onBothFaces(t, '[F116][F130] a patient’s token is told of that patient alone', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  const [own, other] = [await addPatient(server), await addPatient(server, { name: [{ family: 'Other' }] })];
  const machine = await machineToken(server, 'own', 'system/Subscription.cruds patient/*.rs', own);
  await activate(server, machine, subscriptionOf(receiver, { criteria: 'Observation' }));
  await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient' }));
  for (const subject of [other, own, other]) {
    await send(server, 'doctor', 'POST', 'Observation', glucoseText(subject));
    await send(server, 'doctor', 'PATCH', `Patient/${subject}`, '[{"op":"add","path":"/active","value":true}]', {
      'content-type': 'application/json-patch+json',
    });
  }
  await until('both', () => notified(receiver).length >= 2);
  await pause(500);
  const bodies = notified(receiver).map(({ body }) => body);
  t.equal(bodies.length, 2);
  t.ok(bodies.every((body) => body.includes(own) && !body.includes(other)));
});

onBothFaces(
  t,
  '[F116] a token that is revoked or has ended is told nothing more, and its subscription is off',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    const id = await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient' }));
    const ending = await machineToken(server, 'ending', scopes);
    const second = await activate(server, ending, subscriptionOf(receiver, { criteria: 'Patient' }));
    await server.journal.machineTokens.revoke('lab', server.clock.milliseconds);
    await addPatient(server);
    await until('one', () => notified(receiver).length > 0);
    await until('off', async () => (await server.journal.subscriptions.find(id))?.progress.status === 'off');
    t.equal((await server.journal.subscriptions.find(id))?.progress.error, 'rights-ended');
    t.ok(notified(receiver).every(({ headers }) => String(headers['carnet-notification']).startsWith(second)));
    server.clock.milliseconds += 25 * 3_600_000;
    await server.journal.records.commitBundle({
      author: 'Practitioner/doctor',
      entries: [{ verb: 'update', resource: patient('later') }],
    });
    await until('off', async () => (await server.journal.subscriptions.find(second))?.progress.status === 'off');
    t.equal(notified(receiver).length, 1);
  },
);

onBothFaces(t, '[F113] at its end a subscription turns itself off', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  const machine = await machineToken(server, 'lab', scopes);
  const end = '2026-11-21T10:00:00Z';
  const id = await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient', end }));
  server.clock.milliseconds = Date.parse(end);
  await addPatient(server);
  await until('off', async () => (await statusOf(server, machine, id)).status === 'off');
  t.match(await statusOf(server, machine, id), { error: /^ended: / });
  t.strictSame(notified(receiver), []);
});

onBothFaces(
  t,
  '[F114] a receiver that fails is tried again with the same id, in error meanwhile, and gets all in order',
  async (t, { server }) => {
    const receiver = await startWebhookServer(t);
    const machine = await machineToken(server, 'lab', scopes);
    const id = await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient' }));
    receiver.answer = 503;
    const [first, second] = [await addPatient(server), await addPatient(server)];
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      await until(`attempt ${attempts}`, () => notified(receiver).length === attempts);
      await until('kept', async () => (await server.journal.subscriptions.find(id))?.progress.failures === attempts);
      if (attempts === 3) break;
      server.clock.milliseconds += 60_000;
      // Its author's own look wakes nobody; what is due is due by the clock, at the latest after the pause that was left.
    }
    t.match(await statusOf(server, machine, id), { status: 'error', error: /^busy: / });
    receiver.answer = 200;
    server.clock.milliseconds += 60_000;
    await until('all', () => notified(receiver).length === 5);
    const told = notified(receiver).map(({ url }) => url?.split('/').at(-1));
    t.strictSame(told, [first, first, first, first, second]);
    t.equal(new Set(notified(receiver).map(({ headers }) => headers['carnet-notification'])).size, 2);
    await until('active', async () => (await statusOf(server, machine, id)).status === 'active');
    t.notOk('error' in (await statusOf(server, machine, id)));
  },
);

onBothFaces(t, '[J27] a receiver that does not answer holds up neither writes nor others', async (t, { server }) => {
  const [slow, quick] = [await startWebhookServer(t), await startWebhookServer(t)];
  const machine = await machineToken(server, 'lab', scopes);
  await activate(server, machine, subscriptionOf(slow, { criteria: 'Patient' }));
  await activate(server, machine, subscriptionOf(quick, { criteria: 'Patient' }));
  slow.answer = 'silent';
  const start = performance.now();
  for (let written = 0; written < 20; written += 1) await addPatient(server);
  await until('all', () => notified(quick).length === 20, 10);
  t.ok(performance.now() - start < 10_000);
  t.equal(notified(slow).length, 1, 'one message on its way, no more');
});

onBothFaces(t, '[F113] what was deleted before it could be told is owed no more', async (t, { server }) => {
  const receiver = await startWebhookServer(t);
  const machine = await machineToken(server, 'lab', scopes);
  const id = await activate(server, machine, subscriptionOf(receiver, { criteria: 'Patient' }));
  receiver.answer = 503;
  const told = await addPatient(server);
  await until('failed', async () => (await server.journal.subscriptions.find(id))?.progress.failures === 1);
  await send(server, 'doctor', 'DELETE', `Patient/${told}`);
  server.clock.milliseconds += 60_000;
  await until('over', async () => (await server.journal.subscriptions.find(id))?.progress.failures === 0);
  t.match(await statusOf(server, machine, id), { status: 'active' });
  t.equal(notified(receiver).length, 1);
});
