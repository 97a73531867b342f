import t from 'tap';
import { fleetView } from '../../../central-hub/http/fleet-view.js';
import { stateOfLinks } from '../../../central-hub/http/link-ledger.js';
import type { FleetEvent } from '../../../journal/fleet-events.js';
import type { SiteProgress } from '../../../journal/fleet-store.js';
import { hubCode, parseLinkName, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';

const [fibre, geo, cellular] = ['fibre', 'geo', 'cellular'].map(parseLinkName);
if (fibre === undefined || geo === undefined || cellular === undefined) throw new Error('links');
const site = parseSiteCode('7KD');
const noEvents = new Map();
const identity = {
  site: hubCode,
  epoch: 1,
  hubEpoch: 1,
  index: { lagMilliseconds: 40, waitingChanges: 3 },
  backupAt: null,
};

t.test('without a session a link that costs nothing is down, and a metered one is not needed', async (t) => {
  const links = [
    { name: geo, metered: true },
    { name: fibre, metered: false },
    { name: cellular, metered: false },
  ];
  t.strictSame(stateOfLinks(links, new Set([fibre]), fibre), ['standby', 'active', 'down']);
  t.strictSame(stateOfLinks(links, new Set([fibre, geo, cellular]), fibre), ['standby', 'active', 'standby']);
  t.strictSame(stateOfLinks(links, new Set([geo]), geo), ['active', 'down', 'down']);
  t.strictSame(stateOfLinks(links, new Set(), undefined), ['down', 'down', 'down']);
});

t.test('what a site says of its links is shown while it is heard', async (t) => {
  const progress: SiteProgress = {
    site: {
      ...{ code: site, name: 'Garoua', region: 'Nord', state: 'active', epoch: 1, createdMilliseconds: 0 },
      links: [{ name: fibre, kind: 'fibre', metered: false }],
    },
    ...{ towards: [], from: [{ lane: 1, durableSeq: 5, headSeq: 8 }], records: 12 },
  };
  const told = { link: fibre, state: 'degraded', cause: 'brownout', since: 400, budget: null, signal: null } as const;
  const show = (connected: ReadonlySet<typeof fibre>) =>
    fleetView(
      identity,
      [progress],
      noEvents,
      {
        ...{ connected: () => connected, active: () => undefined, since: () => 700, told: () => told },
        drain: (_site, pending) => 500 + pending,
      },
      1_000,
    ).sites[0];
  t.match(show(new Set([fibre])), {
    links: [{ state: 'degraded', cause: 'brownout', since: 400, budget: null, signal: null }],
    drainSeconds: 503,
  });
  t.match(show(new Set()), { links: [{ state: 'down', cause: 'none', since: 700 }] });
});

t.test('backlogs add up over the lanes, and the oldest that waits is told', async (t) => {
  const progress: SiteProgress = {
    site: {
      ...{ code: site, name: 'Garoua', region: 'Nord', state: 'active', epoch: 1, createdMilliseconds: 0 },
      links: [{ name: fibre, kind: 'fibre', metered: false }],
      ...{ lastSeenMilliseconds: 500, lastLink: fibre },
    },
    towards: [
      { lane: 1, pending: 2, oldestPendingMilliseconds: 400 },
      { lane: 2, pending: 3, oldestPendingMilliseconds: 300 },
    ],
    from: [
      { lane: 1, durableSeq: 5, headSeq: 8 },
      { lane: 2, durableSeq: 9, headSeq: 7 },
    ],
    records: 12,
  };
  const away = { connected: () => new Set<never>(), active: () => undefined, since: () => undefined };
  const [shown] = fleetView(identity, [progress], noEvents, away, 1_000).sites;
  t.match(shown, { connected: false, lastSeenAt: 500, oldestUnsyncedAt: 300, records: 12 });
  t.strictSame(shown?.toHub, { pending: 3, oldestPendingAt: 500 });
  t.strictSame(shown?.fromHub, { pending: 5, oldestPendingAt: 300 });
  const here = { connected: () => new Set([fibre]), active: () => fibre, since: () => 700 };
  const [connected] = fleetView(identity, [progress], noEvents, here, 1_000).sites;
  t.match(connected, { connected: true, lastSeenAt: 1_000, links: [{ state: 'active', since: 700 }] });
});

t.test('[S13] what a site reported is shown as it said it, less what came since', async (t) => {
  const told = (lanes: SiteProgress['from']): SiteProgress => ({
    site: {
      ...{ code: site, name: 'Garoua', region: 'Nord', state: 'active', epoch: 1, createdMilliseconds: 0 },
      ...{ links: [{ name: fibre, kind: 'fibre', metered: false }], lastSeenMilliseconds: 900, lastLink: fibre },
    },
    ...{ towards: [], from: lanes, records: 0 },
  });
  const away = { connected: () => new Set<never>(), active: () => undefined, since: () => undefined };
  const show = (lanes: SiteProgress['from']) => fleetView(identity, [told(lanes)], noEvents, away, 1_000).sites[0];
  const shown = show([
    { lane: 1, durableSeq: 5, headSeq: 8, oldestPendingMilliseconds: 300 },
    { lane: 2, durableSeq: 1, headSeq: 3, oldestPendingMilliseconds: 200 },
  ]);
  t.match(shown, { toHub: { pending: 5, oldestPendingAt: 200 }, oldestUnsyncedAt: 200, lastSeenAt: 900 });
  const ahead = show([{ lane: 1, durableSeq: 5, headSeq: 8, oldestPendingMilliseconds: 5_000 }]);
  t.equal(ahead?.toHub.oldestPendingAt, 1_000, 'a clock that is ahead makes no time to come');
  t.strictSame(show([{ lane: 1, durableSeq: 8, headSeq: 8 }])?.toHub, { pending: 0, oldestPendingAt: null });
});

t.test('events are shown at the site or the hub that they are about', async (t) => {
  const noted = (at: SiteCode, kind: FleetEvent['kind'], id: number): FleetEvent => ({
    ...{ id, site: at, kind, detail: { place: 'batch' }, atMilliseconds: id * 10 },
  });
  const progress: SiteProgress = {
    site: {
      ...{ code: site, name: 'Garoua', region: 'Nord', state: 'active', epoch: 1, createdMilliseconds: 0 },
      links: [],
    },
    ...{ towards: [], from: [], records: 0 },
  };
  const events = new Map([
    [site, [noted(site, 'scope-forged', 2)]],
    [hubCode, [noted(hubCode, 'hub-restored', 1)]],
  ]);
  const away = { connected: () => new Set<never>(), active: () => undefined, since: () => undefined };
  const view = fleetView(identity, [progress], events, away, 1_000);
  t.strictSame(view.sites[0]?.events, [{ at: 20, kind: 'scope-forged', detail: { place: 'batch' } }]);
  t.strictSame(view.hub.events, [{ at: 10, kind: 'hub-restored', detail: { place: 'batch' } }]);
});
