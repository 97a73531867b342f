import t from 'tap';
import { author, openHub, patient } from '../../support/journal-fixtures.js';

t.test('[J25][F67] who has to know of what was written waits until it is filed, for a bounded time', async (t) => {
  const { records, fanout } = openHub(t);
  await records.catchUp();
  await records.commitBundle({ author, entries: [{ verb: 'create', resource: patient('p1') }] });
  const caughtUp = records.catchUp();
  await fanout.fanOut(0, 100);
  await caughtUp;
  const query = {
    type: patient('p1').type,
    clauses: [],
    compartment: patient('p1').id,
    count: 9,
    total: false,
    includes: [],
  };
  t.equal((await records.search(query)).versions.length, 1);
  await records.commitBundle({ author, entries: [{ verb: 'create', resource: patient('p2') }] });
  await t.rejects(records.catchUp(), { code: 'index-behind' });
});
