import type { Rendered, RenderedFile } from './rendered.js';
import { everything, formatEndpoint, type SiteTunnel, single } from './site-tunnels.js';

const folder = '/etc/systemd/network';

/** Configuration for systemd-networkd(8). It reads keys as the user systemd-network, so each gets a copy of its own. */
export function renderNetworkd(tunnels: readonly SiteTunnel[]): Rendered {
  return {
    files: tunnels.flatMap((tunnel) => [
      { name: `50-${tunnel.interfaceName}.netdev`, text: netdevFile(tunnel) },
      { name: `50-${tunnel.interfaceName}.network`, text: networkFile(tunnel) },
      ...uplinkFile(tunnel),
    ]),
    install: [...tunnels.flatMap(installTunnel), 'networkctl reload || systemctl restart systemd-networkd'],
  };
}

function installTunnel({ interfaceName: name, keyPath, uplink }: SiteTunnel): readonly string[] {
  return [
    `install -m 0640 -g systemd-network ${keyPath} ${folder}/${name}.key`,
    `install -m 0644 $OUT/50-${name}.netdev $OUT/50-${name}.network ${folder}/`,
    ...(uplink === undefined
      ? []
      : [
          `install -m 0644 -D $OUT/${name}-uplink.conf ${folder}/NAME-OF-THE-FILE-OF-${uplink.device}.network.d/${name}-uplink.conf`,
        ]),
  ];
}

function netdevFile(tunnel: SiteTunnel): string {
  const { link, interfaceName, mtu, listenPort, hubPublicKey, endpoint, hubAddress, keepaliveSeconds } = tunnel;
  const lines = [
    `# Carnet, link ${link}: ${folder}/50-${interfaceName}.netdev`,
    ...['[NetDev]', `Name=${interfaceName}`, 'Kind=wireguard', `MTUBytes=${mtu}`, ''],
    ...['[WireGuard]', `PrivateKeyFile=${folder}/${interfaceName}.key`, `ListenPort=${listenPort}`],
    ...(tunnel.uplink === undefined ? [] : [`FirewallMark=${tunnel.table}`]),
    ...['', '[WireGuardPeer]', `PublicKey=${hubPublicKey}`, `Endpoint=${formatEndpoint(endpoint)}`],
    ...[`AllowedIPs=${single(hubAddress)}`, `PersistentKeepalive=${keepaliveSeconds === 0 ? 'off' : keepaliveSeconds}`],
  ];
  return `${lines.join('\n')}\n`;
}

function networkFile(tunnel: SiteTunnel): string {
  const { link, interfaceName, address, hubAddress, table, uplink, uplinkTable, probePort } = tunnel;
  const lines = [
    `# Carnet, link ${link}: ${folder}/50-${interfaceName}.network`,
    ...['[Match]', `Name=${interfaceName}`, '', '[Link]', 'RequiredForOnline=no', ''],
    ...['[Network]', `Address=${single(address)}`, 'LinkLocalAddressing=no', ''],
    ...['[Route]', `Destination=${single(hubAddress)}`, 'Scope=link', `Table=${table}`, ''],
    '# What comes from this address goes through the tunnel or nowhere.',
    ...['[Route]', `Destination=${everything(address)}`, 'Type=unreachable', 'Metric=4096', `Table=${table}`, ''],
    ...['[RoutingPolicyRule]', `From=${single(address)}`, `Table=${table}`, `Priority=${table}`],
    ...(uplink === undefined
      ? []
      : [
          ...['', '[RoutingPolicyRule]', `FirewallMark=${table}`, `Table=${uplinkTable}`, `Priority=${uplinkTable}`],
          ...(probePort === undefined ? [] : probeRule(probePort, uplinkTable)),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Probes beside the tunnel go where its own packets go. */
function probeRule(probePort: number, table: number): readonly string[] {
  return [
    '',
    '[RoutingPolicyRule]',
    'IPProtocol=udp',
    `SourcePort=${probePort}`,
    `Table=${table}`,
    `Priority=${table}`,
  ];
}

/** A drop-in for the file of the uplink's device, which belongs to whoever set that up. */
function uplinkFile({ interfaceName, uplink, uplinkTable }: SiteTunnel): readonly RenderedFile[] {
  if (uplink === undefined) return [];
  const way = uplink.gateway === undefined ? ['Scope=link', 'Destination=0.0.0.0/0'] : [`Gateway=${uplink.gateway}`];
  const lines = [
    `# Carnet: a drop-in for the .network file of ${uplink.device}, in ${folder}/THAT-FILE.network.d/`,
    ...['[Route]', ...way, `Table=${uplinkTable}`],
  ];
  return [{ name: `${interfaceName}-uplink.conf`, text: `${lines.join('\n')}\n` }];
}
