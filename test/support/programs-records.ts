import { setTimeout as pause } from 'node:timers/promises';
import type { Journal } from '../../journal/open.js';
import type { CommitEntry, StoredVersion } from '../../journal/record-store.js';
import { createSystemUuidGenerator, parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { parseResource } from '../../record/parse.js';

const newId = createSystemUuidGenerator();

const allergySystem = 'http://terminology.hl7.org/CodeSystem/allergyintolerance';

/** A put of a resource, through the door for untrusted input. */
export function entryOf(resource: object): CommitEntry {
  return {
    verb: 'update',
    resource: parseResource(JSON.stringify(resource), { nowMilliseconds: Date.now() }),
  };
}

/** Writes a patient and returns its id. */
export async function writePatient(journal: Journal, family: string, id = newId()): Promise<string> {
  const patient = { resourceType: 'Patient', id, name: [{ family }] };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(patient)] });
  return id;
}

/** Writes an observation of a patient and returns its id. */
export async function writeObservation(journal: Journal, patient: string, value: string): Promise<string> {
  const id = newId();
  const observation = {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { text: 'Note' },
    subject: { reference: `Patient/${patient}` },
    valueString: value,
  };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(observation)] });
  return id;
}

/** An urgent record of a patient; returns its id. */
export async function writeAllergy(journal: Journal, patient: string): Promise<string> {
  const id = newId();
  const allergy = {
    ...{ resourceType: 'AllergyIntolerance', id, criticality: 'high', code: { text: 'nuts' } },
    clinicalStatus: { coding: [{ system: `${allergySystem}-clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${allergySystem}-verification`, code: 'confirmed' }] },
    patient: { reference: `Patient/${patient}` },
  };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(allergy)] });
  return id;
}

/** Refers a patient to a site. */
export async function writeReferral(journal: Journal, patient: string, site: string): Promise<string> {
  const id = newId();
  const referral = {
    resourceType: 'ServiceRequest',
    id,
    status: 'active',
    intent: 'order',
    subject: { reference: `Patient/${patient}` },
    performer: [{ identifier: { system: 'urn:carnet:site', value: site } }],
  };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(referral)] });
  return id;
}

/** Reception writes that a patient has come, which makes the care relationship (rule R26). */
export async function writeArrival(journal: Journal, patient: string): Promise<void> {
  const arrival = { resourceType: 'Encounter', id: newId(), status: 'arrived', class: { code: 'AMB' } };
  const subject = { reference: `Patient/${patient}` };
  await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf({ ...arrival, subject })] });
}

export function readRecord(journal: Journal, type: string, id: string): Promise<StoredVersion | undefined> {
  return journal.records.read({ type: parseResourceType(type), id: parseResourceId(id) });
}

/** Waits until `look` finds something; rejects after the time allowed. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  millisecondsMax = 45_000,
): Promise<T> {
  const end = Date.now() + millisecondsMax;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`did not happen in ${millisecondsMax} ms: ${what}`);
    await pause(10);
  }
}
