import { createSystemUuidGenerator } from '../../protocol/ids.js';
import { buildArrival } from '../../record/builders/arrival.js';
import type { SiteClient } from './site-client.js';

type Asking = Pick<SiteClient, 'ask' | 'json'>;

const newId = createSystemUuidGenerator();

/** Whether a patient stands at a hospital whom who asks does not care for (rule R25): they came long ago. */
export async function isOutsideCare(client: Asking, patientId: string): Promise<boolean> {
  if ((await client.ask('GET', `/fhir/Patient/${patientId}`)).status !== 200) return false;
  const { state } = (await client.json('GET', `/api/care/${patientId}`)) as { readonly state: string };
  return state === 'outside';
}

/** Reception writes that a patient has come whom the doctor does not care for any more, as in a demo of some months ago (rule R26). */
export async function receiveAgain(doctor: Asking, reception: Asking, patientId: string): Promise<void> {
  if (!(await isOutsideCare(doctor, patientId))) return;
  await reception.json(
    'POST',
    '/fhir',
    buildArrival(patientId, { nowMilliseconds: Date.now(), newId, language: 'en' }),
  );
}
