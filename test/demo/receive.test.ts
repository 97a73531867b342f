import t from 'tap';
import { loadHistories, loadMissing } from '../../provisioning/demo/load-records.js';
import type { PatientHistory } from '../../provisioning/demo/population/population.js';
import { receiveAgain } from '../../provisioning/demo/receive.js';
import type { Role } from '../../record/role.js';
import { type FhirServer, send, startFhirServer } from '../support/fhir-server.js';

const subject = { reference: 'Patient/p' };
const condition = { resourceType: 'Condition', id: 'c', subject, code: { text: 'Paludisme' } };
const referral = { resourceType: 'ServiceRequest', id: 's', status: 'active', intent: 'order', subject };
const history = {
  patient: { resourceType: 'Patient', id: 'p', name: [{ family: 'Ngo' }] },
  groups: [{ resources: [{ resourceType: 'Patient', id: 'p', name: [{ family: 'Ngo' }] }, condition] }],
} as unknown as PatientHistory;

/** As the demo speaks with a hospital, over its API. */
function clientOf(server: FhirServer, role: Role) {
  const ask = async (method: 'GET' | 'POST', path: string, body?: string) => {
    const { statusCode: status, headers, body: text } = await send(server, role, method, path, body);
    return { status, headers: headers as Record<string, string>, text };
  };
  const json = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const reply = await ask(method, path, body === undefined ? undefined : JSON.stringify(body));
    if (reply.status > 299) throw new Error(`${reply.status} ${reply.text}`);
    return JSON.parse(reply.text) as unknown;
  };
  return { ask, json };
}

t.test('[R25][R26] a demo of some months ago starts again, and its patient is received again', async (t) => {
  const server = await startFhirServer(t, 'site', undefined, { isCareAsked: true });
  const [doctor, reception] = [clientOf(server, 'doctor'), clientOf(server, 'reception')];
  const load = async () => {
    await loadHistories(doctor, [history], () => {});
    await loadMissing(doctor, [referral as never]);
  };
  const see = async (key: string) => (await doctor.ask('GET', `/fhir/${key}`)).status;
  const past = 91 * 24 * 3_600_000;
  server.clock.milliseconds -= past;
  await load();
  await receiveAgain(doctor, reception, 'p');
  t.strictSame([await see('Condition/c'), await see('ServiceRequest/s')], [200, 200]);
  const visits = async () => (await reception.json('GET', '/fhir/Encounter?_summary=count')) as { total: number };
  t.match(await visits(), { total: 0 }, 'they are cared for');

  server.clock.milliseconds += past;
  t.equal(await see('Condition/c'), 404, 'long ago');
  await load();
  t.equal(await see('Condition/c'), 404, 'what stands is left alone');
  await receiveAgain(doctor, reception, 'p');
  await receiveAgain(doctor, reception, 'p');
  t.match(await visits(), { total: 1 });
  t.strictSame([await see('Condition/c'), await see('ServiceRequest/s')], [200, 200]);
});
