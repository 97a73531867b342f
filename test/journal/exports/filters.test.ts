import fc from 'fast-check';
import t, { type Test } from 'tap';
import { readSearch } from '../../../fhir-api/search/query.js';
import type { ExportFilter } from '../../../journal/exports/export-job-store.js';
import type { Journal } from '../../../journal/open.js';
import type { SearchCriterion } from '../../../journal/record-store.js';
import { parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import { author, openHub, openSite, resourceOf } from '../../support/journal-fixtures.js';
import { type Asked, criteria } from '../../support/search-criteria.js';
import { type Item, type World, worlds } from '../../support/search-world.js';

t.setTimeout(300_000);

const types = ['Patient', 'Observation', 'Organization'] as const;
type Type = (typeof types)[number];
const filtersPerWorld = 40;

interface Filter {
  readonly type: Type;
  readonly asked: readonly Asked[];
}

const isOfItself = ({ kind }: SearchCriterion) => kind !== 'chain' && kind !== 'has';
const ofItself = (type: Type) =>
  criteria[type].filter(({ name, value }) => {
    const { query } = readSearch(parseResourceType(type), new URLSearchParams([[name, value]]), '');
    return query.clauses.every(isOfItself);
  });
const filters: fc.Arbitrary<Filter> = fc
  .constantFrom(...types)
  .chain((type) =>
    fc.record({ type: fc.constant(type), asked: fc.array(ofItself(type), { minLength: 1, maxLength: 2 }) }),
  );

function exportFilter({ type, asked }: Filter): ExportFilter {
  const parameters = new URLSearchParams(asked.map(({ name, value }): [string, string] => [name, value]));
  const { clauses } = readSearch(parseResourceType(type), parameters, '').query;
  return { type, clauses: clauses as ExportFilter['clauses'] };
}

/** Every resource gets the content of another one of its type, and each third is deleted. */
async function change({ records }: Journal, items: readonly Item[]) {
  const entries = items.map((item, index) => {
    const others = items.filter(({ resourceType }) => resourceType === item.resourceType);
    const resource = resourceOf({ ...(others[index % others.length] ?? item), id: item.id });
    return index % 3 === 0 ? ({ verb: 'delete', key: resource } as const) : ({ verb: 'update', resource } as const);
  });
  await records.commitBundle({ author, entries });
}

async function idsOf({ exportJobs }: Journal, id: string, type: string): Promise<string> {
  const key = { type, kind: 'output' } as const;
  const parts = await exportJobs.parts(id, key);
  const texts = await Promise.all(parts.map(({ part }) => exportJobs.read(id, key, part)));
  const lines = texts.flatMap((text) =>
    text
      .toString()
      .split('\n')
      .filter((line) => line !== ''),
  );
  return lines
    .map((line) => JSON.parse(line).id as string)
    .sort()
    .join();
}

async function compare(t: Test, open: (t: Test) => Journal): Promise<void> {
  let found = 0;
  const cases = fc.tuple(worlds, fc.array(filters, { minLength: filtersPerWorld, maxLength: filtersPerWorld }));
  const check = async ([world, list]: [World, Filter[]]) => {
    const journal = open(t);
    const items = [...world.values()];
    await journal.records.commitBundle({
      author,
      entries: items.map((item) => ({ verb: 'create', resource: resourceOf(item) })),
    });
    const { exportJobs } = journal;
    // As many at once as are kept of one author; the content changes between a beginning and the walk.
    for (const [index, filter] of list.entries()) {
      const id = `e${index}`;
      const job = { id, author: `Practitioner/${index}`, request: 'http://x/fhir/$export', ofPatients: false };
      await exportJobs.begin({ ...job, types: new Set([filter.type]), filters: [exportFilter(filter)] });
      if (index % 8 === 7) {
        await change(journal, items);
        while (await exportJobs.advance());
        await journal.records.commitBundle({
          author,
          entries: items.map((item) => ({ verb: 'update', resource: resourceOf(item) })),
        });
        for (let at = index - 7; at <= index; at += 1) found += await compareOne(journal, world, `e${at}`, list[at]);
      }
    }
  };
  await fc.assert(fc.asyncProperty(cases, check), { numRuns: 4, endOnFailure: true });
  t.ok(found > 4 * filtersPerWorld, 'filters that find nothing would prove nothing');
}

async function compareOne(journal: Journal, world: World, id: string, filter: Filter | undefined): Promise<number> {
  if (filter === undefined) throw new Error('no filter');
  const { type, asked } = filter;
  const wanted = [...world.values()].filter(
    (item) => item.resourceType === type && asked.every(({ holds }) => holds(world, item)),
  );
  const ids = await idsOf(journal, id, type);
  const text = wanted
    .map((item) => item.id)
    .sort()
    .join();
  const query = asked.map(({ name, value }) => `${name}=${value}`).join('&');
  if (ids !== text) throw new Error(`${type}?${query}: ${ids}, not ${text}`);
  await journal.exportJobs.remove(id);
  return wanted.length;
}

t.test('[F137] a filter finds what a look at every resource found at the moment of the export, at a site', (t) =>
  compare(t, (t) => openSite(t, parseSiteCode('7KD'))),
);
t.test('[F137] a filter finds what a look at every resource found at the moment of the export, at the hub', (t) =>
  compare(t, (t) => openHub(t)),
);
