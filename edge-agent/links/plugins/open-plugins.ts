import type { EdgeSettings } from '../../../config/edge-settings.js';
import type { LinkName } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { readNetworkAddress } from '../../../provisioning/network-address-text.js';
import type { NetworkAddress, NodeLink } from '../../../provisioning/node-folder.js';
import { FibrePlugin } from './fibre-plugin.js';
import type { LinkProbePlugin } from './link-probe-plugin.js';
import { ModemPlugin } from './modem-plugin.js';
import { StarlinkPlugin } from './starlink-plugin.js';

export interface PluginGround {
  readonly links: readonly NodeLink[];
  readonly settings: Pick<EdgeSettings, 'modemProgram' | 'starlinkAddress'>;
  /** Something that a technician should know, for the log. */
  readonly say: (link: LinkName, what: string) => void;
}

/** Who is asked about each link, by its kind. A geostationary one has nobody to ask; it only needs patience. */
export function openPlugins({ links, settings, say }: PluginGround): ReadonlyMap<LinkName, LinkProbePlugin> {
  const { modemProgram } = settings;
  const terminal = readTerminal(settings.starlinkAddress);
  const plugins = new Map<LinkName, LinkProbePlugin>();
  for (const link of links) {
    const said = new Set<string>();
    const sayOnce = (what: string) => {
      if (said.has(what)) return;
      said.add(what);
      say(link.name, what);
    };
    if (link.kind === 'fibre' || link.kind === 'other') plugins.set(link.name, new FibrePlugin({ link, say: sayOnce }));
    if (link.kind === 'cellular' && modemProgram !== '') {
      plugins.set(link.name, new ModemPlugin({ link, program: modemProgram, say: sayOnce }));
    }
    if (link.kind === 'starlink' && terminal !== undefined) {
      plugins.set(link.name, new StarlinkPlugin({ address: terminal, say: sayOnce }));
    }
  }
  return plugins;
}

/** @throws Problem `usage-wrong` */
function readTerminal(text: string): NetworkAddress | undefined {
  if (text.trim() === '') return undefined;
  const address = readNetworkAddress(text.trim());
  if (address === undefined || address.port === 0)
    throw new Problem('usage-wrong', 'starlinkAddress must be HOST:PORT');
  return address;
}
