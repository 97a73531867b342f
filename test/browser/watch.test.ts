import t from 'tap';
import { decisionReasons } from '../../protocol/links/decision-reasons.js';
import { en } from '../../ui/kit/i18n/en.js';
import { fr } from '../../ui/kit/i18n/fr.js';
import { linkEn } from '../../ui/kit/i18n/link-en.js';
import { linkFr } from '../../ui/kit/i18n/link-fr.js';
import { wordsIn } from '../../ui/kit/i18n/words.js';
import { usedFractionOf } from '../../ui/kit/sync/budget.js';
import { readDecisions } from '../../ui/kit/sync/decision.js';
import { decisionSentence } from '../../ui/kit/sync/decision-sentence.js';
import { readHolds } from '../../ui/kit/sync/holds.js';
import { readMoreOfLinks } from '../../ui/kit/sync/link-figures.js';
import { linkName, usedLink } from '../../ui/kit/sync/link-name.js';
import type { LinkView } from '../../ui/kit/sync/sync-state.js';
import { alertsInOrder, readAlerts } from '../../ui/ops/alerts/alerts.js';
import { attentionTo, upsWord } from '../../ui/ops/facts/attention.js';
import { readFacts } from '../../ui/ops/fleet/facts.js';
import { readFleet } from '../../ui/ops/fleet/fleet.js';
import { troubleOf } from '../../ui/ops/fleet/trouble.js';
import { lossOf, readHistory } from '../../ui/ops/history/history.js';
import { hoursOf } from '../../ui/ops/history/hours.js';
import { lossToneOf } from '../../ui/ops/history/loss-tone.js';
import { linesOf, scaleOf, summaryOf } from '../../ui/ops/history/past-summary.js';
import { readOrders } from '../../ui/ops/orders/orders.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const french = wordsIn({ fr: linkFr, en: linkEn }, 'fr');
const english = wordsIn({ fr: linkFr, en: linkEn }, 'en');

t.test('every reason of a decision reads as one sentence that names the links', async (t) => {
  for (const reason of Object.keys(decisionReasons)) {
    for (const to of ['satellite', null]) {
      const [decision] = readDecisions([{ at: 1, traffic: 'urgent', from: 'fibre', to, reason, evidence: [] }]);
      if (decision === undefined) throw new Error(reason);
      for (const words of [french, english]) {
        const sentence = decisionSentence(words, decision);
        t.match(sentence, /^\p{Lu}[^.{}]*: [^.{}]*\.$/u, sentence);
        t.equal(sentence.includes('undefined'), false);
      }
    }
  }
  const [silent] = readDecisions([{ at: 1, traffic: 'urgent', from: 'fibre', to: 'geo', reason: 'silent' }]);
  t.equal(
    silent && decisionSentence(french, silent),
    'La liaison fibre ne répond plus\u00a0: passage à geo pour l’urgent.',
  );
  const [first] = readDecisions([{ at: 1, traffic: 'bulk', from: null, to: 'geo', reason: 'silent' }]);
  t.equal(first && decisionSentence(english, first), 'The link does not answer any more: files moved to geo.');
  const [newer] = readDecisions([{ at: 1, traffic: 'bulk', from: 'a', to: 'b', reason: 'a reason of tomorrow' }]);
  t.equal(newer && decisionSentence(english, newer), 'The links have changed: files moved to b.');
});

t.test('what several classes did at one moment is one decision, the newest first', async (t) => {
  const one = { at: 5, from: 'fibre', to: 'geo', reason: 'losses', evidence: [{ link: 'fibre', lossFraction: 0.4 }] };
  const decisions = readDecisions([
    { ...one, traffic: 'clinical' },
    { ...one, traffic: 'urgent' },
    { ...one, traffic: 'bulk', to: null },
    { ...one, at: 9, traffic: 'bulk', to: 'geo' },
    'nonsense',
    { traffic: 'bulk' },
  ]);
  t.strictSame(
    decisions.map(({ at, traffic, to }) => [at, traffic.join(' '), to]),
    [
      [9, 'bulk', 'geo'],
      [5, 'urgent clinical', 'geo'],
      [5, 'bulk', undefined],
    ],
  );
  t.match(decisions[1]?.evidence[0], { link: 'fibre', lossFraction: 0.4, penalty: undefined });
});

