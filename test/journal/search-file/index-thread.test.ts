import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { IndexThread, startIndexThread } from '../../../journal/search-file/index-thread.js';
import { openHub, patient, testKey, write } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const query = {
  ...{ type: patient('p').type, count: 50, total: false, includes: [] },
  clauses: [{ kind: 'token' as const, parameter: 'gender', values: [{ prefix: 'eq' as const, text: 'female' }] }],
};

t.test('[J5] the index is built in a thread of its own, and is stopped in order', async (t) => {
  const hub = openHub(t, { startIndexThread });
  await write(hub, patient('p1', { gender: 'female' }), patient('p2', { gender: 'female' }));
  t.equal((await hub.fanout.index(1)).waitingChanges, 1);
  await write(hub, patient('p3', { gender: 'female' }));
  t.equal((await hub.fanout.index(10)).waitingChanges, 0);
  t.equal((await hub.records.search(query)).versions.length, 3);
  await hub.stopIndex();
  await t.rejects(hub.fanout.index(1), { code: 'internal' });
  await hub.stopIndex();
});

t.test('[J5] a thread that ends fails its round; the next round starts another, which goes on', async (t) => {
  const folder = temporaryFolder(t);
  const journal = join(folder, 'journal.db');
  const hub = openHub(t, { file: journal });
  for (let count = 0; count < 20; count += 1) await write(hub, patient(`p${count}`, { gender: 'female' }));
  const place = { journal, file: join(folder, 'search.db'), key: testKey, cipher: 'aegis' as const };
  const workers: Worker[] = [];
  const thread = new IndexThread(place, () => {
    const url = new URL('../../../journal/search-file/index-worker.js', import.meta.url);
    const worker = new Worker(url, { workerData: place });
    workers.push(worker);
    return worker;
  });
  t.equal((await thread.round(5, 0, false)).waitingChanges, 15);
  const under = thread.round(5, 0, false);
  t.throws(() => thread.round(5, 0, false), { code: 'internal' }, 'one round at a time');
  // An ended thread that was at rest keeps nothing alive that could wait for its end.
  const alive = setInterval(() => {}, 1_000);
  t.teardown(() => clearInterval(alive));
  await workers[0]?.terminate();
  await under.catch((error) => t.match(error, { code: 'internal' }));
  const { waitingChanges } = await thread.round(5, 0, false);
  t.ok(waitingChanges === 10 || waitingChanges === 5, 'from the cursor of the file');
  t.equal(workers.length, 2);
  t.equal((await thread.round(100, 0, false)).waitingChanges, 0);
  t.equal((await hub.records.search(query)).versions.length, 20);
  await thread.stop();
});

t.test('[J5] what fails in the thread is told by its code, and a later round does it', async (t) => {
  const folder = temporaryFolder(t);
  const place = {
    journal: join(folder, 'journal.db'),
    file: join(folder, 'search.db'),
    key: testKey,
    cipher: 'aegis' as const,
  };
  const thread = new IndexThread(place);
  t.teardown(() => thread.stop());
  await t.rejects(thread.round(5, 0, false), { code: 'permission-denied' });
  openHub(t, { file: place.journal });
  t.match(await thread.round(5, 0, false), { waitingChanges: 0 });
});
