import { renderOpenWrtProbes } from './openwrt-probes.js';
import { hiddenKey, type Rendered } from './rendered.js';
import { everything, type SiteTunnel, single } from './site-tunnels.js';

/**
 * Configuration for OpenWrt: sections for `/etc/config/network` (UCI). It takes keys in the text only, so the file is as
 * secret as they are.
 * @param privateKeyOf reads the key of a tunnel
 */
export function renderOpenWrt(
  tunnels: readonly SiteTunnel[],
  privateKeyOf: (tunnel: SiteTunnel) => string,
  hasQuota: boolean,
): Rendered {
  const write = (keyOf: (tunnel: SiteTunnel) => string) =>
    tunnels.map((tunnel) => sectionsOf(tunnel, keyOf(tunnel))).join('\n');
  const network = { name: 'network.uci', text: write(privateKeyOf), withoutSecret: write(() => hiddenKey) };
  const firewall = section('include', undefined, [
    ['type', 'nftables'],
    ['path', '/etc/carnet-quota.nft'],
    ['position', 'ruleset-post'],
  ]);
  const quota = [
    'cp $OUT/carnet-quota.nft /etc/ && cat $OUT/firewall.uci >> /etc/config/firewall && service firewall reload',
    "echo '0 0 1 * * nft reset quotas table inet carnet_quota' >> /etc/crontabs/root && service cron restart",
  ];
  const probes = renderOpenWrtProbes(tunnels);
  return {
    files: [network, ...probes.files, ...(hasQuota ? [{ name: 'firewall.uci', text: firewall }] : [])],
    install: [
      'opkg update && opkg install wireguard-tools ip-full',
      // Before the interfaces come up that it waits for.
      ...probes.install,
      'cat $OUT/network.uci >> /etc/config/network && service network reload',
      ...(hasQuota ? quota : []),
    ],
  };
}

function sectionsOf(tunnel: SiteTunnel, privateKey: string): string {
  const { link, interfaceName: name, address, hubAddress, table, uplink, uplinkTable } = tunnel;
  const inner = address.includes(':') ? '6' : '';
  return [
    `# Carnet, link ${link}`,
    section('interface', name, [
      ['proto', 'wireguard'],
      ['private_key', privateKey],
      ['listen_port', tunnel.listenPort],
      ['mtu', tunnel.mtu],
      ['nohostroute', 1],
      ...(uplink === undefined ? [] : [['fwmark', `0x${table.toString(16)}`] as const]),
      ['+addresses', single(address)],
    ]),
    section(`wireguard_${name}`, undefined, [
      ['public_key', tunnel.hubPublicKey],
      ['endpoint_host', tunnel.endpoint.host],
      ['endpoint_port', tunnel.endpoint.port],
      ['persistent_keepalive', tunnel.keepaliveSeconds],
      ['route_allowed_ips', 0],
      ['+allowed_ips', single(hubAddress)],
    ]),
    section(`route${inner}`, undefined, [
      ['interface', name],
      ['target', single(hubAddress)],
      ['table', table],
    ]),
    section(`route${inner}`, undefined, [
      ['interface', 'loopback'],
      ['type', 'unreachable'],
      ['target', everything(address)],
      ['metric', 4096],
      ['table', table],
    ]),
    section(`rule${inner}`, undefined, [
      ['src', single(address)],
      ['lookup', table],
      ['priority', table],
    ]),
    ...(uplink === undefined
      ? []
      : [
          section('route', undefined, [
            ['interface', uplink.device],
            ['target', '0.0.0.0/0'],
            ...(uplink.gateway === undefined ? [] : [['gateway', uplink.gateway] as const]),
            ['table', uplinkTable],
          ]),
          section('rule', undefined, [
            ['mark', `0x${table.toString(16)}`],
            ['lookup', uplinkTable],
            ['priority', uplinkTable],
          ]),
        ]),
  ].join('\n');
}

type Entry = readonly [name: string, value: string | number];

/** A section of UCI; a name with a plus is an entry of a list. */
function section(type: string, name: string | undefined, entries: readonly Entry[]): string {
  const lines = entries.map(([key, value]) =>
    key.startsWith('+') ? `\tlist ${key.slice(1)} '${value}'` : `\toption ${key} '${value}'`,
  );
  return `${[`config ${type}${name === undefined ? '' : ` '${name}'`}`, ...lines].join('\n')}\n`;
}
