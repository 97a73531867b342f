import t from 'tap';
import type { SiteFacts } from '../../../central-hub/alerts/alert-facts.js';
import { judgeFacts } from '../../../central-hub/alerts/judge-facts.js';
import type { UpgradeFacts } from '../../../protocol/facts/program-facts.js';
import type { FleetEventKind } from '../../../protocol/fleet-event-kinds.js';
import { linkFacts, minute, quietHub, siteCode, siteFacts, worldStart } from '../../support/alert-world.js';

const code = siteCode(0);
const hour = 60 * minute;
const day = 24 * hour;
const now = worldStart;

/** What is wrong with one site, in short: `kind severity cause`. */
function wrong(more: Partial<SiteFacts>, at = now): readonly string[] {
  const { conditions } = judgeFacts({ hub: quietHub, sites: [siteFacts(code, more)] }, 0, at);
  return conditions.map(({ kind, severity, cause }) => `${kind} ${severity} ${cause}`);
}
const event = (kind: FleetEventKind, at: number) => ({ kind, at, detail: {} });

t.test(
  'links: what is down or degraded, with the cause that the site names; what sleeps or waits is well',
  async (t) => {
    const link = (state: string, cause: string) => wrong({ links: [linkFacts('geo', 'geo', { state, cause })] });
    t.same(link('down', 'no-credit'), ['link-down warning no-credit']);
    t.same(link('down', 'none'), ['link-down warning link-down']);
    t.same(link('degraded', 'brownout'), ['link-degraded info brownout']);
    t.same(link('degraded', ''), ['link-degraded info brownout']);
    t.same(link('blocked', 'certificate'), ['link-down warning certificate']);
    for (const [state, cause] of [
      ...[
        ['asleep', 'none'],
        ['standby', 'none'],
        ['active', 'none'],
        ['blocked', 'budget'],
        ['down', 'hub-down'],
      ],
    ] as const) {
      t.same(link(state, cause), [], `${state} ${cause}`);
    }
    const budget = (budgetLevel: 'ok' | 'warn-75' | 'warn-95' | 'spent') =>
      wrong({ links: [linkFacts('geo', 'geo', { budgetLevel })] });
    t.same(budget('ok'), []);
    t.same(budget('warn-75'), ['budget info warn-75']);
    t.same(budget('warn-95'), ['budget warning warn-95']);
    t.same(budget('spent'), ['budget critical spent']);
  },
);

t.test('a site: records that wait, certificate, disk, clock, power; nothing of one that is away', async (t) => {
  t.same(wrong({ oldestUnsyncedAt: now - hour + 1 }), []);
  t.same(wrong({ oldestUnsyncedAt: now - hour }), ['backlog-old warning records-wait']);
  t.same(wrong({ oldestUnsyncedAt: now - 6 * hour }), ['backlog-old critical records-wait']);
  t.same(wrong({ certificateExpiresAt: now + 31 * day }), []);
  t.same(wrong({ certificateExpiresAt: now + 30 * day }), ['certificate-expiry warning expires-soon']);
  t.same(wrong({ certificateExpiresAt: now + 7 * day }), ['certificate-expiry critical expires-soon']);
  t.same(wrong({ certificateExpiresAt: now }), ['certificate-expiry critical expired']);
  t.same(wrong({ diskFreeFraction: 0.1 }), []);
  t.same(wrong({ drills: 'ok' }), []);
  t.same(wrong({ drills: 'none' }), []);
  t.same(wrong({ drills: 'failed' }), ['drill-failed warning drill-failed']);
  t.same(wrong({ drills: 'overdue' }), ['drill-failed warning drill-overdue']);
  t.same(wrong({ diskFreeFraction: 0.09 }), ['disk-low warning disk-low']);
  t.same(wrong({ diskFreeFraction: 0.02 }), ['disk-low critical disk-low']);
  t.same(wrong({ clockSure: false, onBattery: true }), [
    'clock-unsure warning clock-unsure',
    'power-out warning on-battery',
  ]);
  t.same(wrong({ clockSure: true, onBattery: false }), []);
  const found = (...states: readonly ('warn' | 'fault')[]) =>
    wrong({
      selfTest: { at: now, found: states.map((state) => ({ check: state === 'warn' ? 'disk' : 'fsync', state })) },
    });
  t.same(found(), []);
  t.same(found('warn'), ['self-test warning self-test-disk']);
  t.same(found('warn', 'fault'), ['self-test critical self-test-fsync'], 'the gravest is named');
  const away = { connected: false, diskFreeFraction: 0, clockSure: false, oldestUnsyncedAt: now - 9 * hour };
  t.same(wrong(away), ['site-unreachable critical no-session']);
});

