import t from 'tap';
import { AlertWorld, linkFacts, minute, second, siteCode, siteFacts } from '../../support/alert-world.js';

const regions = ['Nord', 'Littoral', 'Ouest', 'Centre'];
/** Forty sites, ten in each region; the even ones with a modem of one operator, the odd ones of another. */
function fleet(): AlertWorld {
  const sites = Array.from({ length: 40 }, (_, index) => {
    const operator = index % 2 === 0 ? 'MTN' : 'Orange';
    const links = [linkFacts('fibre'), linkFacts('4g', 'cellular', { operator }), linkFacts('geo')];
    return siteFacts(siteCode(index), { region: regions[index % 4] ?? '', links });
  });
  const world = new AlertWorld(sites);
  world.pass(minute);
  return world;
}
const codesOf = (world: AlertWorld, region: string) =>
  world.sites.filter((site) => site.region === region).map(({ code }) => code);

t.test('[L41] a region that falls is one alert, not ten; it shrinks, and ends when most are back', async (t) => {
  const world = fleet();
  const nord = codesOf(world, 'Nord');
  for (const code of nord) {
    world.set(code, { connected: false, since: world.now });
    world.pass(8 * second, 4 * second);
  }
  world.pass(10 * minute);
  t.match([...world.alerts.values()], [{ kind: 'shared-outage', severity: 'critical', region: 'Nord', link: null }]);
  t.same(world.open[0]?.sites, nord);
  t.match(world.open[0]?.detail, { sitesInAll: 10, sitesUnreachable: 10 });
  for (const code of nord.slice(0, 5)) world.set(code, { connected: true });
  world.pass(5 * minute);
  t.same(world.open[0]?.sites, nord.slice(5), 'who is back is not named any more');
  t.equal(world.alerts.size, 1);
  for (const code of nord.slice(5, 8)) world.set(code, { connected: true });
  world.pass(10 * minute);
  const left = nord.slice(8).map((code) => `site-unreachable ${code}`);
  t.same(world.said, left, 'the last two are alerts of their own');
  const outage = [...world.alerts.values()].find(({ kind }) => kind === 'shared-outage');
  t.ok(outage?.endedAt);
  t.same(outage?.sites, nord, 'in the history it names all that it took down');
  t.match(outage?.detail, { sitesInAll: 10, stillDown: 2 });
});

t.test('[L41] it takes in what falls later, and the alerts that were there already', async (t) => {
  const world = fleet();
  const nord = codesOf(world, 'Nord');
  const [early, ...rest] = nord;
  if (early === undefined) throw new Error('site');
  world.set(early, { connected: false });
  world.pass(110 * second);
  for (const code of rest.slice(0, 3)) world.set(code, { connected: false });
  world.pass(4 * minute);
  t.same(world.said, [`shared-outage ${[early, ...rest.slice(0, 3)].join(' ')}`]);
  for (const code of rest.slice(3)) {
    world.set(code, { connected: false });
    world.pass(2 * minute);
  }
  t.same(world.said, [`shared-outage ${nord.join(' ')}`]);
  const others = [...world.alerts.values()].filter(({ kind }) => kind !== 'shared-outage');
  t.ok(others.length <= 1);
  for (const { endedAt, detail } of others) t.ok(endedAt !== null && typeof detail['within'] === 'string');
});

t.test('[L41] links of one kind, or of one operator, that fall at many sites are one alert', async (t) => {
  const byKind = fleet();
  for (const { code } of byKind.sites) byKind.setLink(code, 'fibre', { state: 'down', cause: 'blackhole' });
  byKind.pass(5 * minute);
  t.match(byKind.open, [{ kind: 'shared-outage', region: null, cause: 'blackhole', detail: { linkKind: 'fibre' } }]);
  t.equal(byKind.open[0]?.sites.length, 40);
  const byOperator = fleet();
  for (const { code, links } of byOperator.sites) {
    if (!links.some(({ operator }) => operator === 'MTN')) continue;
    byOperator.setLink(code, '4g', { state: 'down', cause: 'no-credit' });
    byOperator.pass(2 * second, 2 * second);
  }
  byOperator.pass(5 * minute);
  t.match(byOperator.open, [{ kind: 'shared-outage', cause: 'no-credit', detail: { operator: 'MTN' } }]);
  t.equal(byOperator.open[0]?.sites.length, 20);
});

