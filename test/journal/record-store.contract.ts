import type { Test } from 'tap';
import type { RecordStore } from '../../journal/record-store.js';
import { createSystemUuidGenerator, parseChangeId } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { author, observation, patient } from '../support/journal-fixtures.js';

const newId = createSystemUuidGenerator();
type Contract = (t: Test, makeStore: (t: Test) => RecordStore) => Promise<unknown>;

/** What every {@link RecordStore} does; `makeStore` gives an empty one of a site. */
export const recordStoreContract: Contract = async (t, makeStore) => {
  await t.test('[W1] a write is there with its history when it is acknowledged', async (t) => {
    const store = makeStore(t);
    const resource = patient('p1', { gender: 'female' });
    const [created] = await store.commitBundle({ author, entries: [{ verb: 'create', resource }] });
    t.match(created, { type: 'Patient', id: 'p1', body: resource.body, deleted: false, author, origin: /^...$/ });
    t.same(await store.read(resource), created);
    t.same((await store.history({ type: resource.type, id: resource.id, count: 10 })).versions, [created]);
    t.equal(await store.read({ ...resource, id: observation('x', 'p').id }), undefined);
  });

  await t.test('[W3] every version stays reachable; a deletion is a version without a body', async (t) => {
    const store = makeStore(t);
    const first = patient('p1', { gender: 'female' });
    const second = patient('p1', { gender: 'male' });
    const [one] = await store.commitBundle({ author, entries: [{ verb: 'create', resource: first }] });
    const [two] = await store.commitBundle({ author, entries: [{ verb: 'update', resource: second }] });
    const [three] = await store.commitBundle({ author, entries: [{ verb: 'delete', key: first }] });
    t.match(three, { deleted: true, body: '' });
    t.same(await store.read(first), three);
    for (const version of [one, two, three]) {
      t.same(version && (await store.readVersion(first, version.versionId)), version);
    }
    const history = await store.history({ type: first.type, id: first.id, count: 10 });
    t.same(history.versions, [three, two, one]);
    const [again] = await store.commitBundle({ author, entries: [{ verb: 'delete', key: first }] });
    t.same(again, three, 'deleting what is deleted does nothing');
    const unknown = parseChangeId(newId());
    t.equal(await store.readVersion(first, unknown), undefined);
    t.equal(one && (await store.readVersion(observation('p1', 'p1'), one.versionId)), undefined);
  });

  await t.test('[W5] a write that names another version than the current one changes nothing', async (t) => {
    const store = makeStore(t);
    const resource = patient('p1');
    const [one] = await store.commitBundle({ author, entries: [{ verb: 'create', resource }] });
    const [two] = await store.commitBundle({ author, entries: [{ verb: 'update', resource }] });
    const stale = one?.versionId ?? parseChangeId(newId());
    const fresh = two?.versionId ?? stale;
    const conflict = { code: 'version-conflict' };
    await t.rejects(store.commitBundle({ author, entries: [{ verb: 'update', resource, ifMatch: stale }] }), conflict);
    await t.rejects(
      store.commitBundle({ author, entries: [{ verb: 'delete', key: resource, ifMatch: stale }] }),
      conflict,
    );
    const other = patient('p2');
    await t.rejects(
      store.commitBundle({ author, entries: [{ verb: 'update', resource: other, ifMatch: stale }] }),
      conflict,
    );
    t.same(await store.read(resource), two);
    t.equal(await store.read(other), undefined);
    await t.resolves(store.commitBundle({ author, entries: [{ verb: 'update', resource, ifMatch: fresh }] }));
  });

  await t.test('[W5] creating what exists, and deleting what never was, is refused', async (t) => {
    const store = makeStore(t);
    const resource = patient('p1');
    await t.rejects(store.commitBundle({ author, entries: [{ verb: 'delete', key: resource }] }), {
      code: 'not-found',
    });
    await store.commitBundle({ author, entries: [{ verb: 'create', resource }] });
    const create = { verb: 'create', resource } as const;
    await t.rejects(store.commitBundle({ author, entries: [create] }), { code: 'already-exists' });
    await store.commitBundle({ author, entries: [{ verb: 'delete', key: resource }] });
    await t.resolves(store.commitBundle({ author, entries: [create] }), 'what was deleted may come back');
    t.equal((await store.history({ type: resource.type, id: resource.id, count: 10 })).versions.length, 3);
  });

  await t.test('[J1] a bundle with one entry that fails writes nothing at all', async (t) => {
    const store = makeStore(t);
    const [kept, more] = [patient('p1'), observation('o1', 'p1')];
    await store.commitBundle({ author, entries: [{ verb: 'create', resource: kept }] });
    const before = await store.history({ count: 100 });
    await t.rejects(
      store.commitBundle({
        author,
        entries: [
          { verb: 'create', resource: more },
          { verb: 'update', resource: kept },
          { verb: 'create', resource: kept },
        ],
      }),
      { code: 'already-exists' },
    );
    t.same(await store.history({ count: 100 }), before);
    t.equal(await store.read(more), undefined);
    const found = await store.search({ type: more.type, clauses: [], count: 10, total: true, includes: [] });
    t.same([found.total, found.versions], [0, []]);
    await store.commitBundle({ author, entries: [{ verb: 'create', resource: more }] });
    t.ok(await store.read(more), 'the store goes on after a rollback');
  });

  await t.test('a bundle larger than the limit is refused', async (t) => {
    const store = makeStore(t);
    const entries = Array.from({ length: limits.bundleEntriesMax + 1 }, () => ({
      verb: 'update' as const,
      resource: patient('p1'),
    }));
    await t.rejects(store.commitBundle({ author, entries }), { code: 'too-large' });
  });

  await t.test('history pages stay stable while new versions come', async (t) => {
    const store = makeStore(t);
    const resource = patient('p1');
    const write = () => store.commitBundle({ author, entries: [{ verb: 'update', resource }] });
    for (let count = 0; count < 7; count += 1) await write();
    for (const query of [{ type: resource.type, id: resource.id }, { type: resource.type }, {}]) {
      const all = (await store.history({ ...query, count: 100 })).versions;
      const paged = [];
      let cursor: string | undefined;
      do {
        const page = await store.history({ ...query, count: 2, ...(cursor !== undefined && { cursor }) });
        paged.push(...page.versions);
        cursor = page.next;
        await write();
      } while (cursor !== undefined);
      t.same(paged, all);
      await t.rejects(store.history({ ...query, count: 2, cursor: 'bm8' }), { code: 'parameter-malformed' });
    }
    const none = await store.history({ type: observation('o', 'p').type, count: 5 });
    t.same(none, { versions: [], isKnown: true });
  });

  await t.test('a write has reached the site, and nothing further, until a receipt says so', async (t) => {
    const store = makeStore(t);
    const resource = patient('p1');
    const [created] = await store.commitBundle({ author, entries: [{ verb: 'create', resource }] });
    t.same(await store.delivery(resource), { versionId: created?.versionId, reached: 'site' });
    t.equal(await store.delivery(patient('p2')), undefined);
  });

  await t.test('audit rows of things that are not writes are kept', async (t) => {
    const store = makeStore(t);
    await t.resolves(store.audit([{ author, action: 'read', subject: 'Patient/p1', outcome: 'done' }]));
    await t.resolves(store.audit([]));
  });
};
