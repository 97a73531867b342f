import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callControl } from '../../provisioning/control/client.js';
import { createHub } from '../../provisioning/hub/create-hub.js';
import { readNode, type SiteNode, writeNode } from '../../provisioning/node-folder.js';
import { newTunnelKeyPair } from '../../provisioning/tunnel/tunnel-keys.js';
import type { InvitedSite } from '../../provisioning/verbs/site-verbs.js';
import { JsonLines } from '../lab/network/json-lines.js';
import { ordinaryUser, type RunAs, unreadableFor } from './ordinary-user.js';
import { stockKeyPairs } from './stock-key-pairs.js';
import { temporaryFolder } from './temporary-folder.js';
import { builtProgram, hubAddress, TunnelNamespaces } from './tunnel-namespaces.js';

const links = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'satellite', kind: 'geo', metered: true, budgetBytes: 5e9 },
];

interface Test {
  teardown(stop: () => unknown): unknown;
  match(found: unknown, wanted: object | RegExp): unknown;
}

export type TunnelLab = Awaited<ReturnType<typeof openTunnelLab>>;

/** A hub and a site with tunnels that were made by the commands of a technician, and by nothing else. */
export async function openTunnelLab(t: Test) {
  const network = new TunnelNamespaces();
  t.teardown(() => network.remove());
  await network.create();
  const folder = temporaryFolder(t);
  const [hubDir, dir] = [join(folder, 'hub'), join(folder, 'site')];
  const at = (port: number) => ({ host: '0.0.0.0', port });
  const addresses = { https: at(8440), mqtt: at(8441) };
  await createHub({
    dir: hubDir,
    name: 'Hub',
    hosts: [hubAddress],
    ...addresses,
    nowMilliseconds: Date.now(),
    makeKeyPair: stockKeyPairs,
  });
  const hubInterface = network.interfaceName('h');
  const socket = join(folder, 'peers.sock');
  const tunnel = ['SUBNET=10.86.0.0/16', `INTERFACE=${hubInterface}`, `SOCKET=${socket}`];
  const environment = {
    ...Object.fromEntries(tunnel.map((each) => [`CARNET_TUNNEL_${each.split('=')[0]}`, each.split('=')[1]])),
    CARNET_LOG_LEVEL: 'fatal',
  };
  const carnet = (end: 'hub' | 'site', ...parameters: readonly string[]) =>
    network.runBuilt(network[end], 'provisioning/cli.js', parameters, environment);

  const rendered = join(folder, 'rendered');
  const render = (end: 'hub' | 'site', of: string, ...more: readonly string[]) =>
    carnet(end, 'links', 'render', '--format', 'wg-quick', '--dir', of, '--out', rendered, ...more);
  t.match(await render('hub', hubDir), { exit: 0 });
  await network.wgQuick(network.hub, 'up', join(rendered, `${hubInterface}.conf`));
  const peers = ['--socket', socket, '--interface', hubInterface, '--subnet', '10.86.0.0/16'];
  // Everything but the peers program runs without a privilege, where its code can be read so.
  const runAs: RunAs =
    unreadableFor(ordinaryUser, builtProgram('central-hub/main.js')) === undefined ? ordinaryUser : {};
  const { gid } = runAs;
  const ofPeers = gid === undefined ? {} : { gid };
  await new JsonLines(network.startBuilt(network.hub, 'tunnel-peers/main.js', peers, {}, ofPeers)).next();
  await network.giveTo(runAs, folder);
  const hub = network.startBuilt(network.hub, 'central-hub/main.js', ['--dir', hubDir], environment, runAs);
  await new JsonLines(hub).next();

  const invited = (await callControl(hubDir, 'site-add', { name: 'Garoua', region: 'Nord', links })) as InvitedSite;
  const joined = await carnet('site', 'join', invited.oneTimeCode, '--hub', `https://${hubAddress}:8440`, '--dir', dir);
  t.match(joined, { exit: 0, out: /Tunnels: fibre, satellite/ });
  const node = readNode(dir) as SiteNode;
  const interfaces = [network.interfaceName('s0'), network.interfaceName('s1')] as const;
  writeNode(dir, {
    ...{ ...node, https: { host: '127.0.0.1', port: 8450 } },
    links: node.links.map((link, index) => ({
      ...link,
      ...(link.tunnel && { tunnel: { ...link.tunnel, interfaceName: interfaces[index] ?? '' } }),
    })),
  });
  const uplinks = ['--uplink', 'fibre=w0,10.97.0.1', '--uplink', 'satellite=w1,10.97.1.1'];
  t.match(await render('site', dir, ...uplinks), { exit: 0 });
  const configuration = (name: string) => join(rendered, `${name}.conf`);
  const strangerKey = join(folder, 'stranger.key');
  writeFileSync(strangerKey, newTunnelKeyPair().privateKey, { mode: 0o600 });
  return { network, hubDir, hubInterface, interfaces, dir, configuration, strangerKey, carnet, hub, invited, runAs };
}
