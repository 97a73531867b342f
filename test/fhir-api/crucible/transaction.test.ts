import { randomUUID } from 'node:crypto';
import t from 'tap';
import {
  type BundleShown,
  type Client,
  idsIn,
  onBothCrucibles,
  type ResourceShown,
  smallObservation,
  smallPatient,
} from '../../support/crucible.js';
import { refusalOf } from '../../support/fhir-server.js';

/**
 * What fhir-crucible/plan_executor (Apache-2.0, commit cdb4d0d) checks in `lib/tests/suites/transaction_test.rb`, ported by
 * reading. Its checks have the numbers that stand before the titles here.
 */
const urn = () => `urn:uuid:${randomUUID()}`;
const obesity = { system: 'http://snomed.info/sct', code: '414915002' };
const [height, weight] = ['8302-2', '3141-9'];

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly resource?: object;
  readonly fullUrl?: string;
  readonly ifNoneExist?: string;
}

function bundleOf(type: 'transaction' | 'batch', asked: readonly Asked[]) {
  const entry = asked.map(({ fullUrl, resource, ...request }) => ({
    ...{ request, ...(resource !== undefined && { resource, fullUrl: fullUrl ?? urn() }) },
  }));
  return { resourceType: 'Bundle', type, entry };
}

function post(resource: object, more: Partial<Asked> = {}): Asked {
  return { method: 'POST', url: (resource as ResourceShown).resourceType, resource, ...more };
}

/** Answers a Bundle, all of whose entries were a success; the ids of what they wrote, in their order. */
async function done({ json }: Client, t: { ok: (holds: boolean, title: string) => unknown }, bundle: object) {
  const answer = await json<BundleShown>('POST', '', bundle);
  const { entry = [] } = answer;
  const statuses = entry.map(({ response }) => response?.status ?? '');
  t.ok(
    statuses.every((status) => status.startsWith('2')),
    statuses.join(),
  );
  const ids = entry.map(({ response }) => /\/([^/]+)\/_history\//.exec(response?.location ?? '')?.[1] ?? '');
  return { entry, ids };
}

onBothCrucibles(t, '[F40][F41][F43] plan_executor TransactionAndBatchTest, transactions', async (t, client) => {
  const { ask, json, settle } = client;
  const person = smallPatient('t1', 'Transaction');
  const patientUrn = urn();
  const [patient = '', tall = '', heavy = '', condition = ''] = (
    await done(
      client,
      t,
      bundleOf('transaction', [
        post(person, { fullUrl: patientUrn }),
        post(smallObservation(height, 170, 'cm', patientUrn)),
        post(smallObservation(weight, 200, 'kg', patientUrn)),
        post({
          ...{ resourceType: 'Condition', code: { coding: [obesity] }, subject: { reference: patientUrn } },
        }),
      ]),
    )
  ).ids;
  const subject = `Patient/${patient}`;
  const identifier = 'identifier=urn:test:crucible|t1';
  let heavier = '';
  let lighter = '';

  await t.test('XFER0 a record is made as one transaction, and refers to its patient', async (t) => {
    for (const url of [`Observation/${tall}`, `Observation/${heavy}`, `Condition/${condition}`]) {
      t.match(await json('GET', url), { subject: { reference: subject } });
    }
    await settle();
  });
  await t.test('XFER1 a patient who is there is not made again', async (t) => {
    const { ids, entry } = await done(
      client,
      t,
      bundleOf('transaction', [
        post(person, { ifNoneExist: identifier }),
        post(smallObservation(weight, 250, 'kg', subject)),
      ]),
    );
    t.equal(ids[0] || patient, patient);
    t.match(entry[0]?.response, { status: /^200/ });
    heavier = ids[1] ?? '';
    await settle();
  });
  await t.test('XFER2 deletions, a create and a conditional update', async (t) => {
    const coded = (code: string) => ({ coding: [{ code }] });
    const refuted = {
      ...{ resourceType: 'Condition', code: { coding: [obesity] }, subject: { reference: subject } },
      verificationStatus: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', ...coded('refuted').coding[0] },
        ],
      },
    };
    const where = `Condition?code=${obesity.system}|${obesity.code}&patient=${subject}`;
    const { ids } = await done(
      client,
      t,
      bundleOf('transaction', [
        { method: 'DELETE', url: `Observation/${heavy}` },
        { method: 'DELETE', url: `Observation/${heavier}` },
        post(smallObservation(weight, 100, 'kg', subject)),
        { method: 'PUT', url: where, resource: refuted },
      ]),
    );
    lighter = ids[2] ?? '';
    t.equal(ids[3], condition, 'the one that met the criteria');
    for (const id of [heavy, heavier]) t.equal((await ask('GET', `Observation/${id}`)).statusCode, 410);
    await settle();
  });
  await t.test('XFER3 a condition that several meet refuses the whole', async (t) => {
    const twin = await json('POST', 'Patient', person);
    await settle();
    const answer = await ask('POST', '', bundleOf('transaction', [post(person, { ifNoneExist: identifier })]));
    t.match(refusalOf(answer), { status: 412, code: 'condition-several' });
    t.equal((await ask('DELETE', `Patient/${twin.id}`)).statusCode, 204);
  });
  await t.test('XFER4 deletions come first, then creates, updates, and reads', async (t) => {
    const answer = await ask(
      'POST',
      '',
      bundleOf('transaction', [
        { method: 'GET', url: `Observation?code=http://loinc.org|${weight}&patient=${subject}&_total=accurate` },
        {
          ...{ method: 'PUT', url: `Observation/${tall}`, fullUrl: `http://localhost:80/fhir/Observation/${tall}` },
          resource: { ...smallObservation(weight, 105, 'kg', subject), id: tall },
        },
        post(smallObservation(height, 177, 'cm', subject)),
        { method: 'DELETE', url: `Observation/${lighter}` },
      ]),
    );
    t.equal(answer.statusCode, 200);
    const { entry = [] } = answer.json() as BundleShown;
    const found = entry[0]?.resource as unknown as BundleShown;
    t.strictSame([found.total, ...idsIn(found)], [1, tall]);
    await settle();
    const { entry: now = [] } = await json<BundleShown>(
      'GET',
      `Observation?code=http://loinc.org|${weight}&patient=${subject}`,
    );
    t.strictSame(
      now.map(({ resource }) => resource?.id),
      [tall],
    );
  });
  await t.test(
    'XFER5 not served: the answer of $everything is no transaction, and FHIR R4 §3.1.0.11.3 asks for none',
    async (t) => {
      const everything = await json('GET', `${subject}/$everything`);
      t.match(refusalOf(await ask('POST', '', everything)), { status: 400 });
    },
  );
  await t.test('XFER6, XFER7 a whole record is deleted, in whatever order it is named', async (t) => {
    const { entry = [] } = await json<BundleShown>('GET', `${subject}/$everything`);
    const urls = entry.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);
    t.ok(urls.length >= 4 && urls.includes(subject));
    const deletions = urls.map((url) => ({ method: 'DELETE', url }));
    await done(client, t, bundleOf('transaction', deletions));
    await done(client, t, bundleOf('transaction', deletions.toReversed()));
    for (const url of urls) t.equal((await ask('GET', url)).statusCode, 410, url);
  });
});

