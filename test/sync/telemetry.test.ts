import { rmSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { parseLinkName } from '../../protocol/ids.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, readRecord, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

interface History {
  readonly resolution: number;
  readonly links: readonly { readonly name: string; readonly samples: readonly (readonly unknown[])[] }[];
  readonly decisions: readonly { readonly from: string; readonly to: string; readonly evidence: readonly unknown[] }[];
}

/** A site whose fibre was cut under way, so that its lanes go over the metered link. */
async function startCut(t: Test) {
  const { hub, hubDir, sites } = await startNetwork(t, ['Garoua']);
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  const token = await tokenOf(hubDir, 'ops');
  const read = async (path: string) => (await ask(hub.httpPort, path, { token })).body;
  const { telemetry } = site.edge;
  await eventually('the fibre is asked', () => telemetry.tallies.latestMilliseconds(parseLinkName('fibre')));
  site.relays.get('fibre')?.setCut('blackhole');
  const readHistory = async () => (await read(`/api/sites/${site.code}/history?hours=1`)) as History;
  const told = await eventually('the decision is at the hub', async () => {
    const history = await readHistory();
    return history.decisions.some(({ from, to }) => from === 'fibre' && to === 'geo') && history;
  });
  return { site, telemetry, read, readHistory, told };
}

t.test('[L31] [L33] a link is cut: the hub shows state, cause and the decision with its evidence', async (t) => {
  const { site, read, told } = await startCut(t);
  t.match(
    told.decisions.find(({ from }) => from === 'fibre'),
    {
      ...{ at: Number, traffic: 'urgent', lanes: [0, 1, 2, 3, 4], reason: /silent|session-ended/ },
      evidence: [{ link: 'fibre', condition: 'down', cause: String, penalty: Number }, { link: 'geo' }],
    },
  );
  const fleetLinks = async () =>
    ((await read('/api/fleet')) as { sites: { links: { state: string }[] }[] }).sites[0]?.links;
  const links = await eventually('the hub shows what the site says', async () => {
    const shown = await fleetLinks();
    return shown?.[0]?.state === 'down' && shown?.[1]?.state === 'active' && shown;
  });
  t.match(links, [
    { name: 'fibre', state: 'down', cause: 'blackhole', since: Number, budget: null, signal: null },
    { name: 'geo', state: 'active', cause: 'none', budget: { month: /^\d{4}-\d\d$/, capBytes: 1e9, level: 'ok' } },
  ]);
  const token = await tokenOf(site.dir, 'reception');
  const shown = (await ask(site.edge.httpPort, '/api/links', { token })).body as Pick<History, 'decisions'>;
  t.match(shown, {
    links: [
      { name: 'fibre', kind: 'fibre', metered: false, state: 'down', cause: 'blackhole', since: Number },
      { name: 'geo', kind: 'geo', metered: true, state: 'active', budget: { level: 'ok', usedBytes: Number } },
    ],
  });
  // What nobody is in a hurry for may have lost its link a moment later, as a decision of its own.
  t.match(
    shown.decisions.find(({ from, to }) => from === 'fibre' && to === 'geo'),
    { evidence: [{}, {}] },
  );
  t.match(shown.decisions.at(-1), { to: 'fibre', reason: 'ready' });
  t.equal((await ask(site.edge.httpPort, '/api/links')).status, 401);

  const status = await callCarnet(['links', 'status', '--dir', site.dir, '--lang', 'fr']);
  t.match(status.out, /fibre +fibre +coupée +aucune réponse/);
  t.match(
    status.out,
    /Dernières décisions\n[\s\S]*Z {2}fibre → geo {2}La liaison .+\n {4}fibre: aucune réponse.+ · geo: /,
  );
  t.match((await ask(site.edge.httpPort, '/metrics')).body, metricsOf(site.code, 'fibre'));
  t.match((await read('/metrics')) as string, new RegExp(`probe_success{site="${site.code}",link="fibre"} 0\n`));
});

/** The names that users of the known exporters know. */
function metricsOf(site: string, link: string): RegExp {
  const of = `{site="${site}",link="${link}"}`;
  return new RegExp(
    [
      `probe_duration_seconds${of} 0\\.`,
      `smokeping_requests_total${of} \\d`,
      `smokeping_response_duration_seconds_count${of} \\d`,
      'carnet_link_decisions_total{from="fibre",to="geo",reason="[a-z-]+"} 1',
      'carnet_telemetry_bytes',
    ].join('[^]*'),
  );
}

t.test('[L32] the hub has samples of 15 minutes over a metered link, and by the minute after it', async (t) => {
  const { site, telemetry, readHistory } = await startCut(t);
  const from = Date.now();
  for (let stretch = 1; stretch <= 200; stretch += 1) await telemetry.next(from + stretch * 10_000);
  const history = await eventually('the samples are at the hub', async () => {
    const found = await readHistory();
    return found.links.every(({ samples }) => samples.length > 0) && found;
  });
  t.equal(history.resolution, 900_000);
  const [newest] = history.links[0]?.samples.slice(-1) ?? [];
  t.match(newest?.slice(0, 8), [Number, 0, 0, null, null, null, null, null]);
  t.match(newest?.slice(8), [Number, Number, 'down', 'blackhole']);

  site.relays.get('fibre')?.setCut(undefined);
  const byMinute = async () => {
    await telemetry.next(from + 2_010_000);
    const found = await readHistory();
    return found.resolution === 60_000 && (found.links[0]?.samples.length ?? 0) > 20;
  };
  await eventually('the samples of a minute follow over the fibre', byMinute, 60_000);
});

t.test('[L34] the file of telemetry is lost or damaged at both ends, and nothing else suffers', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const ops = await tokenOf(network.hubDir, 'ops');
  rmSync(nodePaths(site.dir).telemetry);
  rmSync(nodePaths(network.hubDir).telemetry, { force: true });
  await site.restart();
  const file = nodePaths(site.dir).telemetry;
  await site.edge.stop();
  writeFileSync(file, Buffer.alloc(10_000, 7));
  await site.restart();
  await network.restartHub();
  const patient = await writePatient(site.edge.journal, 'Ngono');
  await eventually('the record is at the hub', () => readRecord(network.hub.journal, 'Patient', patient));
  const path = `/api/sites/${site.code}/history`;
  await eventually(
    'and the history goes on',
    async () => {
      const { body } = await ask(network.hub.httpPort, path, { token: ops });
      return (body as History).decisions.length > 0;
    },
    30_000,
  );
  t.equal((await ask(network.hub.httpPort, path)).status, 401);
  t.equal((await ask(network.hub.httpPort, `${path}?hours=0`, { token: ops })).status, 400);
  t.equal((await ask(network.hub.httpPort, '/api/sites/ZZZ/history', { token: ops })).status, 404);
});
