import t from 'tap';
import {
  AlertWorld,
  linkFacts,
  minute,
  quietHub,
  second,
  siteCode,
  siteFacts,
  worldStart,
} from '../../support/alert-world.js';

const [first, other] = [siteCode(0), siteCode(1)];
const two = () => new AlertWorld([siteFacts(first), siteFacts(other, { region: 'Littoral' })]);

t.test('[L40] a site that is away is an alert after a while, one, and ends when it is back for a while', async (t) => {
  const world = two();
  world.set(first, { connected: false, since: world.now });
  t.same(world.pass(110 * second), [], 'not at once');
  const [opened] = world.pass(30 * second);
  t.match(opened, {
    ...{ kind: 'site-unreachable', severity: 'critical', cause: 'no-session', sites: [first], region: 'Nord' },
    ...{ link: null, endedAt: null, startedAt: worldStart },
  });
  t.same(world.pass(60 * minute), [], 'and nothing more while it goes on');
  world.set(first, { connected: true, oldestUnsyncedAt: null });
  t.same(world.pass(50 * second), []);
  const [ended] = world.pass(30 * second);
  t.match(ended, { id: opened?.id, endedAt: Number });
  t.ok((ended?.endedAt ?? 0) - world.now < -50 * second, 'it ended when it came back, not when that was certain');
  t.same(world.open, []);
});

t.test('[L40] what is away for a moment only is no alert', async (t) => {
  const world = two();
  for (let count = 0; count < 20; count += 1) {
    world.set(first, { connected: false });
    world.pass(30 * second);
    world.set(first, { connected: true });
    world.pass(5 * minute);
  }
  t.equal(world.alerts.size, 0);
});

t.test('[L40] flapping is one alert that is opened a few times at most', async (t) => {
  const world = two();
  let changes = 0;
  for (let count = 0; count < 120; count += 1) {
    world.setLink(first, 'fibre', { state: count % 2 === 0 ? 'down' : 'standby', cause: 'blackhole' });
    changes += world.pass(minute).length;
  }
  t.equal(world.alerts.size, 1, 'also where it is never away for as long as an alert needs');
  world.setLink(first, 'fibre', { state: 'standby' });
  changes += world.pass(40 * minute).length;
  t.same(world.open, []);
  const long = two();
  for (let count = 0; count < 24; count += 1) {
    long.setLink(first, 'fibre', { state: count % 2 === 0 ? 'down' : 'standby', cause: 'blackhole' });
    changes += long.pass(5 * minute).length;
  }
  t.equal(long.alerts.size, 1);
  t.ok(changes < 14, `${changes} changes in two hours each`);
});

t.test('[L40] what nobody can see now neither begins nor ends', async (t) => {
  const world = two();
  world.setLink(first, 'fibre', { state: 'down', cause: 'no-credit' });
  world.pass(5 * minute);
  t.same(world.said, [`link-down ${first}`]);
  t.match(world.open, [{ cause: 'no-credit', link: 'fibre', detail: { linkKind: 'fibre' } }]);
  world.pass(20 * minute);
  world.set(first, { connected: false });
  world.pass(30 * minute);
  t.same(world.said, [`link-down ${first}`, `site-unreachable ${first}`]);
  world.set(first, { connected: true });
  world.pass(5 * minute);
  t.same(world.said, [`link-down ${first}`], 'the fibre was down all the time');
  t.equal(world.alerts.size, 2);
});

t.test('[L42] after a restart the hub waits for its sites, and goes on with the alerts that it had', async (t) => {
  const sites = Array.from({ length: 40 }, (_, index) => siteFacts(siteCode(index)));
  const world = new AlertWorld(sites);
  world.set(first, { connected: false });
  world.pass(5 * minute);
  t.same(world.said, [`site-unreachable ${first}`]);
  const state = world.state;
  world.now += 20 * minute;
  world.hub = { ...quietHub, startedAt: world.now };
  world.state = state;
  world.sites = world.sites.map((site) => ({ ...site, connected: false, since: null }));
  t.same(world.pass(150 * second), [], 'nothing is said of sites that may still come');
  world.sites = world.sites.map((site) => ({ ...site, connected: site.code !== first }));
  t.same(world.pass(30 * minute), [], 'the one that is still away is the alert that there was');
  t.same(world.said, [`site-unreachable ${first}`]);
  world.set(first, { connected: true });
  world.pass(5 * minute);
  t.same(world.said, []);
  t.equal(world.alerts.size, 1);
});

t.test('[L42] sites that do not come back after a restart are one outage, not forty', async (t) => {
  const sites = Array.from({ length: 60 }, (_, index) =>
    siteFacts(siteCode(index), { region: index < 20 ? 'Nord' : 'Littoral' }),
  );
  const world = new AlertWorld(sites);
  world.now += 60 * minute;
  world.hub = { ...quietHub, startedAt: world.now };
  world.sites = world.sites.map((site) => ({ ...site, connected: site.region !== 'Nord', since: null }));
  world.pass(10 * minute);
  t.match(world.open, [{ kind: 'shared-outage', region: 'Nord' }]);
  t.equal(world.open[0]?.sites.length, 20);
});

t.test('a clock of the hub that is set back or far ahead keeps no alert from ending', async (t) => {
  const world = two();
  world.set(first, { connected: false });
  world.pass(5 * minute);
  world.now -= 365 * 24 * 60 * minute;
  world.set(first, { connected: true });
  world.pass(5 * minute);
  t.same(world.open, []);
  world.now += 2 * 365 * 24 * 60 * minute;
  world.set(first, { connected: false });
  t.same(world.look(), [], 'a long sleep is not a long outage');
});

t.test('what gets worse is the same alert; two troubles of one link are one', async (t) => {
  const world = two();
  world.setLink(first, 'geo', { budgetLevel: 'warn-75' });
  world.pass(minute);
  world.setLink(first, 'geo', { budgetLevel: 'spent', state: 'blocked', cause: 'budget' });
  world.pass(10 * minute);
  t.match([...world.alerts.values()], [{ kind: 'budget', severity: 'critical', cause: 'spent', link: 'geo' }]);
  world.setLink(other, 'fibre', { state: 'degraded', cause: 'brownout' });
  world.pass(10 * minute);
  world.setLink(other, 'fibre', { state: 'down', cause: 'blackhole' });
  world.pass(10 * minute);
  const ofLink = [...world.alerts.values()].filter(({ sites }) => sites.includes(other));
  t.match(ofLink, [{ kind: 'link-down', severity: 'warning', cause: 'blackhole', endedAt: null }]);
  world.sites = world.sites.map((site) => ({ ...site, links: [linkFacts('fibre'), linkFacts('geo')] }));
  world.pass(40 * minute);
  t.same(world.open, []);
});
