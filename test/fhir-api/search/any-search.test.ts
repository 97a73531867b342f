import fc from 'fast-check';
import t, { type Test } from 'tap';
import { readSearch } from '../../../fhir-api/search/query.js';
import type { RecordStore } from '../../../journal/record-store.js';
import { parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import { author, indexedHub, openSite, resourceOf } from '../../support/journal-fixtures.js';
import { type Asked, criteria } from '../../support/search-criteria.js';
import { type World, worlds } from '../../support/search-world.js';

const types = ['Patient', 'Observation', 'Organization'] as const;
const searchesPerWorld = 60;

/** Everything first stands there with the content of another, and something was deleted, so that nothing old may be found. */
async function fill(store: RecordStore, world: World): Promise<void> {
  const items = [...world.values()];
  const earlier = items.map((item, index) => {
    const others = items.filter(({ resourceType }) => resourceType === item.resourceType);
    return { ...(others[index % others.length] ?? item), id: item.id };
  });
  const gone = types.map((resourceType) => ({
    ...items.find((item) => item.resourceType === resourceType),
    resourceType,
    id: 'gone',
  }));
  const create = [...earlier, ...gone].map((item) => ({ verb: 'create', resource: resourceOf(item) }) as const);
  await store.commitBundle({ author, entries: create });
  const update = items.map((item) => ({ verb: 'update', resource: resourceOf(item) }) as const);
  const remove = gone.map((item) => ({ verb: 'delete', key: resourceOf(item) }) as const);
  await store.commitBundle({ author, entries: [...update, ...remove] });
}

/** All pages of a search. */
async function find(store: RecordStore, type: string, parameters: URLSearchParams): Promise<string[]> {
  const { query, ignored } = readSearch(parseResourceType(type), parameters, '');
  if (ignored.length > 0) throw new Error(`ignored ${ignored}`);
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
    found.push(...page.versions.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

function naive(world: World, type: string, asked: readonly Asked[]): string[] {
  const fits = [...world.values()].filter(
    (item) => item.resourceType === type && asked.every(({ holds }) => holds(world, item)),
  );
  return fits.map(({ id }) => id).sort();
}

async function compare(t: Test, open: (t: Test) => RecordStore): Promise<void> {
  let found = 0;
  const searches = fc.constantFrom(...types).chain((type) =>
    fc.record({
      type: fc.constant(type),
      asked: fc.array(criteria[type], { minLength: 1, maxLength: 3 }),
      count: fc.integer({ min: 1, max: 8 }),
    }),
  );
  const cases = fc.tuple(worlds, fc.array(searches, { minLength: searchesPerWorld, maxLength: searchesPerWorld }));
  const check = async ([world, list]: [World, { type: string; asked: Asked[]; count: number }[]]) => {
    const store = open(t);
    await fill(store, world);
    for (const { type, asked, count } of list) {
      const parameters = new URLSearchParams([...asked.map(({ name, value }) => [name, value] as [string, string])]);
      parameters.append('_count', String(count));
      const ids = await find(store, type, parameters);
      const wanted = naive(world, type, asked);
      if (wanted.join() !== ids.sort().join())
        throw new Error(`${type}?${decodeURIComponent(String(parameters))}: ${ids}, not ${wanted}`);
      found += wanted.length;
    }
  };
  await fc.assert(fc.asyncProperty(cases, check), { numRuns: 8, endOnFailure: true });
  t.ok(found > 8 * searchesPerWorld, 'searches that find nothing would prove nothing');
}

t.test('[F67] any search finds what a look at every resource finds, at a site', (t) =>
  compare(t, (t) => openSite(t, parseSiteCode('7KD')).records),
);
t.test('[F67] any search finds what a look at every resource finds, at the hub', (t) => compare(t, indexedHub));
