import type { Rendered } from './rendered.js';
import { familyOption, type SiteTunnel } from './site-tunnels.js';

const name = '90-carnet-probes';
const folder = '/etc/hotplug.d/iface';

/**
 * On OpenWrt the rules of `/etc/config/network` know no ports, so a script of its hotplug adds those by which the probes
 * of metered links go beside their tunnels, when the tunnel's interface comes up.
 */
export function renderOpenWrtProbes(tunnels: readonly SiteTunnel[]): Rendered {
  const cases = tunnels.flatMap(caseOf);
  if (cases.length === 0) return { files: [], install: [] };
  const lines = [
    ...['#!/bin/sh', '# Carnet: probes beside a tunnel leave the way of its own packets.'],
    ...['case "$ACTION $INTERFACE" in', ...cases, 'esac'],
  ];
  return {
    files: [{ name, text: `${lines.join('\n')}\n` }],
    install: [`cp $OUT/${name} ${folder}/ && chmod 755 ${folder}/${name}`],
  };
}

function caseOf({ interfaceName, probePort, uplink, uplinkTable }: SiteTunnel): readonly string[] {
  if (uplink === undefined || probePort === undefined) return [];
  const change = (verb: string) =>
    `ip ${familyOption(uplink.gateway ?? '')} rule ${verb} ipproto udp sport ${probePort} lookup ${uplinkTable} priority ${uplinkTable}`;
  return [
    `'ifup ${interfaceName}')`,
    // One that is there already would stand there twice.
    `\t${change('del')} 2>/dev/null`,
    `\t${change('add')}`,
    '\t;;',
  ];
}
