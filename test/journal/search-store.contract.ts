import type { Test } from 'tap';
import type { RecordStore, SearchClause, SearchQuery, SearchSort } from '../../journal/record-store.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import { parseResourceType } from '../../protocol/ids.js';
import { readInterval } from '../../record/date-time.js';
import type { ParsedResource } from '../../record/resource.js';
import { author, observation, patient } from '../support/journal-fixtures.js';

const [Patient, Observation] = ['Patient', 'Observation'].map(parseResourceType) as [
  SearchQuery['type'],
  SearchQuery['type'],
];

function clause(kind: SearchClause['kind'], parameter: string, ...values: Partial<SearchValue>[]): SearchClause {
  return { kind, parameter, values: values.map((value) => ({ prefix: 'eq', text: '', ...value })) };
}

const day = (date: string) => readInterval(date) ?? { start: 0, end: 0 };

async function filled(store: RecordStore, resources: readonly ParsedResource[]): Promise<RecordStore> {
  for (const resource of resources) await store.commitBundle({ author, entries: [{ verb: 'create', resource }] });
  return store;
}

async function ids(store: RecordStore, type: SearchQuery['type'], ...clauses: SearchClause[]): Promise<string[]> {
  const page = await store.search({ type, clauses, count: 50, total: true, includes: [] });
  if (page.total !== page.versions.length) throw new Error(`total ${page.total}, found ${page.versions.length}`);
  return page.versions.map(({ id }) => id).sort();
}

const people = [
  patient('p1', { name: [{ family: 'Ngo’o Éyébé', given: ['Marie'] }], gender: 'female', birthDate: '1990-05-17' }),
  patient('p2', { name: [{ family: 'Fotso', given: ['Paul'] }], gender: 'male', birthDate: '1985' }),
  patient('p3', { name: [{ family: 'Éyenga' }], gender: 'female', identifier: [{ system: 'urn:x', value: '12' }] }),
];

const weight = (id: string, value: number, date: string) =>
  observation(id, id === 'o3' ? 'p2' : 'p1', {
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
    effectiveDateTime: date,
    valueQuantity: { value, system: 'http://unitsofmeasure.org', code: 'kg' },
  });
const weights = [weight('o1', 60, '2026-01-10'), weight('o2', 61.5, '2026-02-10'), weight('o3', 80, '2026-03-10')];