t.test('[L41] two outages at the same time are two alerts', async (t) => {
  const world = fleet();
  for (const code of codesOf(world, 'Nord')) world.set(code, { connected: false });
  for (const code of codesOf(world, 'Ouest')) world.setLink(code, 'fibre', { state: 'down', cause: 'link-down' });
  world.pass(5 * minute);
  t.same(world.open.map(({ region }) => region).sort(), ['Nord', 'Ouest']);
  t.ok(world.open.every(({ kind, sites }) => kind === 'shared-outage' && sites.length === 10));
});

t.test('[L41] two that have fallen together a few times are known to do so', async (t) => {
  const world = fleet();
  const [left, right] = [world.sites[0]?.code, world.sites[1]?.code];
  if (left === undefined || right === undefined) throw new Error('sites');
  const fallBoth = () => {
    world.set(left, { connected: false });
    world.pass(20 * second);
    world.set(right, { connected: false });
    world.pass(10 * minute);
    const { said } = world;
    for (const code of [left, right]) world.set(code, { connected: true });
    world.pass(60 * minute, minute);
    return said;
  };
  t.same(fallBoth(), [`site-unreachable ${left}`, `site-unreachable ${right}`], 'once may be chance');
  fallBoth();
  t.same(fallBoth(), [`shared-outage ${left} ${right}`]);
  t.same(world.open, []);
});

t.test('[L41] links of one site that the site itself says fell together are one alert', async (t) => {
  const world = fleet();
  const code = siteCode(0);
  world.setLink(code, 'fibre', { state: 'down', cause: 'shared-outage' });
  world.setLink(code, '4g', { state: 'down', cause: 'shared-outage' });
  world.pass(5 * minute);
  t.match(world.open, [{ kind: 'shared-outage', severity: 'warning', sites: [code], region: 'Nord' }]);
  world.setLink(code, 'fibre', { state: 'standby', cause: 'none' });
  world.pass(10 * minute);
  t.same(world.said, [`link-down ${code}`]);
});

t.test('[L41] an outage that comes and goes is the same alert', async (t) => {
  const world = fleet();
  const nord = codesOf(world, 'Nord');
  for (let count = 0; count < 4; count += 1) {
    for (const code of nord) world.set(code, { connected: false });
    world.pass(6 * minute);
    for (const code of nord) world.set(code, { connected: true });
    world.pass(12 * minute);
  }
  world.pass(60 * minute);
  t.same(world.open, []);
  t.equal(world.alerts.size, 1);
  t.match([...world.alerts.values()], [{ kind: 'shared-outage', detail: { reopened: Number } }]);
});

t.test('[L41] some of an outage that is over, falling one by one, are not that outage again', async (t) => {
  const world = fleet();
  const nord = codesOf(world, 'Nord');
  for (const code of nord) world.set(code, { connected: false });
  world.pass(10 * minute);
  for (const code of nord) world.set(code, { connected: true });
  world.pass(8 * minute);
  t.same(world.open, []);
  for (const code of nord.slice(0, 3)) {
    world.set(code, { connected: false });
    world.pass(6 * minute);
  }
  const alone = nord.slice(0, 3).map((code) => `site-unreachable ${code}`);
  t.same(world.said, alone);
});

t.test('a short fall of many is no alert at all', async (t) => {
  const world = fleet();
  for (const code of codesOf(world, 'Nord')) world.set(code, { connected: false });
  world.pass(60 * second);
  for (const code of codesOf(world, 'Nord')) world.set(code, { connected: true });
  world.pass(20 * minute);
  t.equal(world.alerts.size, 0);
});
