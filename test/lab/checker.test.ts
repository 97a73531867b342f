import t from 'tap';
import type { Journal } from '../../journal/open.js';
import type { HistoryPage } from '../../journal/record-store.js';
import { addSite, carry, observation, openHub, openSite, patient, upOf, write } from '../support/journal-fixtures.js';
import { check } from './checker.js';

t.test('the checker finds what is missing at the hub, there twice, and there with another content', async (t) => {
  const hub = openHub(t);
  const code = await addSite(hub);
  const site = openSite(t, code);
  await write(site, patient('anna'));
  await write(site, observation('pulse', 'anna'));
  t.strictSame(await check(site, hub, []), { written: 2, lost: 2, doubled: 0, altered: 0 });
  await carry(site, hub, upOf(code));
  t.strictSame(await check(site, hub, []), { written: 2, lost: 0, doubled: 0, altered: 0 });
  const twice = withHistory(hub, (page) => ({ ...page, versions: [...page.versions, ...page.versions] }));
  t.match(await check(site, twice, []), { lost: 0, doubled: 2 });
  const other = withHistory(hub, (page) => ({
    ...page,
    versions: page.versions.map((version) => ({ ...version, body: `${version.body} ` })),
  }));
  t.match(await check(site, other, []), { lost: 0, altered: 2 });
});

t.test('an answer that stands in no log is lost, and so is one whose version the hub lacks', async (t) => {
  const hub = openHub(t);
  const site = openSite(t, await addSite(hub));
  const answer = { type: 'Patient', id: 'anna', versionId: '0190163d-8694-739b-aea5-966c26f8ad91', body: '{}' };
  t.match(await check(site, hub, [answer]), { written: 0, lost: 2 });
});

function withHistory(hub: Journal, change: (page: HistoryPage) => HistoryPage): Journal {
  const { records } = hub;
  const history: typeof records.history = async (query) => change(await records.history(query));
  return { ...hub, records: Object.assign(Object.create(records) as typeof records, { history }) };
}
