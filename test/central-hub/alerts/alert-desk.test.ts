import t, { type Test } from 'tap';
import { AlertDesk } from '../../../central-hub/alerts/alert-desk.js';
import type { AlertFacts } from '../../../central-hub/alerts/alert-facts.js';
import type { AlertStore } from '../../../journal/alerts/alert-store.js';
import { quietHub, siteCode, siteFacts, testDelays, worldStart } from '../../support/alert-world.js';
import { handTimers } from '../../support/hand-timers.js';
import { openHub } from '../../support/journal-fixtures.js';
import { keptAlert } from '../../support/kept-alert.js';

const site = siteCode(0);

function deskOver(
  t: Test,
  alerts: AlertStore,
  onError: (error: unknown) => unknown = (error) => t.fail(String(error)),
) {
  const timers = handTimers();
  const world = {
    facts: { hub: quietHub, sites: [siteFacts(site)] } as AlertFacts,
    changes: 0,
    looked: 0,
    fails: false,
  };
  const desk = new AlertDesk({
    ...{ alerts, delays: testDelays, timers, now: () => worldStart + timers.elapsedMilliseconds(), onError },
    readFacts: async () => {
      if (world.fails) throw new Error('no facts');
      return world.facts;
    },
    onChanged: () => {
      world.changes += 1;
    },
    onLooked: async () => {
      world.looked += 1;
    },
  });
  const pass = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 5_000) {
      timers.pass(5_000);
      await desk.look();
    }
  };
  return { desk, world, pass };
}
const away: AlertFacts = { hub: quietHub, sites: [siteFacts(site, { connected: false })] };

t.test(
  '[L42] a hub that stops and starts goes on with its alerts, and one without memory ends what it has lost',
  async (t) => {
    const { alerts } = openHub(t);
    const first = deskOver(t, alerts);
    await first.desk.start();
    first.world.facts = away;
    await first.pass(180_000);
    t.same([...first.desk.openBySite()], [[site, 1]]);
    t.same(first.desk.openCounts(), [{ kind: 'site-unreachable', severity: 'critical', count: 1 }]);
    t.equal(first.world.changes, 1);
    await first.desk.stop();

    const second = deskOver(t, alerts);
    await second.desk.start();
    t.same([...second.desk.openBySite()], [[site, 1]]);
    second.world.facts = away;
    await second.pass(60_000);
    t.equal(second.world.changes, 0);
    t.equal((await alerts.open()).length, 1);
    await second.desk.stop();

    await alerts.keep([keptAlert({ id: 'lost' })], 'not ours');
    const third = deskOver(t, alerts);
    await third.desk.start();
    t.same(await alerts.open(), []);
    t.equal((await alerts.ended(9)).length, 2);
    await third.desk.stop();
  },
);

t.test('a look that fails is told, and the next one looks again', async (t) => {
  const { alerts } = openHub(t);
  const errors: unknown[] = [];
  const { desk, world, pass } = deskOver(t, alerts, (error) => errors.push(error));
  await desk.start();
  world.fails = true;
  await pass(10_000);
  t.ok(errors.length >= 1);
  world.fails = false;
  world.facts = away;
  await pass(180_000);
  t.equal((await desk.list()).length, 1);
  t.ok(world.looked >= 2, 'and who sends is asked now and then');
  await desk.stop();
});

t.test('an alert that names no one site cannot silence its site', async (t) => {
  const { alerts } = openHub(t);
  const { desk } = deskOver(t, alerts);
  await desk.start();
  await alerts.keep([keptAlert({ id: 'many', sites: [site, siteCode(1)] }), keptAlert({ id: 'hub', sites: [] })], '');
  for (const id of ['many', 'hub']) {
    await t.rejects(desk.silence(id, 5, 'site', { by: 'awa' }), { code: 'request-invalid' });
  }
  await t.rejects(desk.silence('unknown', 5, 'kind', { by: 'awa' }), { code: 'not-found' });
  t.same(await desk.silences(), []);
  await desk.stop();
});
