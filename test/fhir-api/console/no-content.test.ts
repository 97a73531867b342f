import t from 'tap';
import type { ServedRoute } from '../../../fhir-api/access/route-gate.js';
import { parseResourceId } from '../../../protocol/ids.js';
import { resourceTypes } from '../../../record/definitions/load.js';
import { type NetworkSite, startNetwork } from '../../support/programs-network.js';
import { tokenOf } from '../../support/programs-people.js';
import { entryOf } from '../../support/programs-records.js';

const word = 'Zanzibarite';
const subject = { reference: 'Patient/canary' };
const code = { text: `${word} code` };
const wrong = {
  coding: [
    { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code: 'entered-in-error' },
  ],
};

/** A record of one patient, of every kind that is somebody's, with a word that stands nowhere else. */
const resources: readonly ({ resourceType: string; id: string } & Record<string, unknown>)[] = [
  { resourceType: 'Patient', id: 'canary', name: [{ family: `${word} family` }], gender: 'female', birthDate: '1990' },
  { resourceType: 'Condition', id: 'canary-c', subject, code },
  { resourceType: 'Observation', id: 'canary-o', status: 'final', subject, code, valueString: word },
  { resourceType: 'DiagnosticReport', id: 'canary-d', status: 'final', subject, code, conclusion: word },
  { resourceType: 'AllergyIntolerance', id: 'canary-a', patient: subject, code, verificationStatus: wrong },
  {
    ...{ resourceType: 'MedicationRequest', id: 'canary-m', status: 'active', intent: 'order', subject },
    medicationCodeableConcept: code,
  },
  {
    ...{ resourceType: 'Encounter', id: 'canary-e', status: 'finished', subject, reasonCode: [code] },
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  },
  { resourceType: 'Task', id: 'canary-t', status: 'requested', intent: 'order', for: subject, description: word },
  { resourceType: 'Basic', id: 'canary-b', code, subject },
  { resourceType: 'Coverage', id: 'canary-v', status: 'active', beneficiary: subject, payor: [{ display: word }] },
];

/** The addresses of a route, for each type and each record that it may be asked for. */
function addressesOf({ url }: ServedRoute): readonly string[] {
  const typed = url.includes(':type') ? resourceTypes().map((type) => url.replace(':type', type)) : [url];
  return typed.flatMap((address) => {
    const type = /\/fhir\/(\w+)/.exec(address)?.[1];
    const own = resources.filter(({ resourceType }) => resourceType === type).map(({ id }) => id);
    const ids = /:\w+/.test(address) ? [...own, 'canary'] : [''];
    const filled = ids.map((id) =>
      address
        .replace(/:vid|:version\w*/g, '1')
        .replace(/:\w+/g, id)
        .replace('*', ''),
    );
    return filled.flatMap((each) => [each, `${each}?_include=*&_revinclude=*`, `${each}?name=${word}&patient=canary`]);
  });
}

async function answerOf({ edge }: NetworkSite, method: string, path: string, token: string): Promise<string> {
  const isLive = path.startsWith('/api/live');
  const abort = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${edge.httpPort}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: '{"resourceType":"Parameters"}' }),
    signal: abort.signal,
  });
  if (isLive) abort.abort();
  if (isLive) return '';
  const headers: string[] = [];
  answer.headers.forEach((value) => void headers.push(value));
  return `${headers.join()} ${await answer.text()}`;
}

t.test('[R34] no route, by no method, shows an administrator anything that a record says', async (t) => {
  t.setTimeout(600_000);
  const { sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const { journal, gate } = site.edge;
  await journal.records.commitBundle({ author: 'carnet:import', entries: resources.map(entryOf) });
  const [admin, doctor] = [await tokenOf(site.dir, 'admin'), await tokenOf(site.dir, 'doctor')];
  const patient = parseResourceId('canary');
  const now = Date.now();
  await journal.glass.add({
    ...{ credential: 'x', author: 'Practitioner/x', displayName: 'x', patient, reason: 'emergency' },
    ...{ beganMilliseconds: now, untilMilliseconds: now + 1_000 },
  });
  t.match(await answerOf(site, 'GET', '/fhir/Patient/canary', doctor), word, 'it is there');
  const asked = gate.routes.filter(({ url, method }) => method !== 'DELETE' && !url.startsWith('/api/account'));
  const found: string[] = [];
  let count = 0;
  for (const route of asked.filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')) {
    for (const address of addressesOf(route)) {
      count += 1;
      if ((await answerOf(site, route.method, address, admin)).replaceAll(`name=${word}`, '').includes(word)) {
        found.push(`${route.method} ${address}`);
      }
    }
  }
  t.strictSame(found, []);
  t.ok(count > 2_000, `${count} questions`);
});
