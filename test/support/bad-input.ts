import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import { isProblemCode } from '../../protocol/problems.js';
import type { Face } from './fhir-faces.js';
import { type FhirServer, refusalOf, send } from './fhir-server.js';

const loinc = 'http://loinc.org';
/** Resources of many shapes: lists in lists, choices, references, contained ones, decimals, narrative. */
export const validResources: readonly object[] = [
  {
    ...{ resourceType: 'Patient', active: true, gender: 'female', birthDate: '1991-03-08', _birthDate: { id: 'b' } },
    name: [{ use: 'official', family: 'Ngo’o Éyébé', given: ['Aïssatou', 'M.'], period: { start: '2001' } }],
    telecom: [{ system: 'phone', value: '+237 699 00 00 00', rank: 1 }],
    contact: [{ name: { text: 'mère' }, relationship: [{ text: 'M' }] }],
    extension: [{ url: 'urn:test:tribe', valueCoding: { system: 'urn:x', code: 'y' } }],
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div>' },
  },
  {
    ...{ resourceType: 'Observation', status: 'final', effectiveDateTime: '2026-11-20T08:30:00+01:00' },
    code: { coding: [{ system: loinc, code: '85354-9' }], text: 'TA' },
    category: [{ coding: [{ code: 'vital-signs' }] }],
    component: [
      {
        code: { text: 'sys' },
        valueQuantity: { value: 120.5, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
      },
      { code: { text: 'dia' }, valueQuantity: { value: 80, unit: 'mmHg' } },
    ],
  },
  {
    ...{
      resourceType: 'Condition',
      code: { text: 'paludisme' },
      subject: { reference: '#p' },
      onsetAge: { value: 3, unit: 'a', system: 'http://unitsofmeasure.org', code: 'a' },
    },
    contained: [{ resourceType: 'Patient', id: 'p', name: [{ text: 'x' }] }],
    note: [{ text: '# note', time: '2026-11-20T08:30:00Z' }],
  },
  {
    ...{ resourceType: 'Bundle', type: 'collection' },
    entry: [
      {
        fullUrl: 'urn:uuid:11111111-1111-4111-8111-111111111111',
        resource: { resourceType: 'Basic', code: { text: 'x' } },
      },
    ],
  },
];

/** What one bad thing may cost, on a machine where others compute; without bounds it is minutes. */
const oneMillisecondsMax = 20_000;

/** What answers, and how long it took; a defect throws. */
export async function timed(
  t: Test,
  title: string,
  ask: () => Promise<LightMyRequestResponse>,
): Promise<LightMyRequestResponse> {
  const began = performance.now();
  const answer = await ask();
  const took = performance.now() - began;
  if (took > oneMillisecondsMax) t.fail(`${Math.round(took)} ms: ${title.slice(0, 300)}`);
  if (answer.statusCode >= 500) t.fail(`${answer.statusCode}: ${title.slice(0, 300)}`);
  if (answer.statusCode >= 400 && !isProblemCode(refusalOf(answer).code ?? ''))
    t.fail(`no outcome: ${title.slice(0, 300)}`);
  return answer;
}

export async function versionsOf({ journal }: FhirServer): Promise<number> {
  let [count, cursor] = [0, undefined as string | undefined];
  do {
    const page = await journal.records.history({ count: 200, ...(cursor !== undefined && { cursor }) });
    count += page.versions.length;
    cursor = page.next;
  } while (cursor !== undefined);
  return count;
}

export async function stillServes(t: Test, server: FhirServer): Promise<void> {
  t.equal(
    (await send(server, 'doctor', 'POST', 'Patient', validResources[0])).statusCode,
    201,
    'it takes what is good',
  );
  t.equal((await send(server, 'doctor', 'GET', 'Patient?_count=1')).statusCode, 200, 'and is searched');
}

/** Has all that was written found by searches: a hub's index follows the commit (rule J5). */
export async function indexAll({ name, server }: Pick<Face, 'name' | 'server'>): Promise<void> {
  if (name === 'site') return;
  const { fanout } = server.journal;
  while ((await fanout.fanOut(0, 1000)).more);
  while ((await fanout.index(1000)).waitingChanges > 0);
}
