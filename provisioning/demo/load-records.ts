import { transactionOf } from '../../record/builders/context.js';
import { patientOf } from '../../record/compartment.js';
import type { FhirObject } from '../../record/resource.js';
import type { PatientHistory } from './population/population.js';
import { isOutsideCare } from './receive.js';
import type { SiteClient } from './site-client.js';

type Asking = Pick<SiteClient, 'ask' | 'json'>;

export interface LoadProgress {
  readonly done: number;
  readonly all: number;
  readonly resources: number;
}

/**
 * Loads histories through the hospital's FHIR API, as its doctor, one transaction for each visit. A history that stands
 * already is left alone, and so is one of whom the doctor does not care for any more; one that was broken off is written
 * again under the same ids.
 */
export async function loadHistories(
  client: Asking,
  histories: readonly PatientHistory[],
  onProgress: (progress: LoadProgress) => void,
): Promise<void> {
  let resources = 0;
  for (const [index, history] of histories.entries()) {
    const last = history.groups.at(-1)?.resources.at(-1) ?? history.patient;
    if (!(await stands(client, last)) && !(await isOutsideCare(client, history.patient.id ?? ''))) {
      for (const group of history.groups) {
        await client.json('POST', '/fhir', transactionOf(group.resources));
        resources += group.resources.length;
      }
    }
    onProgress({ done: index + 1, all: histories.length, resources });
  }
}

/** Writes each resource that does not stand yet; none of whom the doctor does not care for any more. */
export async function loadMissing(client: Asking, resources: readonly FhirObject[]): Promise<void> {
  for (const resource of resources) {
    if (await stands(client, resource)) continue;
    if (!(await isOutsideCare(client, patientOf(resource) ?? '')))
      await client.json('POST', '/fhir', transactionOf([resource]));
  }
}

async function stands(client: Asking, resource: FhirObject): Promise<boolean> {
  const reply = await client.ask('GET', `/fhir/${resource.resourceType}/${resource.id}`);
  return reply.status === 200;
}