t.test('the badge names the link that records go over, and by its name where the kind is not enough', async (t) => {
  const link = (name: string, kind: LinkView['kind'], state: LinkView['state'], inUse: boolean): LinkView => ({
    ...{ name, kind, state, inUse, cause: undefined, since: undefined, faults: undefined },
  });
  const weak = link('fibre', 'fibre', 'degraded', true);
  const used = link('mtn', 'cellular', 'active', true);
  const left = link('geo', 'geo', 'degraded', false);
  t.equal(usedLink([weak, used]), used, 'one that is well before one that is not');
  t.equal(usedLink([left, weak]), weak, 'not one that was left because it is bad');
  t.equal(usedLink([left]), undefined);
  const words = wordsIn({ fr, en }, 'fr');
  t.equal(linkName(words, used), 'Réseau mobile (mtn)');
  t.equal(linkName(words, weak), 'Fibre');
  t.strictSame(readHolds({ forced: { link: 'geo', by: 'amina', until: 5 }, bulkHeld: { by: '' } }), {
    forced: { link: 'geo', by: 'amina', until: 5 },
    held: { by: '' },
  });
  t.strictSame(readHolds({ forced: null, bulkHeld: null }), { forced: undefined, held: undefined });
});

t.test('what moved is read of the lanes, where they are named', async (t) => {
  const decision = { at: 1, traffic: 'urgent', lanes: [0, 1, 2, 3, 4], from: 'fibre', to: 'geo', reason: 'slow' };
  t.strictSame(readDecisions([decision])[0]?.traffic, ['urgent', 'clinical']);
  t.strictSame(readDecisions([{ ...decision, lanes: [5] }])[0]?.traffic, ['bulk']);
});

t.test('whoever looks closer reads why records moved, before why files did', async (t) => {
  const moved = { at: 5, from: 'fibre', to: 'geo', reason: 'silent' };
  const files = { ...moved, at: 9, traffic: 'bulk', to: null };
  const shown = (...decisions: readonly object[]) => readMoreOfLinks({ decisions }).decision;
  t.match(shown(files, { ...moved, traffic: 'urgent' }), { at: 5, to: 'geo' });
  t.match(shown(files), { at: 9 }, 'else the latest');
  t.equal(shown(), undefined);
});

t.test('the past of links: figures, hours and one scale for all of a site', async (t) => {
  const sample = (at: number, sent: number, answered: number, median: number | null, state: string) => {
    const around = median === null ? [null, null, null, null, null] : [0.8, 0.9, 1, 1.1, 3].map((one) => one * median);
    return [at, sent, answered, ...around, 100, 200, state, state === 'down' ? 'blackhole' : 'none'];
  };
  const history = readHistory({
    resolution: minute,
    links: [
      { name: 'fibre', samples: [sample(minute, 60, 0, null, 'down'), sample(0, 60, 57, 20, 'active'), 'nonsense'] },
      { name: 'geo', samples: [sample(70 * minute, 2, 2, 620, 'asleep')] },
    ],
    decisions: [],
  });
  const samples = history.links[0]?.samples ?? [];
  t.strictSame(
    samples.map(({ at }) => at),
    [0, minute],
    'in order',
  );
  t.equal(samples[1] && lossOf(samples[1]), 1);
  t.equal(lossToneOf(0), 'none');
  t.equal(lossToneOf(0.05), 'much');
  t.equal(lossToneOf(1), 'most');
  const summary = summaryOf(samples, history.resolution, day);
  t.strictSame(summary.states.map(({ state }) => state).sort(), ['active', 'down']);
  t.match(summary, {
    medianMilliseconds: 20,
    unknownMilliseconds: day - 2 * minute,
    lossFraction: 63 / 120,
    bytes: 600,
  });
  t.strictSame(scaleOf(history.links), { low: 10, high: 1_000 });
  t.strictSame(linesOf({ low: 10, high: 1_000 }), [10, 100, 1_000]);
  t.strictSame(scaleOf([]), { low: 10, high: 1_000 });
  t.strictSame(
    hoursOf([...samples, ...(history.links[1]?.samples ?? [])], minute).map(({ at, state }) => [at, state]),
    [
      [60 * minute, 'asleep'],
      [0, 'active'],
    ],
  );
  t.strictSame(readHistory(undefined), { resolution: minute, links: [], decisions: [] });
});

t.test('alerts: the gravest first; who took charge, a silence and the end make them quiet', async (t) => {
  const alert = (id: string, change: object) => ({
    id,
    kind: 'link-down',
    severity: 'warning',
    startedAt: 1,
    ...change,
  });
  const alerts = readAlerts({
    alerts: [
      alert('old', {}),
      alert('new', { startedAt: 2 }),
      alert('grave', { severity: 'critical', kind: 'shared-outage', sites: ['AA', 'BB'], cause: 'blackhole' }),
      alert('over', { endedAt: 9, severity: 'critical' }),
      alert('taken', { acknowledgedBy: 'amina', acknowledgedAt: 3, notes: [{ at: 4, by: 'amina', text: 'vu' }] }),
      alert('silenced', { silencedUntil: 100 }),
      alert('was silenced', { silencedUntil: 50, startedAt: 0 }),
      { id: 'no start' },
    ],
  });
  const { loud, quiet } = alertsInOrder(alerts, 60);
  t.strictSame(
    loud.map(({ id }) => id),
    ['grave', 'new', 'old', 'was silenced'],
  );
  t.strictSame(
    quiet.map(({ id }) => id),
    ['taken', 'silenced', 'over'],
  );
  t.match(loud[0], { sites: ['AA', 'BB'], cause: 'blackhole', kind: 'shared-outage' });
  t.equal(readAlerts({ alerts: [alert('x', { kind: 'of tomorrow', severity: '?' })] })[0]?.kind, 'other');
});

