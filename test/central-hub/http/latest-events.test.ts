import t from 'tap';
import { eventsShownMax } from '../../../central-hub/http/fleet-view.js';
import { LatestEvents } from '../../../central-hub/http/latest-events.js';
import { hubCode, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import { openHub } from '../../support/journal-fixtures.js';

const [site, late] = [parseSiteCode('7KD'), parseSiteCode('8KE')];

async function setUp(t: Parameters<typeof openHub>[0]) {
  const { fleet } = openHub(t);
  const asked: SiteCode[] = [];
  const latest = new LatestEvents({
    events: (query) => {
      if (query.site !== undefined) asked.push(query.site);
      return fleet.events(query);
    },
    newestEventId: () => fleet.newestEventId(),
    eventsAfter: (id) => fleet.eventsAfter(id),
  });
  const note = (about: SiteCode, atMilliseconds: number) =>
    fleet.noteEvent({ site: about, kind: 'scope-forged', detail: {}, atMilliseconds });
  const times = async (sites: readonly SiteCode[], of: SiteCode) =>
    (await latest.of(sites)).get(of)?.map(({ atMilliseconds }) => atMilliseconds);
  return { asked, latest, note, times };
}

t.test('events of a site are read whole once, and then as they come', async (t) => {
  const { asked, note, times } = await setUp(t);
  await note(site, 1);
  await note(hubCode, 2);
  t.same(await times([hubCode, site], site), [1]);
  await note(site, 3);
  await note(hubCode, 4);
  t.same(await times([hubCode, site], site), [3, 1], 'the newest first');
  t.same(await times([hubCode, site], hubCode), [4, 2]);
  t.same(asked, [hubCode, site], 'not asked again');
});

t.test('a site that joins later shows what was noted of it, once', async (t) => {
  const { note, times } = await setUp(t);
  t.same(await times([site], site), []);
  await note(late, 5);
  t.same(await times([site, late], late), [5]);
  await note(late, 6);
  t.same(await times([site, late], late), [6, 5]);
});

t.test('two who look at once see each event once', async (t) => {
  const { latest, note, times } = await setUp(t);
  await times([site], site);
  for (const at of [1, 2, 3]) await note(site, at);
  await Promise.all([latest.of([site]), latest.of([site])]);
  t.same(await times([site], site), [3, 2, 1]);
});

t.test('many events at once leave the latest', async (t) => {
  const { note, times } = await setUp(t);
  await times([site], site);
  for (let at = 1; at <= 1_200; at += 1) await note(site, at);
  t.same(
    await times([site], site),
    Array.from({ length: eventsShownMax }, (_, index) => 1_200 - index),
  );
});