onBothCrucibles(t, '[F50][F51] plan_executor TransactionAndBatchTest, batches', async (t, client) => {
  const { ask, json, settle } = client;
  await t.test('XFER10 an entry of a batch may not refer to another one', async (t) => {
    const fullUrl = urn();
    const answer = await json<BundleShown>(
      'POST',
      '',
      bundleOf('batch', [
        post(smallPatient('b1', 'Batch'), { fullUrl }),
        post(smallObservation(height, 900, 'cm', fullUrl)),
      ]),
    );
    t.match(answer.entry, [{ response: { status: /^201/ } }, { response: { status: /^4/ } }]);
    t.equal(answer.entry?.length, 2);
  });
  let written: readonly string[] = [];
  await t.test('XFER11 a batch creates two observations, and searches', async (t) => {
    const { id } = await json('POST', 'Patient', smallPatient('b2', 'Batch'));
    const subject = `Patient/${id}`;
    const { ids, entry } = await done(
      client,
      t,
      bundleOf('batch', [
        post(smallObservation(height, 300, 'cm', subject)),
        post(smallObservation(weight, 500, 'kg', subject)),
        { method: 'GET', url: `Observation?patient=${subject}` },
      ]),
    );
    t.equal(entry.length, 3);
    written = [`Observation/${ids[0]}`, `Observation/${ids[1]}`, subject];
    const found = entry[2]?.resource as unknown as BundleShown;
    t.strictSame(idsIn(found).sort(), [ids[0], ids[1]].sort());
    await settle();
    t.equal(idsIn(await json<BundleShown>('GET', `Observation?patient=${subject}`)).length, 2);
  });
  await t.test('XFER12 a batch deletes the record', async (t) => {
    t.equal(written.length, 3);
    await done(
      client,
      t,
      bundleOf(
        'batch',
        written.map((url) => ({ method: 'DELETE', url })),
      ),
    );
    for (const url of written) t.equal((await ask('GET', url)).statusCode, 410, url);
  });
});
