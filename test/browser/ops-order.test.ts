import t from 'tap';
import type { FleetEventKind } from '../../protocol/fleet-event-kinds.js';
import { Failure } from '../../ui/kit/http/failure.js';
import type { Fleet, Site, SiteLink } from '../../ui/ops/fleet/fleet.js';
import { afterFailure } from '../../ui/ops/fleet/fleet-state.js';
import { inOrder, totalsOf, troubleOf } from '../../ui/ops/fleet/trouble.js';
import { ageText } from '../../ui/ops/sites/age-text.js';

const minute = 60_000;
const now = 100 * 24 * 60 * minute;

function link(name: string, state: SiteLink['state'], since?: number): SiteLink {
  return { name, kind: 'fibre', metered: false, state, cause: undefined, since, budget: undefined, signal: undefined };
}

function site(name: string, change: Partial<Site> = {}): Site {
  return {
    ...{ code: name, name, region: 'Nord', state: 'active', connected: true, lastSeenAt: now, lastLink: 'fibre' },
    ...{ links: [link('fibre', 'active'), link('geo', 'standby')], oldestUnsyncedAt: undefined, received: 1 },
    ...{ toHub: { pending: 0, oldestAt: undefined }, fromHub: { pending: 0, oldestAt: undefined } },
    ...{ provedAt: undefined, audit: undefined, events: [], drainSeconds: undefined, facts: undefined, alerts: 0 },
    ...change,
  };
}

t.test('the site that waits longest comes first, then trouble, then names; what is out of service last', async (t) => {
  const fleet: Fleet = {
    ...{ now, backupAt: undefined, searchLagMilliseconds: 0, events: [] },
    sites: [
      site('revoked', { state: 'revoked', oldestUnsyncedAt: 1 }),
      site('invited', { state: 'invited', connected: false, oldestUnsyncedAt: 2 }),
      site('well'),
      site('passing', { oldestUnsyncedAt: now - 2_000 }),
      site('cut', { connected: false, lastSeenAt: now - minute }),
      site('waits', { oldestUnsyncedAt: now - 20 * minute }),
      site('waits longer', { oldestUnsyncedAt: now - 30 * minute }),
      site('never', { connected: false, lastSeenAt: undefined }),
    ],
  };
  t.strictSame(
    inOrder(fleet).map(({ name }) => name),
    ['waits longer', 'waits', 'cut', 'never', 'passing', 'well', 'invited', 'revoked'],
  );
});

t.test('why a site is in trouble, and since when', async (t) => {
  t.equal(troubleOf(site('well'), now), undefined);
  t.equal(troubleOf(site('new', { state: 'invited', connected: false }), now), undefined);
  t.equal(troubleOf(site('gone', { state: 'revoked', connected: false }), now), undefined);
  const cut = site('cut', { connected: false, lastSeenAt: 7 });
  t.strictSame(troubleOf(cut, now), { reason: 'cut', grave: true, since: 7 });
  const never = site('never', { connected: false, lastSeenAt: undefined });
  t.strictSame(troubleOf(never, now), { reason: 'neverConnected', grave: true, since: undefined });
  const waits = (milliseconds: number) => troubleOf(site('waits', { oldestUnsyncedAt: now - milliseconds }), now);
  t.equal(waits(5 * minute - 1), undefined);
  t.strictSame(waits(5 * minute), { reason: 'late', grave: false, since: now - 5 * minute });
  const spare = site('spare', { links: [link('fibre', 'down', 9), link('geo', 'active', 10)] });
  t.strictSame(troubleOf(spare, now), { reason: 'spare', grave: false, since: 9 });
  const event = (kind: FleetEventKind, at: number) => ({ kind, at });
  const cloned = site('cloned', { events: [event('clock-ahead', 9), event('site-cloned', 8)] });
  t.strictSame(troubleOf(cloned, now), { reason: 'cloned', grave: true, since: 8 });
  const solved = site('solved', { events: [event('site-readmitted', 9), event('site-cloned', 8)] });
  t.equal(troubleOf(solved, now), undefined, 'a person readmitted the copy');
  const forged = site('forged', { events: [event('scope-forged', now - minute)] });
  t.strictSame(troubleOf(forged, now), { reason: 'forged', grave: false, since: now - minute });
  t.equal(troubleOf(forged, now + 24 * 60 * minute), undefined, 'not for ever');
  const weak = site('weak', { links: [link('fibre', 'degraded', 11)] });
  t.strictSame(troubleOf(weak, now), { reason: 'degraded', grave: false, since: 11 });
});

t.test('the figures on top count the sites in service', async (t) => {
  const waiting = { pending: 3, oldestAt: now - minute };
  const totals = totalsOf({
    ...{ now, backupAt: undefined, searchLagMilliseconds: 0, events: [] },
    sites: [
      site('a', { fromHub: waiting, oldestUnsyncedAt: now - minute }),
      site('b', { connected: false, toHub: waiting, oldestUnsyncedAt: now - 2 * minute }),
      site('c', { state: 'invited', fromHub: waiting, oldestUnsyncedAt: 1 }),
      site('d', { state: 'revoked', fromHub: waiting, oldestUnsyncedAt: 1 }),
    ],
  });
  t.match(totals, { active: 2, inTrouble: 1, grave: true, silent: 1, invited: 1, revoked: 1, toHub: 3, fromHub: 3 });
  t.equal(totals.oldest?.site.name, 'b');
});

t.test('[R2] a silent hub leaves the last answer on the screen, a role that may not see it does not', async (t) => {
  const fleet: Fleet = { now, backupAt: undefined, searchLagMilliseconds: 0, events: [], sites: [] };
  const ready = { kind: 'ready', fleet, silentSince: undefined } as const;
  const offline = new Failure('offline', 0);
  const silent = afterFailure(ready, offline, 5);
  t.strictSame(silent, { kind: 'ready', fleet, silentSince: 5 });
  t.strictSame(afterFailure(silent, offline, 9), silent, 'since the first failure');
  const restricted = new Failure('restricted', 403);
  t.strictSame(afterFailure(ready, restricted, 5), { kind: 'failed', failure: restricted });
  t.strictSame(afterFailure({ kind: 'loading' }, offline, 5), { kind: 'failed', failure: offline });
});

t.test('ages are told in two units from an hour on', async (t) => {
  const plain = (milliseconds: number) => ageText('fr', milliseconds).replaceAll('\u00a0', ' ');
  t.equal(plain(-1), '0 s');
  t.equal(plain(12 * minute + 999), '12 min');
  t.equal(plain(60 * minute), '1 h');
  t.equal(plain(134 * minute), '2 h 14 min');
  t.equal(plain(24 * 60 * minute + 59 * minute), '1 j');
  t.equal(plain(26 * 60 * minute), '1 j 2 h');
});
