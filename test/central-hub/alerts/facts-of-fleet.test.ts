import t from 'tap';
import { factsOfFleet } from '../../../central-hub/alerts/facts-of-fleet.js';
import { RefusedProbes } from '../../../central-hub/alerts/refused-probes.js';
import { Counter } from '../../../config/running/metrics.js';
import { minute } from '../../support/alert-world.js';

t.test('refused probes are counted over the latest minutes, by reason', async (t) => {
  const ignored = new Counter();
  const probes = new RefusedProbes(ignored);
  ignored.add({ reason: 'forged' }, 500);
  t.same(probes.lately(0), { probesForged: 0, probesReplayed: 0 }, 'what was before it began does not count');
  ignored.add({ reason: 'forged' }, 5);
  ignored.add({ reason: 'replayed' }, 7);
  ignored.add({ reason: 'malformed' }, 9);
  t.same(probes.lately(minute), { probesForged: 5, probesReplayed: 7 });
  t.same(probes.lately(9 * minute), { probesForged: 5, probesReplayed: 7 });
  t.same(probes.lately(30 * minute), { probesForged: 0, probesReplayed: 0 });
});

t.test('a site that is only invited, revoked, or was never connected is not missed', async (t) => {
  const own = {
    ...{ startedAt: 1, backupStale: false, certificateExpiresAt: null, diskFreeFraction: null },
    ...{ probesForged: 0, probesReplayed: 0 },
  };
  const site = (code: string, state: string, lastSeenAt: number | null) =>
    ({ code, state, lastSeenAt, region: 'Nord', connected: false, links: [], events: [], facts: null }) as never;
  const view = {
    hub: { backupAt: 7, events: [] } as never,
    sites: [
      site('A00', 'invited', 5),
      site('B00', 'revoked', 5),
      site('C00', 'active', null),
      site('D00', 'active', 5),
    ],
  };
  const facts = factsOfFleet(view, own);
  t.equal(facts.hub.backupAt, 7);
  t.match(facts.sites, [{ code: 'D00', since: 5, connected: false }]);
});

t.test('what a site says of its links is taken over: operator, cause, budget', async (t) => {
  const signal = { kind: 'cellular', operator: 'MTN' };
  const link = { kind: 'cellular', metered: true, state: 'down', cause: 'no-credit', since: 3 };
  const links = [
    { ...link, name: '4g', signal, budget: { level: 'warn-95' } },
    { ...link, name: 'geo', signal: null, budget: null },
    { ...link, name: 'other', signal: { ...signal, operator: null }, budget: null },
  ];
  const site = {
    code: 'D00',
    state: 'active',
    lastSeenAt: 5,
    region: 'Nord',
    connected: true,
    links,
    events: [],
    facts: null,
  };
  const own = {
    ...{ startedAt: 1, backupStale: false, certificateExpiresAt: null, diskFreeFraction: null },
    ...{ probesForged: 0, probesReplayed: 0 },
  };
  const facts = factsOfFleet({ hub: { backupAt: null, events: [] } as never, sites: [site as never] }, own);
  t.match(facts.sites[0]?.links, [
    { name: '4g', state: 'down', cause: 'no-credit', since: 3, operator: 'MTN', budgetLevel: 'warn-95' },
    { name: 'geo', operator: null, budgetLevel: null },
    { name: 'other', operator: null },
  ]);
});

t.test('[U10] how the last upgrade of a site ended is taken over; one that says nothing of it has none', async (t) => {
  const own = {
    ...{ startedAt: 1, backupStale: false, certificateExpiresAt: null, diskFreeFraction: null },
    ...{ probesForged: 0, probesReplayed: 0 },
  };
  const upgrade = { from: '0.1.0', to: '0.2.0', outcome: 'stuck', code: null, at: 4 };
  const said = { backups: { standing: 'none' }, ups: null };
  const site = (facts: unknown) => ({ code: 'D00', state: 'active', lastSeenAt: 5, links: [], facts }) as never;
  const programs = [{ schema: 1, protocol: 1, upgrade }, { schema: 1, protocol: 1, upgrade: null }, null];
  const sites = [...programs.map((program) => site({ ...said, program })), site(null)];
  const facts = factsOfFleet({ hub: { backupAt: null, events: [] } as never, sites }, own);
  t.strictSame(
    facts.sites.map((one) => one.upgrade),
    [upgrade, null, null, null],
  );
});
