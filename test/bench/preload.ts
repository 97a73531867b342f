import type { Journal } from '../../journal/open.js';
import { type Group, makeReady } from './bench-data.js';

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
