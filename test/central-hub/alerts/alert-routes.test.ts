import t from 'tap';
import { startNetwork, testLinks } from '../../support/programs-network.js';
import { ask, tokenOf, watchLive } from '../../support/programs-people.js';
import { eventually } from '../../support/programs-records.js';

interface Listed {
  readonly alerts: readonly { readonly id: string; readonly kind: string; readonly endedAt: number | null }[];
}

const quick = { alertDelaySeconds: 1, alertGraceSeconds: 0 };

t.test('[L40] a site that is cut off is one alert, which people work on, and which ends when it is back', async (t) => {
  const network = await startNetwork(t, ['Garoua'], testLinks, quick);
  const { hub, hubDir, sites } = network;
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const token = await tokenOf(hubDir, 'ops');
  const call = (path: string, json: unknown) => ask(hub.httpPort, path, { token, method: 'POST', json });
  const list = async () => (await ask(hub.httpPort, '/api/alerts', { token })).body as Listed;
  const live = await watchLive(t, hub.httpPort, token);
  await eventually('connected', async () => /"connected":true/.test(JSON.stringify(await fleet())));
  for (const relay of site.relays.values()) relay.setCut('refuse');
  const alert = await eventually(
    'the alert',
    async () => (await list()).alerts.find(({ kind }) => kind === 'site-unreachable'),
    40_000,
  );
  t.match(alert, {
    ...{ severity: 'critical', cause: 'no-session', sites: [site.code], region: 'Nord', link: null },
    ...{ startedAt: Number, endedAt: null, acknowledgedBy: null, acknowledgedAt: null, silencedUntil: null, notes: [] },
  });
  t.ok(live.some(({ event }) => event === 'alerts'));
  t.match(await fleet(), { sites: [{ code: site.code, alerts: 1 }] });
  const { body: metrics } = await ask(hub.httpPort, '/metrics');
  t.match(metrics, /carnet_alerts_open\{kind="site-unreachable",severity="critical"\} 1/);

  const path = `/api/alerts/${alert.id}`;
  t.match((await call(`${path}/acknowledge`, {})).body, { alert: { acknowledgedBy: 'ops', acknowledgedAt: Number } });
  t.match((await call(`${path}/silence`, { minutes: 30 })).body, { alert: { silencedUntil: Number } });
  t.match((await call(`${path}/silence`, { minutes: 0 })).body, { alert: { silencedUntil: null } });
  t.equal((await call(`${path}/silence`, { minutes: 5, of: 'site' })).status, 200);
  t.equal((await call(`${path}/silence`, { minutes: 5, of: 'kind' })).status, 200);
  const noted = await call(`${path}/note`, { text: ' Technician on the way. ' });
  t.match(noted.body, { alert: { notes: [{ at: Number, by: 'ops', text: 'Technician on the way.' }] } });
  t.match(await list(), {
    alerts: [{ id: alert.id, acknowledgedBy: 'ops', notes: [{ by: 'ops' }] }],
    silences: [
      { site: site.code, kind: null, by: 'ops' },
      { site: null, kind: 'site-unreachable', by: 'ops' },
    ],
  });
  t.notMatch(JSON.stringify(await list()), /"told"/);
  const wrong = [
    ...[{}, { minutes: -1 }, { minutes: 1.5 }, { minutes: '5' }, { minutes: 50_000 }, { minutes: 5, of: 'all' }],
  ];
  for (const json of wrong) {
    const refused = await call(`${path}/silence`, json);
    t.match(refused, { status: 422, body: { code: 'request-invalid' } }, JSON.stringify(json));
  }
  for (const text of [undefined, '', '  ', 7, 'x'.repeat(501)]) {
    t.match(await call(`${path}/note`, { text }), { status: 422, body: { code: 'request-invalid' } });
  }
  for (const relay of site.relays.values()) relay.setCut(undefined);
  const ended = async () => (await list()).alerts.find(({ id, endedAt }) => id === alert.id && endedAt !== null);
  await eventually('it ends', ended, 60_000);
  t.match(await fleet(), { sites: [{ alerts: 0 }] });

  async function fleet() {
    return (await ask(hub.httpPort, '/api/fleet', { token })).body as object;
  }
});

t.test('[R2] alerts are for operations only, and an unknown one is not there', async (t) => {
  const { hub, hubDir } = await startNetwork(t, []);
  const [ops, authority] = [await tokenOf(hubDir, 'ops'), await tokenOf(hubDir, 'authority')];
  const verbs = ['acknowledge', 'silence', 'note'];
  t.equal((await ask(hub.httpPort, '/api/alerts')).status, 401);
  t.equal((await ask(hub.httpPort, '/api/alerts', { token: authority })).status, 403);
  for (const verb of verbs) {
    const path = `/api/alerts/unknown/${verb}`;
    const json = { minutes: 5, text: 'x' };
    t.equal((await ask(hub.httpPort, path, { method: 'POST', json })).status, 401);
    t.equal((await ask(hub.httpPort, path, { method: 'POST', json, token: authority })).status, 403);
    t.match(await ask(hub.httpPort, path, { method: 'POST', json, token: ops }), {
      status: 404,
      body: { code: 'not-found' },
    });
  }
  t.same((await ask(hub.httpPort, '/api/alerts', { token: ops })).body, { alerts: [], silences: [] });
});
