import type { Journal } from '../../journal/open.js';
import type { FhirObject } from '../../record/resource.js';
import { type Group, makePatients, makeReady } from './bench-data.js';

export const author = 'Practitioner/0193c84a-8870-7087-aabe-4a8829390434';

/** Commits groups one after the other, as a hospital would have in the hours before. */
export async function preload(journal: Journal, groups: readonly Group[]): Promise<number> {
  let resources = 0;
  for (const group of groups) {
    await journal.records.commitBundle({
      author,
      entries: group.map((resource) => ({ verb: 'create' as const, resource: makeReady(resource) })),
    });
    resources += group.length;
  }
  return resources;
}

const chunkResources = 200;

/** A population in the journal, without visits. */
export async function preloadPatients(journal: Journal, patients: number): Promise<void> {
  await preloadFlow(journal, makePatients(patients));
}

/** Commits what flows by, two hundred resources at a time. */
export async function preloadFlow(
  journal: Journal,
  resources: Iterable<FhirObject> | AsyncIterable<FhirObject>,
): Promise<void> {
  let chunk: FhirObject[] = [];
  for await (const resource of resources) {
    chunk.push(resource);
    if (chunk.length < chunkResources) continue;
    await preload(journal, [chunk]);
    chunk = [];
  }
  if (chunk.length > 0) await preload(journal, [chunk]);
}