t.test('[U10] an upgrade that came back or is stuck, with its reason, until one ends otherwise', async (t) => {
  const ended = (outcome: UpgradeFacts['outcome'], reason: UpgradeFacts['code'] = null) =>
    wrong({ upgrade: { from: '0.1.0', to: '0.2.0', outcome, code: reason, at: now } });
  t.same(ended('ok'), []);
  t.same(ended('refused', 'release-foreign'), [], 'who refused it said so on the spot');
  t.same(ended('came-back', 'release-unhealthy'), ['upgrade-came-back warning release-unhealthy']);
  t.same(ended('stuck'), ['upgrade-stuck critical upgrade-stuck']);
  const keys = (['came-back', 'stuck'] as const).map((outcome) => {
    const upgrade = { from: '', to: '0.2.0', outcome, code: null, at: now };
    const { conditions } = judgeFacts({ hub: quietHub, sites: [siteFacts(code, { upgrade })] }, 0, now);
    return conditions.map(({ key }) => key);
  });
  t.same(keys, [[`upgrade:${code}`], [`upgrade:${code}`]], 'one alert for one upgrade, whatever becomes of it');
});

t.test('events: each lasts its time, or until what heals it', async (t) => {
  t.same(wrong({ events: [event('poison', now - day)] }), ['poison warning poison']);
  t.same(wrong({ events: [event('poison', now - day - 1)] }), []);
  t.same(wrong({ events: [event('backup-done', now)] }), [], 'not all events are alerts');
  const cloned = event('site-cloned', now - hour);
  t.same(wrong({ events: [cloned] }), ['site-cloned critical site-cloned']);
  t.same(wrong({ events: [event('site-readmitted', now), cloned] }), []);
  t.same(wrong({ events: [cloned, event('site-readmitted', now - 2 * hour)] }), ['site-cloned critical site-cloned']);
  const mismatch = event('digest-mismatch', now - hour);
  t.same(wrong({ events: [mismatch] }), ['digest-mismatch critical digest-mismatch']);
  t.same(wrong({ events: [event('digest-healed', now), mismatch] }), []);
  t.same(wrong({ events: [mismatch], provedAt: now }), []);
  t.same(
    wrong({ events: [event('clock-ahead', now)], clockSure: false }),
    ['clock-unsure warning clock-unsure'],
    'once',
  );
  t.same(wrong({ events: [event('scope-forged', now), event('scope-forged', now - 1)] }), [
    'scope-forged critical scope-forged',
  ]);
});

t.test('the hub: backup, certificate, disk, refused probes, and what happened to itself', async (t) => {
  const hub = (more: object) =>
    judgeFacts({ hub: { ...quietHub, ...more }, sites: [] }, 0, now).conditions.map(
      ({ key, severity, cause, site }) => `${key} ${severity} ${cause} ${site}`,
    );
  t.same(hub({}), []);
  t.same(hub({ backupStale: true, backupAt: 5 }), ['backup-stale critical backup-stale null']);
  t.same(hub({ backupStale: true }), ['backup-stale critical backup-stale null']);
  t.same(hub({ certificateExpiresAt: now, diskFreeFraction: 0.01 }), [
    'certificate-expiry critical expired null',
    'disk-low critical disk-low null',
  ]);
  t.same(hub({ probesForged: 60 }), ['probes-refused warning forged null']);
  t.same(hub({ probesForged: 59, probesReplayed: 299 }), []);
  t.same(hub({ probesReplayed: 300 }), ['probes-refused warning replayed null']);
  t.same(hub({ events: [event('hub-restored', now)] }), ['restored warning hub-restored null']);
});
