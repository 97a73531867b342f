import type { Test } from 'tap';
import type { RecordStore, SearchQuery } from '../../journal/record-store.js';
import { author, patient, resourceOf } from '../support/journal-fixtures.js';

type Contract = (t: Test, makeStore: (t: Test) => RecordStore) => Promise<unknown>;

const { type } = patient('p');
const named = (family: string): SearchQuery => ({
  ...{ type, count: 50, total: false, includes: [] },
  clauses: [{ kind: 'string', parameter: 'family', values: [{ prefix: 'eq', text: family }] }],
});
const family = (id: string, name: string) => resourceOf({ resourceType: 'Patient', id, name: [{ family: name }] });
const create = (id: string, name: string) => ({ verb: 'create', resource: family(id, name) }) as const;

/** What a {@link RecordStore} does that decides conditions; `makeStore` gives an empty one. */
export const conditionStoreContract: Contract = async (t, makeStore) => {
  await t.test('[F41] a rehearsal finds what the writes would make, and leaves nothing', async (t) => {
    const store = makeStore(t);
    t.same(await store.rehearse({ author, entries: [] }, [named('abena')]), [[]], 'before anything was written');
    await store.commitBundle({ author, entries: [create('a', 'Abena'), create('b', 'Biya')] });
    const before = await store.history({ count: 50 });
    const queries = [named('abena'), named('biya'), named('none')];
    t.same(await store.rehearse({ author, entries: [] }, queries), [['a'], ['b'], []]);
    const entries = [
      create('c', 'Abena'),
      { verb: 'delete', key: family('b', '') } as const,
      { verb: 'update', resource: family('d', 'None') } as const,
    ];
    const [several, gone, made] = await store.rehearse({ author, entries }, queries);
    t.same([several?.toSorted(), gone, made], [['a', 'c'], [], ['d']]);
    t.same(await store.history({ count: 50 }), before);
    await t.rejects(store.rehearse({ author, entries: [create('a', 'Abena')] }, queries), { code: 'already-exists' });
    const [kept] = await store.commitBundle({ author, entries: [create('e', 'Eyebe')] });
    t.same(await store.read(family('e', '')), kept, 'the store goes on after a rehearsal');
    t.same(await store.rehearse({ author, entries: [] }, [named('eyebe')]), [['e']]);
  });

  await t.test('[F41] [J1] a condition that does not hold any more writes nothing', async (t) => {
    const store = makeStore(t);
    await store.commitBundle({ author, entries: [create('a', 'Abena')] });
    const before = await store.history({ count: 50 });
    const query = named('abena');
    const changed = { code: 'condition-changed' };
    const { id } = family('a', '');
    const commit = (found: readonly string[], when: 'before' | 'after', entries = [create('c', 'Abena')]) =>
      store.commitBundle({
        author,
        entries,
        conditions: [{ query, found: found.map((text) => (text === 'a' ? id : family(text, '').id)), when }],
      });
    await t.rejects(commit([], 'before'), changed);
    await t.rejects(commit(['b'], 'before'), changed);
    await t.rejects(commit(['a'], 'after'), changed, 'the write itself makes another one');
    await t.rejects(commit(['a', 'b'], 'after'), changed);
    t.same(await store.history({ count: 50 }), before);
    await commit(['a'], 'before');
    await commit(['a', 'c'], 'after', [create('d', 'Djob')]);
    t.equal((await store.history({ count: 50 })).versions.length, 3);
  });

  await t.test('[F44] a version that was made of another one than the current is not written', async (t) => {
    const store = makeStore(t);
    const [first] = await store.commitBundle({ author, entries: [create('a', 'Abena')] });
    const madeOf = String(first?.versionId);
    const entry = { verb: 'update', resource: family('a', 'Biya'), madeOf } as const;
    await store.commitBundle({ author, entries: [entry] });
    await t.rejects(store.commitBundle({ author, entries: [entry] }), { code: 'condition-changed' });
    await t.rejects(store.commitBundle({ author, entries: [{ ...entry, resource: family('z', 'Z') }] }), {
      code: 'condition-changed',
    });
  });
};
