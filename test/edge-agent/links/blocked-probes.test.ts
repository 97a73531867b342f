import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { RunningEdge } from '../../../edge-agent/composition.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { type NodeLink, readNode, type SiteNode, writeNode } from '../../../provisioning/node-folder.js';
import { LinkFront } from '../../support/link-front.js';
import { enrolSite, type Network, runEdge, startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';
import { eventually, readRecord, writePatient } from '../../support/programs-records.js';
import { spawnCarnet } from '../../support/run-carnet.js';

const fibre = parseLinkName('fibre');
const links = [{ name: 'fibre', kind: 'fibre', metered: false }];
/** A site of before ended such a session 12.4 s after it had opened. */
const standsMilliseconds = 16_000;
const millisecondsMax = 300_000;

t.setTimeout(millisecondsMax);

async function enrol(t: Test, change: (link: NodeLink, network: Network) => Promise<NodeLink>) {
  const network = await startNetwork(t, []);
  const { dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Nord', links);
  const node = readNode(dir) as SiteNode;
  const changed: NodeLink[] = [];
  for (const link of node.links) changed.push(await change(link, network));
  writeNode(dir, { ...node, links: changed });
  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  await eventually('a session', () => edge.engine.links.active, 60_000);
  return { network, dir, edge };
}

async function arrives(network: Network, edge: RunningEdge, name: string): Promise<void> {
  const patient = await writePatient(edge.journal, name);
  await eventually(`${name} at the hub`, () => readRecord(network.hub.journal, 'Patient', patient));
}

t.test(
  '[L70][L16][L25] a line that carries TCP and no UDP carries records in one session, and people are told',
  { timeout: millisecondsMax },
  async (t) => {
    const fronts: LinkFront[] = [];
    const { network, dir, edge } = await enrol(t, async (link, { hub }) => {
      const front = new LinkFront({ mqtt: hub.mqttPort, probe: hub.probePort });
      fronts.push(front);
      front.datagramLoss = 1;
      const at = { host: '127.0.0.1', port: await front.start(t) };
      return { ...link, hub: at, probe: at };
    });
    const [front] = fronts;
    if (front === undefined) throw new Error('no front');
    const session = edge.engine.links.active;
    const shown = () => edge.engine.links.show()[0];
    await arrives(network, edge, 'Ngono');
    await eventually('told', () => shown()?.probesBlocked, 20_000);
    await pause(standsMilliseconds);
    t.equal(edge.engine.links.active, session, 'the same session');
    t.match(shown(), { state: 'active', cause: 'none', inUse: true });
    const recent = () => edge.telemetry.recentOf(fibre).at(-1);
    await eventually('[L30] no losses that are none', () => recent()?.sent === 0, 30_000);
    t.equal(recent()?.state, 'active');
    await arrives(network, edge, 'Eyenga');

    const place = edge.engine.probes.placeOf(fibre) ?? '';
    t.match(place, /^127\.0\.0\.1:\d+$/);
    const told = { links: [{ state: 'active', faults: [{ code: 'probes-blocked', about: place }] }] };
    t.match(await ask(edge.httpPort, '/api/sync', { token: await tokenOf(dir, 'doctor') }), {
      status: 200,
      body: told,
    });
    const facts = await edge.engine.facts?.read();
    t.match(facts, { linkFaults: [{ link: 'fibre', code: 'probes-blocked', about: place }] }, 'the hub is told, too');
    const check = await spawnCarnet(['links', 'check', '--dir', dir]);
    t.equal(check.exit, 0, 'nothing that must be done');
    t.ok(check.out.includes(`UDP to ${place} does not come through`), check.out);
    const status = await spawnCarnet(['links', 'status', '--dir', dir, '--lang', 'fr']);
    t.ok(status.out.includes(`l’UDP vers ${place} ne passe pas`), status.out);

    front.datagramLoss = 0;
    await eventually('probes come through', () => shown()?.probesBlocked === undefined, 20_000);
    await pause(5_000);
    front.datagramLoss = 1;
    await eventually('a firewall was put in', () => shown()?.probesBlocked, 20_000);
    await pause(standsMilliseconds);
    t.equal(edge.engine.links.active, session, 'still the same session');

    const cutAt = performance.now();
    front.set('silent');
    await eventually('the cut is found', () => shown()?.state === 'down', 20_000);
    t.comment(`down after ${Math.round(performance.now() - cutAt)} ms`);
    t.ok(performance.now() - cutAt < 6_000);
    t.equal(shown()?.cause, 'blackhole');
  },
);

t.test('[L16] a link straight to the hub is probed at the port that the hub names', { timeout: 120_000 }, async (t) => {
  const { network, edge } = await enrol(t, async ({ probe: _, ...link }, { hub }) => ({
    ...link,
    hub: { host: '127.0.0.1', port: hub.mqttPort },
  }));
  t.equal(edge.engine.probes.placeOf(fibre), `127.0.0.1:${network.hub.probePort}`);
  await eventually('answered', () => edge.engine.links.learnt().usual.get(fibre)?.milliseconds !== undefined, 60_000);
  t.equal(edge.engine.links.show()[0]?.probesBlocked, undefined);
});
