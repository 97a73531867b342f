import t from 'tap';
import { eventsPerSiteMax } from '../../journal/fleet-events.js';
import { hubCode } from '../../protocol/ids.js';
import { addSite, openHub } from '../support/journal-fixtures.js';

t.test('events are kept by site, the newest first, and the oldest of a noisy site go', async (t) => {
  const { fleet, ...hub } = openHub(t);
  const [quiet, noisy] = [await addSite({ fleet, ...hub }), await addSite({ fleet, ...hub })];
  await fleet.noteEvent({ site: quiet, kind: 'site-restored', detail: { epoch: 2 }, atMilliseconds: 5.5 });
  await fleet.noteEvent({ site: hubCode, kind: 'hub-restored', detail: {}, atMilliseconds: 6 });
  for (let count = 0; count < eventsPerSiteMax + 5; count += 1) {
    await fleet.noteEvent({ site: noisy, kind: 'scope-forged', detail: { count }, atMilliseconds: 10 + count });
  }
  t.match(await fleet.events({ site: quiet, limit: 5 }), [
    { site: quiet, kind: 'site-restored', detail: { epoch: 2 }, atMilliseconds: 5 },
  ]);
  const kept = await fleet.events({ site: noisy, limit: 2 * eventsPerSiteMax });
  t.equal(kept.length, eventsPerSiteMax);
  t.match(kept[0], { detail: { count: eventsPerSiteMax + 4 } });
  t.match(await fleet.events({ limit: 1 }), [{ site: noisy }]);
  t.equal((await fleet.events({ limit: 2 * eventsPerSiteMax })).length, eventsPerSiteMax + 2);
});
