import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t, { type Test } from 'tap';
import { type Journal, openJournal } from '../../../journal/open.js';
import type { SearchQuery } from '../../../journal/record-store.js';
import { hubCode, parseResourceType } from '../../../protocol/ids.js';
import { parseResource } from '../../../record/parse.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const author = 'Practitioner/p1';
const type = parseResourceType('Patient');
const named = (family: string): SearchQuery => ({
  ...{ type, count: 50, total: false, includes: [] },
  clauses: [{ kind: 'string', parameter: 'family', values: [{ prefix: 'eq', text: family }] }],
});
const person = (id: string, family: string) =>
  parseResource(JSON.stringify({ resourceType: 'Patient', id, name: [{ family }] }));
const create = (id: string, family: string) => ({ verb: 'create', resource: person(id, family) }) as const;

/** A hub whose index is built by a thread of this text. */
function hubWith(t: Test, thread: string): Journal {
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openJournal({
    ...{ file, key: randomBytes(32).toString('hex'), role: 'hub', site: hubCode, epoch: 1 },
    startIndexThread: () => new Worker(thread, { eval: true }),
  });
  t.teardown(async () => {
    await journal.stopIndex();
    journal.close();
  });
  return journal;
}

const idleThread = `const { parentPort } = require('node:worker_threads');
let asked = 0;
parentPort.on('message', ({ kind }) => {
  if (kind === 'end') return parentPort.close();
  asked += 1;
  parentPort.postMessage({ kind: 'done', round: { waitingChanges: asked, lagMilliseconds: 0, madeAnew: false } });
});`;

t.test('[J25] an index that never catches up decides nothing, after a bounded number of rounds', async (t) => {
  const { records, fanout } = hubWith(t, idleThread);
  const conditions = [{ query: named('abena'), found: [], when: 'before' }] as const;
  t.strictSame(
    await records.rehearse({ author, entries: [] }, [named('abena')]),
    [[]],
    'of an empty journal all is known',
  );
  await records.commitBundle({ author, entries: [create('a', 'Abena')], conditions });
  await t.rejects(records.commitBundle({ author, entries: [create('b', 'Abena')], conditions }), {
    code: 'index-behind',
  });
  const both = [[], [create('c', 'C')]].map((entries) => records.rehearse({ author, entries }, [named('abena')]));
  for (const asked of await Promise.allSettled(both)) {
    t.match(asked, { status: 'rejected', reason: { code: 'index-behind' } }, 'also of two at once');
  }
  t.equal((await records.history({ count: 50 })).versions.length, 1, 'nothing was written');
  t.equal((await fanout.index(1)).waitingChanges, 61, '20 rounds each');
  await t.rejects(records.search({ ...named('abena'), exact: true }), { code: 'index-behind' });
  await t.rejects(records.catchUp(), { code: 'index-behind' });
  t.equal((await fanout.index(1)).waitingChanges, 102, '20 rounds each');
  await records.commitBundle({ author, entries: [create('d', 'Abena')] });
  t.pass('who asks for no condition does not wait');
});

t.test('[J25] what was committed since the last round is known, however many ask at once', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const place = { file, role: 'hub', site: hubCode, epoch: 1 } as const;
  const journal = openJournal({ ...place, key: randomBytes(32).toString('hex') });
  t.teardown(() => journal.close());
  const { records, fanout } = journal;
  const many = Array.from({ length: 1_200 }, (_, index) => create(`p${index}`, index % 2 === 0 ? 'Abena' : 'Biya'));
  for (let at = 0; at < many.length; at += 200) {
    await records.commitBundle({ author, entries: many.slice(at, at + 200) });
  }
  const asked = Array.from({ length: 5 }, () =>
    records.rehearse({ author, entries: [] }, [named('biya'), named('none')]),
  );
  while ((await fanout.fanOut(0, 1_000)).more);
  const exact = Array.from({ length: 3 }, () => records.search({ ...named('biya'), exact: true, total: true }));
  const caughtUp = records.catchUp().then(() => records.search({ ...named('biya'), total: true }));
  const rounds = Array.from({ length: 5 }, () => fanout.index(100));
  for (const answer of await Promise.all(asked))
    t.strictSame(
      answer.map(({ length }) => length),
      [2, 0],
    );
  await Promise.all(rounds);
  for (const { total } of await Promise.all([...exact, caughtUp])) t.equal(total, 600);
  t.equal((await fanout.index(1)).waitingChanges, 0);
});

t.test('[J25] what a transaction writes counts once, as it is then, and leaves no row behind', async (t) => {
  const journal = openJournal({
    ...{ file: join(temporaryFolder(t), 'journal.db'), key: randomBytes(32).toString('hex') },
    ...{ role: 'hub', site: hubCode, epoch: 1 },
  });
  t.teardown(() => journal.close());
  const { records } = journal;
  await records.commitBundle({ author, entries: [create('a', 'Abena'), create('b', 'Abena'), create('c', 'Abena')] });
  const renamed = ['a', 'b'].map((id) => ({ verb: 'update', resource: person(id, 'Biya') }) as const);
  const found = await records.rehearse({ author, entries: renamed }, [named('abena'), named('biya')]);
  t.strictSame(
    found.map((ids) => ids.toSorted()),
    [['c'], ['a', 'b']],
    'more than two that were renamed hide none',
  );
  const missing: SearchQuery = {
    ...named('x'),
    clauses: [{ kind: 'date', parameter: 'birthdate', modifier: 'missing', values: [{ prefix: 'eq', text: 'true' }] }],
  };
  const conditions = [{ query: missing, found: ['d'].map((id) => person(id, 'X').id), when: 'after' as const }];
  const gone = ['a', 'b', 'c'].map((id) => ({ verb: 'delete', key: person(id, 'X') }) as const);
  await records.commitBundle({ author, entries: [...gone, create('d', 'Djob')], conditions });
  t.strictSame(await records.rehearse({ author, entries: [] }, [named('djob'), named('biya')]), [['d'], []]);
});
