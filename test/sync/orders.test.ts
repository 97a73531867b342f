import { join } from 'node:path';
import t from 'tap';
import { encodeControl } from '../../protocol/control/control.js';
import { formatClientId } from '../../protocol/topics.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf, watchLive } from '../support/programs-people.js';
import { openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

const links = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'radio', kind: 'other', metered: false },
  { name: 'geo', kind: 'geo', metered: true },
];

interface Shown {
  readonly id: string;
  readonly kind: string;
  readonly link: string | null;
  readonly by: string;
  readonly state: string;
  readonly outcome: Record<string, unknown> | null;
}

async function setUp(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['Garoua'], links);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const token = await tokenOf(network.hubDir, 'ops');
  const path = `/api/sites/${site.code}/orders`;
  const order = async (json: object) => ask(network.hub.httpPort, path, { token, method: 'POST', json });
  const orders = async () => {
    const { body } = await ask(network.hub.httpPort, path, { token });
    return (body as { readonly orders: readonly Shown[] }).orders;
  };
  const ended = (kind: string, millisecondsMax?: number) =>
    eventually(
      `${kind} has ended`,
      async () => (await orders()).find((each) => each.kind === kind && !['waiting', 'sent'].includes(each.state)),
      millisecondsMax,
    );
  await eventually('a session', () => site.edge.engine.links.active);
  return { network, site, token, path, order, orders, ended };
}

t.test('[L45][L46][L47] a forced link carries everything, is told at the box, and is let go again', async (t) => {
  const { network, site, token, order, orders, ended } = await setUp(t);
  const live = await watchLive(t, network.hub.httpPort, token);
  const active = () => site.edge.engine.links.active?.link;
  await eventually('the fibre carries', () => active() === 'fibre');
  const given = await order({ kind: 'force-link', link: 'radio' });
  t.match(given, { status: 201, body: { order: { kind: 'force-link', link: 'radio', by: 'ops', doneAt: null } } });
  await eventually('the radio carries', () => active() === 'radio');
  const done = await ended('force-link');
  t.match(done, { state: 'done', outcome: { link: 'radio', until: Number, forMilliseconds: 4 * 3_600_000 } });
  t.ok(live.some(({ event, data }) => event === 'orders' && (data as { site: string }).site === site.code));

  const english = await callCarnet(['status', '--dir', site.dir]);
  t.match(english.out, /link forced +radio, by operations \(ops\) until 20\d\d-/);
  const french = await callCarnet(['links', 'status', '--dir', site.dir, '--lang', 'fr']);
  t.match(french.out, /liaison imposée +radio, par les opérations \(ops\) jusqu’à 20/);
  site.relays.get('radio')?.setCut('refuse');
  await eventually('the fibre carries', () => active() === 'fibre');
  const sync = async () => {
    const admin = await adminToken();
    return (await ask(site.edge.httpPort, '/api/sync', { token: admin })).body;
  };
  let admin: string | undefined;
  const adminToken = async () => {
    admin ??= await tokenOf(site.dir, 'admin');
    return admin;
  };
  t.match(await sync(), { operations: { forced: { link: 'radio', by: 'ops', inEffect: false }, bulkHeld: null } });
  const cut = await callCarnet(['status', '--dir', site.dir]);
  t.match(cut.out, /it is down, others carry/);

  await site.restart();
  t.match(await sync(), { operations: { forced: { link: 'radio', atBox: false } } }, 'kept over a restart');
  await order({ kind: 'release-link' });
  t.match(await ended('release-link'), { state: 'done', outcome: { link: 'radio' } });
  t.match(await sync(), { operations: { forced: null } });
  t.equal((await orders()).length, 2);
});

