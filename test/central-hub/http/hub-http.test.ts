import t from 'tap';
import { startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf, watchLive } from '../../support/programs-people.js';
import { eventually, writePatient } from '../../support/programs-records.js';

t.test('[R2] regional operations see sites, links and backlogs, and no patient', async (t) => {
  const { hub, hubDir, sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const token = await tokenOf(hubDir, 'ops');
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const fleet = async () => (await ask(hub.httpPort, '/api/fleet', { token })).body as { sites: { records: number }[] };
  const shown = await eventually('the record is counted', async () => {
    const body = await fleet();
    // The patient, and the site's own key of health cards (H2).
    return body.sites[0]?.records === 2 && body;
  });
  t.match(shown, {
    hub: { site: '000', now: Number, hubEpoch: 1 },
    sites: [
      {
        ...{ code: site.code, name: 'Garoua', region: 'Nord', state: 'active', connected: true, lastLink: 'fibre' },
        links: [
          { name: 'fibre', kind: 'fibre', metered: false, state: 'active', since: Number },
          { name: 'geo', kind: 'geo', metered: true, state: 'standby' },
        ],
        ...{ toHub: { pending: 0 }, fromHub: { pending: 0 }, lastSeenAt: Number },
      },
    ],
  });
  t.notMatch(JSON.stringify(shown), new RegExp(`Ngono|${patient}`));
  t.equal((await ask(hub.httpPort, '/fhir/Patient', { token })).status, 403, 'and no record either');

  const live = await watchLive(t, hub.httpPort, token);
  for (const relay of site.relays.values()) relay.setCut('refuse');
  await eventually('told', () => live.some(({ event }) => event === 'sync'));
  await eventually('not connected', async () => /"connected":false/.test(JSON.stringify(await fleet())));
});

t.test('[R2] the fleet is for operations only, the rest of the hub for nobody unknown', async (t) => {
  const { hub, hubDir } = await startNetwork(t, []);
  const authority = await tokenOf(hubDir, 'authority');
  t.equal((await ask(hub.httpPort, '/api/fleet')).status, 401);
  t.equal((await ask(hub.httpPort, '/api/fleet', { token: authority })).status, 403);
  t.equal((await ask(hub.httpPort, '/api/live')).status, 401);
  t.equal((await ask(hub.httpPort, '/healthz')).status, 200);
  t.equal((await ask(hub.httpPort, '/readyz')).status, 200);
  t.equal((await ask(hub.httpPort, '/api/demo/links')).status, 404, 'no demo, no demo routes');
  const { body } = await ask(hub.httpPort, '/metrics');
  t.match(body, /carnet_index_lag_seconds \d/);
});

t.test('[R3] what was refused is counted by place and code', async (t) => {
  const { hub, sites } = await startNetwork(t, ['Garoua']);
  hub.metrics.refusals.add({ place: 'tls', code: 'certificate-refused' });
  await eventually('connected', () => sites[0]?.edge.engine.links.active);
  const { body } = await ask(hub.httpPort, '/metrics');
  t.match(body, /carnet_refusals_total\{place="tls",code="certificate-refused"\} 1/);
  t.match(body, new RegExp(`carnet_site_connected\\{site="${sites[0]?.code}"\\} 1`));
});
