import fc from 'fast-check';
import t, { type Test } from 'tap';
import { isOfItself } from '../../../fhir-api/export/type-filter.js';
import { readSearch } from '../../../fhir-api/search/query.js';
import type { ExportFilter } from '../../../journal/exports/export-job-store.js';
import type { Journal } from '../../../journal/open.js';
import { parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import { openHub, openSite, patient, resourceOf, write } from '../../support/journal-fixtures.js';
import { type Asked, criteria } from '../../support/search-criteria.js';
import { type World, worlds } from '../../support/search-world.js';

const types = ['Patient', 'Observation', 'Organization'] as const;

/** All that is found behind a place, in its order. */
type Clauses = ExportFilter['clauses'];

function clausesOf(type: string, parameters: URLSearchParams): Clauses {
  return readSearch(parseResourceType(type), parameters, '').query.clauses.filter(isOfItself);
}

async function told(journal: Journal, type: string, clauses: Clauses): Promise<string[]> {
  const found: string[] = [];
  for (let after = 0; ; ) {
    const step = await journal.subscriptions.next({ after, type: parseResourceType(type), clauses });
    if (step.found !== undefined) found.push(step.found.id);
    if (step.cursor < after) throw new Error('it goes back');
    if (step.atHead) return found;
    after = step.cursor;
  }
}

async function compare(t: Test, open: (t: Test) => Journal): Promise<void> {
  let [found, asked] = [0, 0];
  const searches = fc
    .constantFrom(...types)
    .chain((type) =>
      fc.record({ type: fc.constant(type), list: fc.array(criteria[type], { minLength: 1, maxLength: 2 }) }),
    );
  const check = async ([world, all]: [World, { type: (typeof types)[number]; list: Asked[] }[]]) => {
    const journal = open(t);
    await write(journal, ...[...world.values()].map(resourceOf));
    while (journal.searchRebuild.waitingVersions > 0) await journal.searchRebuild.round(100);
    for (const { type, list } of all) {
      const parameters = new URLSearchParams(list.map(({ name, value }) => [name, value]));
      const { query } = readSearch(parseResourceType(type), parameters, '');
      if (!query.clauses.every(isOfItself)) continue;
      if (open === hubOf) while ((await journal.fanout.index(1_000)).waitingChanges > 0);
      const searched = (await journal.records.search({ ...query, count: 200 })).versions.map(({ id }) => id);
      const ids = await told(journal, type, clausesOf(type, parameters));
      if (ids.sort().join() !== searched.sort().join())
        throw new Error(`${type}?${parameters}: ${ids}, not ${searched}`);
      asked += 1;
      found += ids.length;
    }
  };
  const cases = fc.tuple(worlds, fc.array(searches, { minLength: 40, maxLength: 40 }));
  await fc.assert(fc.asyncProperty(cases, check), { numRuns: 6, endOnFailure: true, seed: 31 });
  t.ok(asked > 30 && found > 2 * asked, `${asked} searches found ${found}`);
}

const siteOf = (t: Test) => openSite(t, parseSiteCode('7KD'));
const hubOf = (t: Test) => openHub(t);

t.test('[J24] a subscription is told of what a search finds, at a site', (t) => compare(t, siteOf));
t.test('[J24] a subscription is told of what a search finds, at a hub', (t) => compare(t, hubOf));

t.test('[J24] a match is of the version as it came, whatever the index holds, and leaves no rows behind', async (t) => {
  for (const open of [siteOf, hubOf]) {
    const journal = open(t);
    await write(journal, patient('a', { gender: 'female' }));
    await write(journal, patient('a', { gender: 'male' }));
    const asked = (gender: string) => clausesOf('Patient', new URLSearchParams({ gender }));
    for (const gender of ['female', 'male', 'female']) {
      const step = await journal.subscriptions.next({
        after: 0,
        type: parseResourceType('Patient'),
        clauses: asked(gender),
      });
      t.match(step.found?.text, new RegExp(`"gender":"${gender}"`));
    }
    t.strictSame(await told(journal, 'Patient', asked('other')), []);
  }
});

t.test('[J28] one look takes in a bounded stretch, and what is off is removed after a month', async (t) => {
  let now = 1_790_000_000_000;
  const journal = openSite(t, parseSiteCode('7KD'), { now: () => now });
  await write(journal, ...Array.from({ length: 50 }, (_, index) => patient(`p${index}`, { gender: 'male' })));
  const clauses = clausesOf('Patient', new URLSearchParams({ gender: 'female' }));
  const step = await journal.subscriptions.next({ after: 0, type: parseResourceType('Patient'), clauses });
  t.match(step, { cursor: 20, atHead: false });
  const others = Array.from({ length: 2_200 }, (_, index) =>
    resourceOf({ resourceType: 'Organization', id: `o${index}` }),
  );
  for (let from = 0; from < others.length; from += 250) await write(journal, ...others.slice(from, from + 250));
  const asked = { after: 40, type: parseResourceType('Patient'), clauses };
  t.match(await journal.subscriptions.next(asked), { cursor: 2_040, atHead: false }, 'those of other types count, too');
  const wanted = { author: 'Device/7KD.a', owner: { kind: 'machine', name: 'a' }, base: '', body: '{}' } as const;
  await journal.subscriptions.add({
    ...wanted,
    id: resourceOf({ resourceType: 'Patient', id: 'off' }).id,
    status: 'off',
  });
  const kept = await journal.subscriptions.add({
    ...{ ...wanted, id: resourceOf({ resourceType: 'Patient', id: 'on' }).id, status: 'requested' },
  });
  t.equal(kept.progress.cursor, 2_250, 'it begins where it was made');
  t.equal(await journal.subscriptions.advance({ ...kept, generation: 0 }, kept.progress), undefined);
  now += 29 * 24 * 3_600_000;
  await journal.subscriptions.forget();
  t.match(await journal.subscriptions.counts(), { off: 1, requested: 1 });
  now += 2 * 24 * 3_600_000;
  await journal.subscriptions.forget();
  t.match(await journal.subscriptions.counts(), { off: 0, requested: 1 });
});
