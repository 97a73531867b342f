import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { KeptHealthIds } from '../../../edge-agent/health-ids/kept-health-ids.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { counterApart, nextHealthId } from '../../../record/identity/health-id.js';
import { openSite } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const site = parseSiteCode('7KD');

t.test('[E31] a database of an earlier day gives no health identifier that was given since', async (t) => {
  const path = join(temporaryFolder(t), 'health-ids.json');
  const ids = new KeptHealthIds(openSite(t, site).healthIds, path);
  await ids.start();
  const given = await Promise.all(Array.from({ length: 5 }, () => ids.take()));
  t.equal(new Set(given).size, 5);
  // An empty one: the earliest day that there is.
  const earlier = new KeptHealthIds(openSite(t, site).healthIds, path);
  await earlier.start();
  const next = await earlier.take();
  t.notOk(given.includes(next));
  t.ok(next > (given.at(-1) ?? ''), 'it goes on behind them');
});

t.test('[E31] what is kept never puts the counter back, and a damaged file says nothing', async (t) => {
  const path = join(temporaryFolder(t), 'health-ids.json');
  const { healthIds } = openSite(t, site);
  const given = [await healthIds.take(), await healthIds.take(), await healthIds.take()];
  for (const text of ['{"counter":1}', '', 'null', '{"counter":-1}', '{"counter":"9"}', '{"counter":1e300}']) {
    writeFileSync(path, text);
    const ids = new KeptHealthIds(healthIds, path);
    await ids.start();
    const next = await ids.take();
    t.notOk(given.includes(next), text);
    given.push(next);
    t.equal(JSON.parse(readFileSync(path, 'utf8')).counter, await healthIds.counter());
  }
});

t.test('[E30][E31] the counter of another box of the site is not gone on with', async (t) => {
  const path = join(temporaryFolder(t), 'health-ids.json');
  const third = openSite(t, site, { boxNumber: 3 }).healthIds;
  const ids = new KeptHealthIds(third, path);
  const [first, second] = [await ids.take(), await ids.take()];
  const other = new KeptHealthIds(openSite(t, site, { boxNumber: 5 }).healthIds, path);
  await other.start();
  t.match(await other.take(), /^7KD-50/);
  writeFileSync(path, JSON.stringify({ counter: await third.counter() }));
  const restored = openSite(t, site, { boxNumber: 3 }).healthIds;
  const again = new KeptHealthIds(restored, path);
  await again.start();
  t.notOk([first, second].includes(await again.take()));
});

t.test('[E31] a copy that the hub has refused gives none that the original gives, and goes ahead once', async (t) => {
  const folder = temporaryFolder(t);
  const take = (ids: KeptHealthIds, count: number) => Promise.all(Array.from({ length: count }, () => ids.take()));
  const original = new KeptHealthIds(openSite(t, site, { boxNumber: 3 }).healthIds, join(folder, 'original.json'));
  const store = openSite(t, site, { boxNumber: 3 }).healthIds;
  const path = join(folder, 'copy.json');
  const copy = new KeptHealthIds(store, path);
  t.same(await take(copy, 2), await take(original, 2), 'as it is before the hub has said anything');
  await copy.setApart(() => 0.5);
  const apart = await take(copy, 50);
  t.equal(new Set([...apart, ...(await take(original, 50))]).size, 100);
  t.ok(
    apart.every((text) => text.startsWith('7KD-3')),
    'still serials of its box',
  );
  const counter = await store.counter();
  await copy.setApart(() => 0.5);
  const again = new KeptHealthIds(store, path);
  await again.start();
  await again.setApart(() => 0.5);
  t.equal(await store.counter(), counter, 'nor is it sent ahead again by a restart');
  await again.rejoin();
  await again.setApart(() => 0);
  t.ok((await store.counter()) > counter, 'after it was let in, another copy of it is another matter');
});

t.test('[E31] however often a box is copied, it has serials left', async (t) => {
  for (const fraction of [0, 0.5, 1]) {
    let counter = 0;
    for (let times = 0; times < 5; times += 1) counter = counterApart(counter, 7, fraction);
    t.match(nextHealthId(site, counter, 7).healthId.text, /^7KD-7/);
  }
});
