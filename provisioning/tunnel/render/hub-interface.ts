import { hubInnerAddress, parseInnerSubnet } from '../../../protocol/tunnel/inner-subnet.js';
import { readTextIfThere } from '../../folder/atomic-file.js';
import type { TunnelSettings } from '../hub-tunnels.js';
import { hubTunnelKeyPath } from '../tunnel-keys.js';
import { hiddenKey, type Rendered, type RenderFormat } from './rendered.js';
import { configurablePath } from './site-tunnels.js';

/** Sites with a narrower link say so themselves as they connect (TCP's MSS). */
const hubMtu = 1420;
const networkFolder = '/etc/systemd/network';
const note = '# Its peers come and go with the register of sites: carnet-peers.service sets them.';

interface HubInterface {
  readonly name: string;
  /** With the prefix of its subnet. */
  readonly address: string;
  readonly port: number;
  readonly keyPath: string;
}

/** The hub's one interface, without peers; the running hub adds them. */
export function renderHub(dir: string, format: RenderFormat, settings: TunnelSettings): Rendered {
  const subnet = parseInnerSubnet(settings.tunnelSubnet);
  const { tunnelInterface: name, tunnelPort: port } = settings;
  const keyPath = configurablePath(hubTunnelKeyPath(dir));
  const hub = { name, port, keyPath, address: `${hubInnerAddress(subnet)}/${subnet.prefixBits}` };
  const renderers = { 'wg-quick': hubWgQuick, 'systemd-networkd': hubNetworkd, openwrt: hubOpenWrt } as const;
  const { files, install } = renderers[format](hub);
  const peers = [
    `echo CARNET_TUNNEL_SUBNET=${settings.tunnelSubnet} >> /etc/carnet/hub.env`,
    `echo CARNET_TUNNEL_INTERFACE=${name} >> /etc/carnet/hub.env`,
    'systemctl enable --now carnet-peers && systemctl restart carnet-hub',
  ];
  return { files, install: [...install, ...peers] };
}

function hubWgQuick({ name, address, port, keyPath }: HubInterface): Rendered {
  const lines = [
    `# Carnet, hub: /etc/wireguard/${name}.conf`,
    note,
    ...['[Interface]', `Address = ${address}`, `ListenPort = ${port}`, `MTU = ${hubMtu}`],
    `PostUp = wg set %i private-key ${keyPath}`,
  ];
  return {
    files: [{ name: `${name}.conf`, text: `${lines.join('\n')}\n` }],
    install: [`install -m 0600 $OUT/${name}.conf /etc/wireguard/ && systemctl enable --now wg-quick@${name}`],
  };
}

function hubNetworkd({ name, address, port, keyPath }: HubInterface): Rendered {
  const netdev = [
    `# Carnet, hub: ${networkFolder}/50-${name}.netdev`,
    note,
    ...['[NetDev]', `Name=${name}`, 'Kind=wireguard', `MTUBytes=${hubMtu}`, ''],
    ...['[WireGuard]', `PrivateKeyFile=${networkFolder}/${name}.key`, `ListenPort=${port}`],
  ];
  const network = [
    `# Carnet, hub: ${networkFolder}/50-${name}.network`,
    ...['[Match]', `Name=${name}`, '', '[Link]', 'RequiredForOnline=no', ''],
    ...['[Network]', `Address=${address}`, 'LinkLocalAddressing=no'],
  ];
  return {
    files: [
      { name: `50-${name}.netdev`, text: `${netdev.join('\n')}\n` },
      { name: `50-${name}.network`, text: `${network.join('\n')}\n` },
    ],
    install: [
      `install -m 0640 -g systemd-network ${keyPath} ${networkFolder}/${name}.key`,
      `install -m 0644 $OUT/50-${name}.netdev $OUT/50-${name}.network ${networkFolder}/`,
      'networkctl reload || systemctl restart systemd-networkd',
    ],
  };
}

function hubOpenWrt({ name, address, port, keyPath }: HubInterface): Rendered {
  const write = (privateKey: string) =>
    [
      ...['# Carnet, hub', note, `config interface '${name}'`, "\toption proto 'wireguard'"],
      ...[`\toption private_key '${privateKey}'`, `\toption listen_port '${port}'`, `\toption mtu '${hubMtu}'`],
      ...[`\tlist addresses '${address}'`, ''],
    ].join('\n');
  const text = write(readTextIfThere(keyPath)?.trim() ?? '');
  return {
    files: [{ name: 'network.uci', text, withoutSecret: write(hiddenKey) }],
    install: ['cat $OUT/network.uci >> /etc/config/network && service network reload'],
  };
}