t.test('orders with their state, the newest first', async (t) => {
  const orders = readOrders({
    orders: [
      { id: '1', kind: 'force-link', link: 'geo', by: 'amina', at: 1, state: 'done', doneAt: 2, outcome: { ok: true } },
      { id: '2', kind: 'of tomorrow', at: 5, state: '?' },
      { id: '3' },
    ],
  });
  t.strictSame(
    orders.map(({ id, kind, state }) => [id, kind, state]),
    [
      ['2', 'other', 'waiting'],
      ['1', 'force-link', 'done'],
    ],
  );
  t.strictSame(orders[1]?.outcome, { ok: true });
});

t.test('what of a box wants somebody', async (t) => {
  const now = 100 * day;
  const well = {
    ...{ version: '1', at: now, certificateExpiresAt: now + 90 * day, diskFreeBytes: 50, diskTotalBytes: 100 },
    ...{ clockState: 'sure', clockOffsetMilliseconds: -20, ups: { state: 'OL CHRG', chargePercent: 100 } },
    ...{ backupAt: now - day, drillAt: now - 30 * day },
  };
  const wanted = (change: object) => {
    const facts = readFacts({ ...well, ...change });
    return facts && [...attentionTo(facts, now)];
  };
  t.strictSame(wanted({}), []);
  t.strictSame(wanted({ certificateExpiresAt: now + 29 * day }), ['certificate']);
  t.strictSame(wanted({ diskFreeBytes: 9 }), ['disk']);
  t.strictSame(wanted({ clockState: 'unsure' }), ['clock']);
  t.strictSame(wanted({ clockOffsetMilliseconds: -60_000 }), ['clock']);
  t.strictSame(wanted({ ups: { state: 'OB DISCHRG', chargePercent: 80 } }), ['ups']);
  t.strictSame(wanted({ backupAt: now - 3 * day, drillAt: now - 100 * day }), ['backup', 'drill']);
  t.strictSame(wanted({ ups: null, backupAt: null, drillAt: null }), [], 'what a box never had is no alarm');
  t.equal(upsWord('OB LB'), 'low');
  t.equal(upsWord('?'), undefined);
  t.equal(readFacts(null), undefined);
});

t.test(
  '[R3] the fleet as the hub tells it: budgets, signals and boxes; what is missing is never made up',
  async (t) => {
    const budget = {
      month: '2026-11',
      capBytes: 0,
      usedBytes: 0,
      urgentReserveBytes: 0,
      level: 'spent',
      exhaustedAt: null,
    };
    const fleet = readFleet({
      hub: { now: 1 },
      sites: [
        {
          ...{ code: 'AA', name: 'A', drainSeconds: 90, alerts: 2, facts: { version: '0.1.0' } },
          links: [
            { name: 'mtn', kind: 'cellular', state: 'blocked', cause: 'budget', budget },
            { name: 'dish', kind: 'starlink', signal: { kind: 'starlink', state: 'outage', obstructedFraction: 0.2 } },
            { name: 'sim', signal: { kind: 'cellular', operator: null, rsrpDbm: -101, registered: true } },
            { name: 'wire', signal: { kind: 'fibre', device: 'eth0', carrier: false } },
            { name: 'what', signal: { kind: 'of tomorrow' } },
          ],
        },
        { code: 'BB' },
        {
          ...{ code: 'CC', connected: true, links: [{ name: 'mtn', state: 'active' }] },
          facts: { linkFaults: [{ link: 'mtn', code: 'budget-zero' }, { link: 'mtn', code: 'of tomorrow' }, 7] },
        },
      ],
    });
    const [first, second, third] = fleet.sites;
    t.match(first, { drainSeconds: 90, alerts: 2, facts: { version: '0.1.0', backupAt: undefined, ups: undefined } });
    const [mtn, dish, sim, wire, what] = first?.links ?? [];
    t.equal(mtn?.budget && usedFractionOf(mtn.budget), 1, 'a budget of nothing is spent from the start');
    t.match(dish?.signal, { state: 'outage', obstructedFraction: 0.2 });
    t.match(sim?.signal, { operator: '', receivedPower: -101 });
    t.match(wire?.signal, { carrier: false });
    t.equal(what?.signal, undefined);
    t.strictSame(third?.facts?.linkFaults, [{ code: 'budget-zero', about: '', link: 'mtn' }]);
    t.match(third && troubleOf(third, 1), { reason: 'setup', grave: false });
    t.match(second, { drainSeconds: undefined, facts: undefined, alerts: 0, links: [] });
  },
);
