import type { Test } from 'tap';
import { type Alert, endedAlertsMax, notesPerAlertMax } from '../../../journal/alerts/alert.js';
import type { AlertStore } from '../../../journal/alerts/alert-store.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';

const site = parseSiteCode('7KD');

export function alertOf(id: string, more: Partial<Alert> = {}): Alert {
  return {
    ...{ id, kind: 'link-down', severity: 'warning', cause: 'blackhole', sites: [site], region: 'Nord' },
    ...{ link: parseLinkName('fibre'), startedAt: 1_000, endedAt: null, detail: { times: 1 } },
    ...more,
  };
}

/** What every {@link AlertStore} does. `reopen` gives the store as it is after a restart. */
export async function alertStoreContract(
  t: Test,
  open: (t: Test) => { readonly alerts: AlertStore; readonly reopen: () => AlertStore },
): Promise<void> {
  await t.test('an alert is kept, brought up to date, ended, and still there after a restart', async (t) => {
    const { alerts, reopen } = open(t);
    t.equal(await alerts.memory(), undefined);
    t.equal(await alerts.find('a'), undefined);
    await alerts.keep([alertOf('a'), alertOf('b', { startedAt: 500, kind: 'backup-stale', sites: [] })], 'first');
    t.same(
      (await alerts.open()).map(({ id }) => id),
      ['b', 'a'],
      'the oldest first',
    );
    await alerts.acknowledge('a', 'awa', 1_100);
    await alerts.keep([alertOf('a', { severity: 'critical', endedAt: 2_000.5 })], 'second');
    const later = reopen();
    t.equal(await later.memory(), 'second');
    t.match(await later.find('a'), {
      ...alertOf('a', { severity: 'critical', endedAt: 2_000 }),
      ...{ acknowledgedBy: 'awa', acknowledgedAt: 1_100, silencedUntil: null, notes: [], told: null },
    });
    t.same(
      (await later.ended(5)).map(({ id }) => id),
      ['a'],
    );
  });

  await t.test(
    'who acknowledged first stays named; notes and silences are kept; unknown alerts are told',
    async (t) => {
      const { alerts } = open(t);
      await alerts.keep([alertOf('a')], '');
      await alerts.acknowledge('a', 'awa', 1_100);
      await alerts.acknowledge('a', 'abel', 1_200);
      await alerts.silence('a', 9_000);
      for (let count = 0; count < notesPerAlertMax; count += 1) {
        await alerts.addNote('a', { at: count, by: 'abel', text: `note ${count}` });
      }
      await t.rejects(alerts.addNote('a', { at: 1, by: 'abel', text: 'more' }), { code: 'too-large' });
      const kept = await alerts.find('a');
      t.match(kept, { acknowledgedBy: 'awa', acknowledgedAt: 1_100, silencedUntil: 9_000 });
      t.same(kept?.notes[0], { at: 0, by: 'abel', text: 'note 0' });
      await alerts.silence('a', 0);
      t.equal((await alerts.find('a'))?.silencedUntil, null);
      await t.rejects(alerts.acknowledge('x', 'awa', 1), { code: 'not-found' });
      await t.rejects(alerts.silence('x', 1), { code: 'not-found' });
      await t.rejects(alerts.addNote('x', { at: 1, by: 'awa', text: 'x' }), { code: 'not-found' });
    },
  );

  await t.test('a site or a kind is silent until its time, or until somebody ends it', async (t) => {
    const { alerts } = open(t);
    const said = { by: 'awa', at: 5 };
    await alerts.addSilence({ site, kind: null, until: 100, ...said });
    await alerts.addSilence({ site: null, kind: 'poison', until: 50, ...said });
    await alerts.addSilence({ site, kind: null, until: 200, ...said });
    t.same(await alerts.silences(49), [
      { site: null, kind: 'poison', until: 50, ...said },
      { site, kind: null, until: 200, ...said },
    ]);
    t.same(await alerts.silences(50), [{ site, kind: null, until: 200, ...said }]);
    await alerts.addSilence({ site, kind: null, until: 0, ...said });
    t.same(await alerts.silences(0), [{ site: null, kind: 'poison', until: 50, ...said }]);
  });

  await t.test('[L43] what has to be sent waits in the queue over a restart, until it was sent', async (t) => {
    const { alerts, reopen } = open(t);
    await alerts.keep([alertOf('a')], '');
    const told = { severity: 'warning', sites: 1, ended: false } as const;
    const messages = [
      { id: 'm1', channel: 'mail' },
      { id: 'w1', channel: 'webhook' },
    ] as const;
    await alerts.tell([{ alert: 'a', told, news: 'opened', messages }], 1_000);
    await t.rejects(
      alerts.tell([{ alert: 'a', told: { ...told, ended: true }, news: 'ended', messages }], 1_000),
      'a message is queued once',
    );
    const later = reopen();
    t.same((await later.find('a'))?.told, told, 'and what it says is kept with it, or not at all');
    const waiting = await later.waiting('mail', 1_000, 9);
    t.match(waiting, [{ id: 'm1', alert: 'a', news: 'opened', channel: 'mail', createdAt: 1_000, attempts: 0 }]);
    t.same(await later.waiting('mail', 999, 9), [], 'not before its time');
    await later.postpone(['m1'], 5_000);
    t.same(await later.waiting('mail', 4_999, 9), []);
    t.match(await later.waiting('mail', 5_000, 9), [{ id: 'm1', attempts: 1 }]);
    t.equal(await later.waitingCount(), 2);
    await later.removeMessages(['m1', 'w1']);
    t.equal(await later.waitingCount(), 0);
  });

  await t.test('[L44] history is pruned by age and number; what is open stays', async (t) => {
    const { alerts } = open(t);
    const ended = Array.from({ length: 20 }, (_, index) => alertOf(`e${index}`, { endedAt: 2_000 + index }));
    await alerts.keep([alertOf('o'), ...ended], '');
    await alerts.addNote('e1', { at: 1, by: 'awa', text: 'x' });
    const told = { severity: 'warning', sites: 1, ended: true } as const;
    await alerts.tell([{ alert: 'e1', told, news: 'ended', messages: [{ id: 'm', channel: 'mail' }] }], 1);
    await alerts.addSilence({ site, kind: null, until: 100, by: 'awa', at: 5 });
    t.equal(await alerts.prune(2_005, 3_000), 5);
    t.equal(await alerts.find('e4'), undefined);
    t.ok(await alerts.find('e5'));
    t.equal(await alerts.waitingCount(), 0);
    t.same(await alerts.silences(0), []);
    const many = Array.from({ length: endedAlertsMax + 5 }, (_, index) =>
      alertOf(`m${index}`, { endedAt: 10_000 + index }),
    );
    await alerts.keep(many, '');
    await alerts.prune(0, 3_000);
    t.equal((await alerts.ended(endedAlertsMax + 50)).length, endedAlertsMax);
    t.ok(await alerts.find('o'));
    t.equal(await alerts.prune(0, 3_000), 0);
  });
}
