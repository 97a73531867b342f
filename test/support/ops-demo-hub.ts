import { join } from 'node:path';
import { RelayControl } from '../../provisioning/demo/relay/relay-control.js';
import { type HubNode, readNode, writeNode } from '../../provisioning/node-folder.js';
import { type Network, startNetwork } from './programs-network.js';
import { eventually } from './programs-records.js';

/** A network whose hub runs in a demo folder: the ops page may cut the relayed links of its sites. */
export async function startDemoNetwork(
  t: Parameters<typeof startNetwork>[0],
  siteNames: readonly string[],
): Promise<Network> {
  const network = await startNetwork(t, siteNames);
  const relaySocket = join(network.folder, 'relay.sock');
  const links = network.sites.flatMap(({ code, relays }) =>
    [...relays].map(([link, relay]) => ({ site: code, link, kind: link === 'geo' ? link : 'fibre', relay }) as const),
  );
  const control = new RelayControl(relaySocket, links);
  await control.start();
  t.teardown(() => control.stop());
  // The loopback port stays too, so that a page that is open finds the hub again.
  const node = readNode(network.hubDir) as HubNode;
  const http = { host: '127.0.0.1', port: network.hub.httpPort ?? 0 };
  writeNode(network.hubDir, { ...node, http, demo: { relaySocket } });
  await network.restartHub();
  await eventually('all sites are connected again', () => countConnected(network, siteNames.length), 40_000);
  return network;
}

async function countConnected({ hub }: Network, count: number): Promise<boolean> {
  const text = await hub.metrics.metrics.text();
  return (text.match(/^carnet_site_connected\{.*\} 1$/gm) ?? []).length === count;
}
