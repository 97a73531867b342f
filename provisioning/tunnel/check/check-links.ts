import { existsSync } from 'node:fs';
import type { SetupFault } from '../../../protocol/links/setup-faults.js';
import { askSocket } from '../../control/ask-socket.js';
import { type HubNode, readIdentity, type SiteNode } from '../../node-folder.js';
import { hubTunnelsOf, type TunnelSettings } from '../hub-tunnels.js';
import { judgeLink } from './judge-link.js';
import { type LinkFinding, linkFault } from './link-faults.js';
import { readLinkFacts } from './system-facts.js';

/** A link as the running program has it, as far as it is asked here. */
interface SeenLink {
  readonly name: string;
  readonly running?: { readonly faults?: readonly SetupFault[] } | undefined;
}

/**
 * Looks at every link of a site at once.
 * @param readRunning what the running program has seen; nothing where none runs, or it may not be asked
 */
export async function checkSiteLinks(
  dir: string,
  node: SiteNode,
  now: () => number,
  readRunning: () => Promise<readonly SeenLink[]> = async () => [],
): Promise<readonly LinkFinding[]> {
  const identity = readIdentity(dir);
  const seen = await readRunning();
  const found = await Promise.all(
    node.links.map(async (link) => {
      const judged = judgeLink(link, node.links, await readLinkFacts(dir, link, identity, now()));
      const faults = [...judged, ...blockedProbes(link.name, seen)];
      const through = link.tunnel === undefined ? '' : ` (${link.tunnel.interfaceName})`;
      const hub = `${link.hub.host}:${link.hub.port}${through}`;
      return faults.length > 0 ? faults : [good(link.name, `reaches the hub at ${hub}`, `joint le central à ${hub}`)];
    }),
  );
  return found.flat();
}

/** Only a session proves probes, so only the program that holds one knows that none comes through. */
function blockedProbes(link: string, seen: readonly SeenLink[]): readonly LinkFinding[] {
  const faults = seen.find(({ name }) => name === link)?.running?.faults ?? [];
  return faults.filter(({ code }) => code === 'probes-blocked').map(({ code, about }) => linkFault(code, link, about));
}

/** A tunnel of the register, as far as it is compared. */
interface Registered {
  readonly publicKey: string;
  readonly address: string;
}

/** Looks at the hub's side: its interface, and its peers against the register. */
export async function checkHubTunnels(
  dir: string,
  node: HubNode,
  settings: TunnelSettings,
  readRegister: () => Promise<readonly Registered[]>,
): Promise<readonly LinkFinding[]> {
  if (hubTunnelsOf(dir, node, settings) === undefined) {
    return [good('tunnels', 'none: tunnelSubnet is empty', 'aucun : tunnelSubnet est vide')];
  }
  const { tunnelInterface: name, tunnelSocket: socket } = settings;
  if (!existsSync(`/sys/class/net/${name}`)) return [linkFault('interface-missing', name, name)];
  try {
    const { peers } = (await askSocket(socket, { do: 'list' }, 'peers program')) as {
      readonly peers: readonly { readonly publicKey: string; readonly addresses: readonly string[] }[];
    };
    const wanted = new Set((await readRegister()).map(({ publicKey, address }) => `${publicKey} ${address}`));
    const present = peers.map(({ publicKey, addresses }) => `${publicKey} ${addresses.join()}`);
    const strangers = present.filter((peer) => !wanted.has(peer)).length;
    const missing = [...wanted].filter((peer) => !present.includes(peer)).length;
    if (strangers + missing > 0) return [linkFault('peers-differ', name, name, `+${strangers} −${missing}`)];
    return [good(name, `${peers.length} peers, as in the register`, `${peers.length} pairs, comme au registre`)];
  } catch {
    return [linkFault('peers-unreachable', name, socket)];
  }
}

function good(link: string, en: string, fr: string): LinkFinding {
  return { link, code: 'good', state: 'good', what: { en, fr } };
}
