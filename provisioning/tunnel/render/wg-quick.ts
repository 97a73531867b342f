import type { Rendered } from './rendered.js';
import { everything, familyOption, formatEndpoint, type SiteTunnel, single } from './site-tunnels.js';

/** Configuration for wg-quick(8): one file a tunnel. The private key stays where it is. */
export function renderWgQuick(tunnels: readonly SiteTunnel[]): Rendered {
  return {
    files: tunnels.map((tunnel) => ({ name: `${tunnel.interfaceName}.conf`, text: wgQuickFile(tunnel) })),
    install: tunnels.map(
      ({ interfaceName: name }) =>
        `install -m 0600 $OUT/${name}.conf /etc/wireguard/ && systemctl enable --now wg-quick@${name}`,
    ),
  };
}

function wgQuickFile(tunnel: SiteTunnel): string {
  const { link, address, listenPort, mtu, keyPath, hubPublicKey, endpoint, hubAddress, keepaliveSeconds } = tunnel;
  const ups = [`wg set %i private-key ${keyPath}`, ...routes(tunnel, 'replace'), ...rules(tunnel, 'add')];
  const downs = rules(tunnel, 'del');
  const lines = [
    `# Carnet, link ${link}: /etc/wireguard/${tunnel.interfaceName}.conf`,
    '[Interface]',
    `Address = ${single(address)}`,
    `ListenPort = ${listenPort}`,
    ...(tunnel.uplink === undefined ? [] : [`FwMark = ${tunnel.table}`]),
    `MTU = ${mtu}`,
    '# The routes are chosen by the source address, below.',
    'Table = off',
    ...ups.map((up) => `PostUp = ${up}`),
    ...downs.map((down) => `PreDown = ${down} || true`),
    '',
    '[Peer]',
    `PublicKey = ${hubPublicKey}`,
    `Endpoint = ${formatEndpoint(endpoint)}`,
    `AllowedIPs = ${single(hubAddress)}`,
    `PersistentKeepalive = ${keepaliveSeconds}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Whatever comes from this tunnel's address goes through it or nowhere. */
function routes(tunnel: SiteTunnel, verb: string): readonly string[] {
  const { address, hubAddress, table, uplink, uplinkTable } = tunnel;
  const inner = `ip ${familyOption(address)} route ${verb}`;
  return [
    `${inner} ${single(hubAddress)} dev %i table ${table}`,
    `${inner} unreachable ${everything(address)} metric 4096 table ${table}`,
    ...(uplink === undefined
      ? []
      : [
          `ip ${familyOption(uplink.gateway ?? '')} route ${verb} default ${
            uplink.gateway === undefined ? '' : `via ${uplink.gateway} `
          }dev ${uplink.device} table ${uplinkTable}`,
        ]),
  ];
}

function rules(tunnel: SiteTunnel, verb: string): readonly string[] {
  const { address, table, uplink, uplinkTable, probePort } = tunnel;
  const source = `from ${single(address)} lookup ${table} priority ${table}`;
  const own = `fwmark ${table} lookup ${uplinkTable} priority ${uplinkTable}`;
  const probes = `ipproto udp sport ${probePort} lookup ${uplinkTable} priority ${uplinkTable}`;
  const outer = probePort === undefined ? [own] : [own, probes];
  return [
    `ip ${familyOption(address)} rule ${verb} ${source}`,
    ...(uplink === undefined
      ? []
      : outer.map((rule) => `ip ${familyOption(uplink.gateway ?? '')} rule ${verb} ${rule}`)),
  ];
}
