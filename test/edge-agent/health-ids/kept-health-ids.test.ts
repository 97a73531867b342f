import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { KeptHealthIds } from '../../../edge-agent/health-ids/kept-health-ids.js';
import { parseSiteCode } from '../../../protocol/ids.js';
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
