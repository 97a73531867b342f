import fc from 'fast-check';
import t, { type Test } from 'tap';
import { journalLimits } from '../../journal/limits.js';
import type { CommitBundle } from '../../journal/record-store.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { author, openSite, patient } from '../support/journal-fixtures.js';

const site = parseSiteCode('7KD');
const create = (...ids: readonly string[]): CommitBundle => ({
  author,
  entries: ids.map((id) => ({ verb: 'create', resource: patient(id) })),
});
const { type } = patient('p');

/** A journal whose turns are taken by hand. */
function openByHand(t: Test, options: { databaseBytesMax?: number } = {}) {
  const turns: (() => void)[] = [];
  const journal = openSite(t, site, { ...options, soon: (act) => void turns.push(act) });
  const there = async (id: string) => (await journal.records.read({ type, id: patient(id).id })) !== undefined;
  return { journal, turns, there, take: () => turns.shift()?.() };
}

t.test('[W1] [J35] writes that came together share a commit, and none is acknowledged before it', async (t) => {
  const { journal, turns, there, take } = openByHand(t);
  const told: string[] = [];
  const writes = ['a', 'b', 'c'].map((id) => journal.records.commitBundle(create(id)).then(() => told.push(id)));
  await new Promise(setImmediate);
  t.same([turns.length, told, await there('a')], [1, [], false]);
  take();
  await Promise.all(writes);
  t.same(told, ['a', 'b', 'c']);
  for (const id of told) t.ok(await there(id));
});

t.test('[J35] a write that fails takes back all of itself, and nothing of the others', async (t) => {
  const { journal, there, take } = openByHand(t);
  const first = journal.records.commitBundle(create('a'));
  // Its second entry is there already.
  const torn = journal.records.commitBundle(create('torn', 'a'));
  const last = journal.records.commitBundle(create('b'));
  take();
  await Promise.all([first, last, t.rejects(torn, { code: 'already-exists' })]);
  t.same([await there('a'), await there('torn'), await there('b')], [true, false, true]);
});

t.test('[W5] [J35] of writes that were decided by the same version one succeeds', async (t) => {
  const { journal, take } = openByHand(t);
  const made = journal.records.commitBundle(create('a'));
  take();
  const [version] = await made;
  const update = (gender: string): CommitBundle => ({
    author,
    entries: [{ verb: 'update', resource: patient('a', { gender }), ifMatch: String(version?.versionId) }],
  });
  const writes = ['male', 'female', 'other'].map((gender) => journal.records.commitBundle(update(gender)));
  take();
  const outcomes = await Promise.allSettled(writes);
  t.same(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected'],
  );
});

t.test('[F41] [J35] equal conditional creates that come together make one', async (t) => {
  const { journal, take } = openByHand(t);
  const values = [{ prefix: 'eq' as const, text: 'female' }];
  const query = {
    ...{ type, count: 2, total: false, includes: [] },
    clauses: [{ kind: 'token' as const, parameter: 'gender', values }],
  };
  const conditions = [{ query, found: [], when: 'before' as const }];
  const writes = ['a', 'b'].map((id) =>
    journal.records.commitBundle({
      ...{ author, conditions },
      entries: [{ verb: 'create', resource: patient(id, { gender: 'female' }) }],
    }),
  );
  take();
  const outcomes = await Promise.allSettled(writes);
  t.match(outcomes, [{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'condition-changed' } }]);
});

t.test('[J35] a shared transaction is bounded; who comes later has a turn of their own', async (t) => {
  const { journal, turns, there, take } = openByHand(t);
  const many = Array.from({ length: journalLimits.commitEntriesMax + 1 }, (_, index) => create(`p${index}`));
  const writes = many.map((command) => journal.records.commitBundle(command));
  t.equal(turns.length, 1);
  take();
  t.same([await there('p0'), await there('p200'), turns.length], [true, false, 1]);
  take();
  t.equal((await Promise.all(writes)).length, many.length);
  const later = journal.records.commitBundle(create('later'));
  t.equal(turns.length, 1);
  take();
  await later;
});

t.test('[W1] [J35] what waits when the journal is closed is committed first', async (t) => {
  const { journal } = openByHand(t);
  const write = journal.records.commitBundle(create('a'));
  journal.close();
  t.equal((await write).length, 1);
});

t.test('[W1] [J35] what is acknowledged is there and what is refused is not, on a full disk too', async (t) => {
  const groups = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }), { maxLength: 8 });
  // Room for some twenty of them beside what an empty journal takes.
  const databaseBytesMax = openByHand(t).journal.counts().databaseBytes + 80_000;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(groups, async (groups) => {
      const { journal, there, take } = openByHand(t, { databaseBytesMax });
      let next = 0;
      for (const group of groups) {
        const writes = group.map((count) => {
          const ids = Array.from({ length: count }, (_, index) => `p${next + index}`);
          next += count;
          const entries = ids.map((id) => ({
            verb: 'create' as const,
            resource: patient(id, { name: [{ text: 'x'.repeat(4_000) }] }),
          }));
          return { ids, done: journal.records.commitBundle({ author, entries }) };
        });
        take();
        for (const { ids, done } of writes) {
          const isStored = await done.then(
            () => true,
            (error) => {
              if (!(error instanceof Problem) || error.code !== 'disk-full') throw error;
              refused += 1;
              return false;
            },
          );
          for (const id of ids) if ((await there(id)) !== isStored) throw new Error(`${id} is not as was told`);
        }
      }
    }),
    { numRuns: 20 },
  );
  t.ok(refused > 0, 'some found no room');
});