/** The searches of a {@link RecordStore}; `makeStore` gives an empty one of a site. */
export async function searchStoreContract(t: Test, makeStore: (t: Test) => RecordStore): Promise<void> {
  await t.test('strings: start of any word without diacritics, exact, contains, missing', async (t) => {
    const store = await filled(makeStore(t), people);
    const family = (text: string) => clause('string', 'family', { text });
    t.same(await ids(store, Patient, family('eye')), ['p1', 'p3']);
    t.same(await ids(store, Patient, family('ngo o')), ['p1']);
    t.same(await ids(store, Patient, { ...family('Éyenga'), modifier: 'exact' }), ['p3']);
    t.same(await ids(store, Patient, { ...family('eyenga'), modifier: 'exact' }), []);
    t.same(await ids(store, Patient, { ...family('ots'), modifier: 'contains' }), ['p2']);
    t.same(await ids(store, Patient, clause('string', 'family', { text: 'fot' }, { text: 'eyen' })), ['p2', 'p3']);
    const given = clause('string', 'given', { text: 'true' });
    t.same(await ids(store, Patient, { ...given, modifier: 'missing' }), ['p3']);
    t.same(await ids(store, Patient, { ...clause('string', 'given', { text: 'false' }), modifier: 'missing' }), [
      'p1',
      'p2',
    ]);
    t.same(await ids(store, Patient, clause('string', 'never-heard-of', { text: 'a' })), []);
    t.same(await ids(store, parseResourceType('Unheard')), []);
  });

  await t.test('tokens: with and without system, not; several clauses are joined by and', async (t) => {
    const store = await filled(makeStore(t), people);
    const gender = clause('token', 'gender', { text: 'female' });
    t.same(await ids(store, Patient, gender), ['p1', 'p3']);
    t.same(await ids(store, Patient, { ...gender, modifier: 'not' }), ['p2']);
    const identifier = (value: Partial<SearchValue>) => ids(store, Patient, clause('token', 'identifier', value));
    t.same(await identifier({ text: '12' }), ['p3']);
    t.same(await identifier({ text: '12', system: 'urn:x' }), ['p3']);
    t.same(await identifier({ text: '', system: 'urn:x' }), ['p3']);
    t.same(await identifier({ text: '12', system: '' }), []);
    t.same(await ids(store, Patient, gender, clause('string', 'family', { text: 'ngo' })), ['p1']);
    t.same(await ids(store, Patient, gender, clause('id', '_id', { text: 'p2' }, { text: 'p3' })), ['p3']);
  });

  await t.test('dates: the prefixes compare intervals', async (t) => {
    const store = await filled(makeStore(t), people);
    const birth = (prefix: SearchValue['prefix'], date: string) =>
      ids(store, Patient, clause('date', 'birthdate', { prefix, ...day(date) }));
    t.same(await birth('eq', '1990-05-17'), ['p1']);
    t.same(await birth('eq', '1985-06-01'), [], 'a year does not lie within a day');
    t.same(await birth('ne', '1990-05-17'), ['p2']);
    t.same(await birth('gt', '1985-06-01'), ['p1', 'p2'], 'part of the year is later');
    t.same(await birth('lt', '1985-06-01'), ['p2']);
    t.same(await birth('ge', '1990-05-17'), ['p1']);
    t.same(await birth('le', '1990-05-17'), ['p1', 'p2']);
    t.same(await birth('sa', '1985-06-01'), ['p1']);
    t.same(await birth('eb', '1990-05-17'), ['p2']);
    t.same(await birth('ap', '1990-05-01'), ['p1']);
    t.same(await birth('ap', '1988-01-01'), ['p1', 'p2']);
  });

  await t.test('quantities: by the digits that were written, with their unit', async (t) => {
    const store = await filled(makeStore(t), weights);
    const quantity = (value: Partial<SearchValue>) =>
      ids(store, Observation, clause('quantity', 'value-quantity', value));
    t.same(await quantity({ text: '60' }), ['o1']);
    t.same(await quantity({ text: '61' }), [], '61.5 rounds to 62');
    t.same(await quantity({ text: '62' }), ['o2']);
    t.same(await quantity({ text: '61.5', unit: 'kg', system: 'http://unitsofmeasure.org' }), ['o2']);
    t.same(await quantity({ text: '61.5', unit: 'g' }), []);
    t.same(await quantity({ prefix: 'gt', text: '61.5' }), ['o3']);
    t.same(await quantity({ prefix: 'ge', text: '61.5' }), ['o2', 'o3']);
    t.same(await quantity({ prefix: 'lt', text: '61.5' }), ['o1']);
    t.same(await quantity({ prefix: 'le', text: '61.5' }), ['o1', 'o2']);
    t.same(await quantity({ prefix: 'ne', text: '60' }), ['o2', 'o3']);
    t.same(await quantity({ prefix: 'ap', text: '62' }), ['o1', 'o2']);
  });

  await t.test('references, and includes in both directions', async (t) => {
    const store = await filled(makeStore(t), [...people, ...weights]);
    const of = (value: Partial<SearchValue>) => ids(store, Observation, clause('reference', 'subject', value));
    t.same(await of({ text: 'p1' }), ['o1', 'o2']);
    t.same(await of({ text: 'p1', system: 'Patient' }), ['o1', 'o2']);
    t.same(await of({ text: 'p1', system: 'Group' }), []);
    const forward = { direction: 'forward', type: Observation, parameter: 'subject', iterate: false } as const;
    const page = await store.search({ type: Observation, clauses: [], count: 50, total: false, includes: [forward] });
    t.same(page.included.map(({ id }) => id).sort(), ['p1', 'p2']);
    const reverse = { ...forward, direction: 'reverse' } as const;
    const clauses = [clause('id', '_id', { text: 'p1' })];
    const back = await store.search({ type: Patient, clauses, count: 50, total: false, includes: [reverse] });
    t.same(back.included.map(({ id }) => id).sort(), ['o1', 'o2']);
  });

  await t.test('what was deleted is not found, what was changed is found only as it is', async (t) => {
    const store = await filled(makeStore(t), people);
    const renamed = patient('p2', { name: [{ family: 'Talla' }] });
    await store.commitBundle({ author, entries: [{ verb: 'update', resource: renamed }] });
    await store.commitBundle({ author, entries: [{ verb: 'delete', key: patient('p3') }] });
    t.same(await ids(store, Patient, clause('string', 'family', { text: 'fotso' })), []);
    t.same(await ids(store, Patient, clause('string', 'family', { text: 'talla' })), ['p2']);
    t.same(await ids(store, Patient, clause('string', 'family', { text: 'eyenga' })), []);
    t.same(await ids(store, Patient), ['p1', 'p2']);
  });

  await t.test('lastUpdated is the time of the current version', async (t) => {
    const store = await filled(makeStore(t), people);
    const current = await store.read(patient('p2'));
    const at = current?.lastUpdatedMilliseconds ?? 0;
    const updated = (prefix: SearchValue['prefix'], start: number, end: number) =>
      ids(store, Patient, clause('lastUpdated', '_lastUpdated', { prefix, start, end }));
    t.ok((await updated('eq', at, at + 1)).includes('p2'));
    t.notOk((await updated('ne', at, at + 1)).includes('p2'));
    t.same(await updated('gt', 0, 1), ['p1', 'p2', 'p3']);
    t.same(await updated('le', 0, 1), []);
    t.same(await updated('lt', at - 60_000, at - 59_999), []);
    t.same(await updated('ge', at - 60_000, at - 59_999), ['p1', 'p2', 'p3']);
    t.ok((await updated('ap', at, at + 1)).includes('p2'));
    t.same(await updated('ap', 0, 1), []);
  });

  await t.test('pages in every order are complete, without doubles, and stable under writes', async (t) => {
    const everyone = Array.from({ length: 23 }, (_, index) =>
      patient(`q${(index * 7) % 23}`, {
        name: index % 5 === 0 ? [] : [{ family: `Name ${(index * 11) % 6}` }],
        birthDate: `19${50 + ((index * 3) % 9)}`,
        gender: 'other',
      }),
    );
    const sorts: (SearchSort | undefined)[] = [
      undefined,
      ...[true, false].flatMap((descending) => [
        { parameter: '_id', kind: 'id' as const, descending },
        { parameter: '_lastUpdated', kind: 'lastUpdated' as const, descending },
        { parameter: 'family', kind: 'string' as const, descending },
        { parameter: 'birthdate', kind: 'date' as const, descending },
      ]),
    ];
    const store = await filled(makeStore(t), everyone);
    for (const sort of sorts) {
      for (const clauses of [[], [clause('token', 'gender', { text: 'other' })]]) {
        const query = { type: Patient, clauses, total: false, includes: [], ...(sort && { sort: [sort] }) };
        const all = await store.search({ ...query, count: 100 });
        t.equal(all.versions.length, 23);
        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.search({ ...query, count: 4, ...(cursor !== undefined && { cursor }) });
          paged.push(...page.versions.map(({ id }) => id));
          cursor = page.next;
        } while (cursor !== undefined);
        t.same(
          paged,
          all.versions.map(({ id }) => id),
          JSON.stringify(sort),
        );
        await t.rejects(store.search({ ...query, count: 4, cursor: 'bm8' }), { code: 'parameter-malformed' });
      }
    }
    const byId = await store.search({
      ...{ type: Patient, clauses: [], total: false, includes: [], count: 3 },
      sort: [{ parameter: '_id', kind: 'id', descending: true }],
    });
    t.same(
      byId.versions.map(({ id }) => id),
      ['q9', 'q8', 'q7'],
    );
    await store.commitBundle({ author, entries: [{ verb: 'delete', key: patient('q8') }] });
    const rest = await store.search({
      ...{ type: Patient, clauses: [], total: false, includes: [], count: 2, cursor: byId.next ?? '' },
      sort: [{ parameter: '_id', kind: 'id', descending: true }],
    });
    t.same(
      rest.versions.map(({ id }) => id),
      ['q6', 'q5'],
      'a page goes on where the last one ended',
    );
  });
}
