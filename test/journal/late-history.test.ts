import t from 'tap';
import { addSite, carry, openHub, openSite, patient, upOf, write } from '../support/journal-fixtures.js';

const hour = 3_600_000;
const nine = Date.parse('2026-11-21T09:00:00Z');

t.test('[F45] what a link brought late is told to who asks since', async (t) => {
  const clock = { site: nine, hub: nine };
  const hub = openHub(t, { now: () => clock.hub });
  const site = await addSite(hub);
  const journal = openSite(t, site, { now: () => clock.site });
  await write(journal, patient('p1', { gender: 'female' }));
  clock.site += hour;
  await write(journal, patient('p1', { gender: 'male' }));
  clock.hub += 3 * hour;
  await write(hub, patient('p2'));
  clock.hub += hour;
  await carry(journal, hub, upOf(site), 256, clock.hub);
  const asked = { type: patient('p').type, count: 10 };
  const since = nine + 3.5 * hour;
  for (const query of [asked, { count: 10 }, { ...asked, id: patient('p1').id }]) {
    const { versions } = await hub.records.history({ ...query, since });
    t.strictSame(
      versions.map(({ id, lastUpdatedMilliseconds }) => [id, lastUpdatedMilliseconds]),
      [
        ['p1', nine + hour],
        ['p1', nine],
      ],
      'written before, but it came after',
    );
  }
  const then = { start: nine + hour / 2, end: nine + hour / 2 + 1 };
  const current = await hub.records.history({ ...asked, currentDuring: then });
  t.match(current.versions, [{ id: 'p1', body: /female/ }], 'what was current is a matter of when it was written');
  t.equal((await hub.records.history({ ...asked, since: nine + 5 * hour })).versions.length, 0);
  const one = await hub.records.history({ ...asked, id: patient('p1').id, since });
  t.equal(one.total, 2);
});