t.test('[L46] an order waits for a site that is away, survives a restart of the hub, and is done once', async (t) => {
  const { network, site, order, orders, ended } = await setUp(t);
  await site.edge.stop();
  await eventually('it is away', async () =>
    (await network.hub.readFleet()).sites.every(({ connected }) => !connected),
  );
  await order({ kind: 'pause-bulk' });
  t.match(await orders(), [{ kind: 'pause-bulk', state: 'waiting' }]);
  await network.restartHub();
  t.match(await orders(), [{ kind: 'pause-bulk', state: 'waiting' }]);
  await site.restart();
  t.match(await ended('pause-bulk'), { state: 'done', outcome: { since: Number } });
  const { holds } = site.edge.engine.orders;
  const since = holds.holds.bulk?.sinceMilliseconds;
  t.ok(holds.isBulkHeld);
  await site.restart();
  await eventually('loaded', () => site.edge.engine.orders.holds.holds.bulk !== undefined);
  t.equal(
    site.edge.engine.orders.holds.holds.bulk?.sinceMilliseconds,
    since,
    'kept over a restart, and not done again',
  );
  t.match((await callCarnet(['status', '--dir', site.dir])).out, /bulk held back +by operations \(ops\) since 20/);
  await order({ kind: 'resume-bulk' });
  t.match(await ended('resume-bulk'), { outcome: { pausedSince: since } });
  t.notOk(site.edge.engine.orders.holds.isBulkHeld);
});

t.test('[L49][L46] a path test gives figures of each link, also when the site was cut off meanwhile', async (t) => {
  const { site, order, orders, ended } = await setUp(t);
  await eventually('both are open', () =>
    site.edge.engine.links.show().every(({ name, state }) => name === 'geo' || state !== 'down'),
  );
  await order({ kind: 'path-test' });
  await eventually('it runs', () => site.edge.engine.orders.tester.progress);
  for (const name of ['fibre', 'radio']) site.relays.get(name)?.setCut('refuse');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  for (const name of ['fibre', 'radio']) site.relays.get(name)?.setCut(undefined);
  const { state, outcome } = await ended('path-test', 60_000);
  t.equal(state, 'done');
  const figures = outcome?.['links'] as readonly {
    readonly link: string;
    readonly sent: number;
    readonly lossFraction: number;
  }[];
  t.strictSame(
    figures.map(({ link, sent }) => [link, sent]),
    [
      ['fibre', 100],
      ['radio', 100],
    ],
  );
  for (const { lossFraction } of figures) t.ok(lossFraction > 0 && lossFraction < 1, `${lossFraction} was lost`);
  t.match(outcome?.['skipped'], [{ link: 'geo', reason: 'metered' }]);
  t.equal((await orders()).length, 1);
  // A program that ends in the middle of a test has not done it, and says so.
  await order({ kind: 'path-test', link: 'fibre' });
  await eventually('it runs', () => site.edge.engine.orders.tester.progress);
  await site.restart();
  await eventually('told', async () => (await orders())[0]?.state === 'failed');
  t.match((await orders())[0]?.outcome, { code: 'time-out' });
});

t.test('[L45] only operations order, only what there is, and only of a site that has joined', async (t) => {
  const { network, site, token, path, order } = await setUp(t);
  const { httpPort } = network.hub;
  t.equal((await ask(httpPort, path)).status, 401);
  const authority = await tokenOf(network.hubDir, 'authority');
  for (const method of ['GET', 'POST']) {
    const json = method === 'POST' ? { json: { kind: 'path-test' } } : {};
    t.equal((await ask(httpPort, path, { token: authority, method, ...json })).status, 403, method);
  }
  for (const [json, status] of [
    [{ kind: 'sing' }, 400],
    [{}, 400],
    [{ kind: 'path-test', link: 7 }, 400],
    [{ kind: 'path-test', link: 'NO' }, 400],
    [{ kind: 'force-link' }, 400],
    [{ kind: 'pause-bulk', link: 'fibre' }, 400],
    [{ kind: 'force-link', link: 'satellite' }, 404],
  ] as const) {
    t.equal((await order(json)).status, status, JSON.stringify(json));
  }
  const unknown = await ask(httpPort, '/api/sites/ZZZ/orders', { token, method: 'POST', json: { kind: 'path-test' } });
  t.equal(unknown.status, 404);
  // What the register names and the box does not know any more is refused by the box.
  await network.hub.journal.orders.add({
    ...{ id: 'o1', site: site.code, kind: 'force-link', link: 'wire' as never, by: 'ops', author: 'Practitioner/ops' },
    atMilliseconds: Date.now(),
  });
  await site.restart();
  await eventually('refused', async () => {
    const [latest] = await network.hub.journal.orders.latest(site.code, 1);
    return latest?.state === 'failed' && latest.outcome?.['code'] === 'not-found';
  });
});

