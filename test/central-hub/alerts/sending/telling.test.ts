import fc from 'fast-check';
import t from 'tap';
import { tellingOf } from '../../../../central-hub/alerts/sending/telling.js';
import { alertSeverities, type KeptAlert } from '../../../../journal/alerts/alert.js';
import { siteCode } from '../../../support/alert-world.js';
import { keptAlert } from '../../../support/kept-alert.js';

const [site, other] = [siteCode(0), siteCode(1)];
const say = (alert: KeptAlert, silences: Parameters<typeof tellingOf>[1] = [], now = 5_000) =>
  tellingOf(alert, silences, 'warning', now)?.news;
const told = { severity: 'warning', sites: 1, ended: false } as const;
const silence = { site: null, kind: null, until: 9_000, by: 'awa', at: 1 };

t.test(
  '[L44] an alert is told once, and again only when it grows worse, larger, or comes back; and its end',
  async (t) => {
    t.equal(say(keptAlert()), 'opened');
    t.equal(say(keptAlert({ severity: 'info' })), undefined, 'below what is to be told');
    t.equal(say(keptAlert({ told })), undefined);
    t.equal(say(keptAlert({ told, severity: 'critical' })), 'worse');
    t.equal(say(keptAlert({ told: { ...told, severity: 'critical' } })), undefined, 'better is no news');
    const many = [site, other, siteCode(2), siteCode(3)];
    t.equal(say(keptAlert({ told, sites: many.slice(0, 3) })), undefined);
    t.equal(say(keptAlert({ told, sites: many })), 'grown');
    t.equal(say(keptAlert({ told, endedAt: 4_000 })), 'ended');
    t.equal(say(keptAlert({ told: { ...told, ended: true }, endedAt: 4_000 })), undefined);
    t.equal(say(keptAlert({ told: { ...told, ended: true } })), 'reopened');
    t.equal(say(keptAlert({ endedAt: 4_000 })), undefined, 'what was never told does not end');
    const within = keptAlert({ told, endedAt: 4_000, detail: { within: 'shared-outage-1' } });
    t.match(tellingOf(within, [], 'warning', 5_000), { news: 'ended', quiet: true, told: { ended: true } });
  },
);

t.test('[L44] what is acknowledged or silent is not told again; its end is', async (t) => {
  const acknowledged = { acknowledgedBy: 'awa', acknowledgedAt: 2_000 };
  t.equal(say(keptAlert({ ...acknowledged, told, severity: 'critical' })), undefined);
  t.equal(say(keptAlert({ ...acknowledged, told, endedAt: 4_000 })), 'ended');
  t.equal(say(keptAlert({ silencedUntil: 5_001 })), undefined);
  t.equal(say(keptAlert({ silencedUntil: 5_000 })), 'opened', 'the silence is over');
  t.equal(say(keptAlert({ silencedUntil: 9_000, told, endedAt: 4_000 })), 'ended');
  t.equal(say(keptAlert(), [{ ...silence, site }]), undefined);
  t.equal(say(keptAlert(), [{ ...silence, site: other }]), 'opened');
  t.equal(say(keptAlert(), [{ ...silence, kind: 'link-down' }]), undefined);
  t.equal(say(keptAlert(), [{ ...silence, kind: 'poison' }]), 'opened');
  t.equal(say(keptAlert(), [{ ...silence, site, until: 4_999 }]), 'opened');
  t.equal(say(keptAlert({ sites: [site, other] }), [{ ...silence, site }]), 'opened', 'one of its sites is not silent');
  t.equal(say(keptAlert({ sites: [] }), [{ ...silence, site }]), 'opened');
});

t.test('whatever happens, what was told once is not told again unchanged', async (t) => {
  const alerts = fc.record({
    severity: fc.constantFrom(...alertSeverities),
    endedAt: fc.constantFrom(null, 4_000),
    acknowledgedBy: fc.constantFrom(null, 'awa'),
    silencedUntil: fc.constantFrom(null, 9_000),
    sites: fc.integer({ min: 0, max: 9 }).map((count) => Array.from({ length: count }, (_, index) => siteCode(index))),
    told: fc.option(
      fc.record({
        severity: fc.constantFrom(...alertSeverities),
        sites: fc.integer({ min: 0, max: 9 }),
        ended: fc.boolean(),
      }),
    ),
  });
  fc.assert(
    fc.property(alerts, (more) => {
      const alert = keptAlert(more);
      const first = tellingOf(alert, [], 'info', 5_000);
      return first === undefined || tellingOf({ ...alert, told: first.told }, [], 'info', 5_000) === undefined;
    }),
  );
  t.pass();
});