t.test('[L46][S12] the outcome of an order counts in a session of its own site only', async (t) => {
  const network = await startNetwork(t, []);
  const first = await enrolSite(t, network, join(network.folder, 'first'), 'First');
  const second = await enrolSite(t, network, join(network.folder, 'second'), 'Second');
  const token = await tokenOf(network.hubDir, 'ops');
  const path = `/api/sites/${first.code}/orders`;
  const given = await ask(network.hub.httpPort, path, { token, method: 'POST', json: { kind: 'diagnostics' } });
  const { id } = (given.body as { readonly order: Shown }).order;
  const forged = encodeControl({ kind: 'order-done', id, end: 'done', outcome: {} });
  const journal = await openSiteJournal(second.dir, second.code);
  t.teardown(() => journal.close());
  const clientId = formatClientId(second.code, 'fibre' as never);
  const raw = new RawClient({ port: network.hub.mqttPort, clientId, identity: readIdentity(second.dir) });
  t.teardown(() => raw.end());
  const other = new RawSite(second.code, journal, raw);
  await other.open();
  other.sendRaw('ctl', forged);
  await eventually('refused', () => other.refusals().includes('scope-forged'));
  other.send('ctl', forged);
  await eventually('refused', () => other.refusals().filter((code) => code === 'scope-forged').length === 2);
  t.match(await network.hub.journal.orders.latest(first.code, 1), [{ id, state: 'waiting' }]);
  other.send('ctl', encodeControl({ kind: 'order', id, order: 'diagnostics', link: '', by: 'x', leftMilliseconds: 9 }));
  await eventually('a site orders nothing', () => other.refusals().includes('batch-malformed'));
});

t.test('[L47][L49] a technician at the box forces, releases and tests links', async (t) => {
  const { site } = await setUp(t);
  const run = (...parameters: string[]) => callCarnet([...parameters, '--dir', site.dir]);
  await eventually('the fibre carries', () => site.edge.engine.links.active?.link === 'fibre');
  const forced = await run('links', 'force', 'radio');
  t.match(forced, { exit: 0, out: /^radio carries all that may go over it, until 20.*carnet links release\n$/ });
  await eventually('the radio carries', () => site.edge.engine.links.active?.link === 'radio');
  t.match((await run('status')).out, /radio, here, by hand, until 20/);
  t.match(await run('links', 'force', 'none', '--json'), { exit: 1, error: /not-found/ });
  t.match(await run('links', 'force'), { exit: 2 });
  t.match(await run('links', 'release', '--json'), { exit: 0, out: '{"link":"radio"}\n' });
  t.match((await run('links', 'release', '--lang', 'fr')).out, /Aucune liaison n’était imposée/);
  const test = run('links', 'test', '--link', 'fibre', '--lang', 'fr');
  await eventually('it runs', () => site.edge.engine.orders.tester.progress);
  t.match((await test).out, /^liaison +sondes[^\n]+\nfibre +100 +0 % +0 % +0 % +[\d.]+ \/ [\d.]+/);
  const all = JSON.parse((await run('links', 'test', '--json')).out);
  t.match(all, { links: [{ link: 'fibre' }, { link: 'radio' }], skipped: [{ link: 'geo' }] });
  t.match(await run('links', 'test', '--link', 'none'), { exit: 1 });
  site.relays.get('radio')?.setCut('refuse');
  await eventually('down', () => site.edge.engine.links.show().find(({ name }) => name === 'radio')?.state === 'down');
  t.match((await run('links', 'force', 'radio', '--lang', 'fr')).out, /Elle est coupée/);
  await site.edge.stop();
  t.match(await run('links', 'force', 'radio'), { exit: 2, error: /does not run/ });
  t.match((await run('status')).out, /radio, here, by hand, until 20/, 'kept while it is stopped');
});
