import type { NodeLink } from '../../node-folder.js';
import type { LinkFacts, TunnelFacts } from './link-facts.js';
import { type LinkFinding, linkFault } from './link-faults.js';

/** WireGuard makes new keys every 2 minutes while data flows and gives a session up after 3 (its paper, 6.1). */
const handshakeSecondsMax = 180;
/** IPv6, UDP and WireGuard around each packet. */
const tunnelOverheadBytes = 80;

/**
 * What is wrong with a link, the root first: what only follows from a fault that was named is left out.
 * @param others all links of the site, this one among them
 */
export function judgeLink(link: NodeLink, others: readonly NodeLink[], facts: LinkFacts): readonly LinkFinding[] {
  const configured = [
    ...judgeConfiguration(link, others),
    ...judgeDevice(link, facts),
    ...facts.unresolved.map((name) => linkFault('name-unresolved', link.name, name)),
  ];
  const below = facts.tunnel === undefined ? judgeAddress(link, facts) : judgeTunnel(link, facts.tunnel, facts);
  const isExplained = [...configured, ...below].some(({ state }) => state === 'bad');
  const found = [...configured, ...below, ...judgeReach(link, facts, isExplained)];
  return found;
}

function judgeConfiguration(link: NodeLink, others: readonly NodeLink[]): readonly LinkFinding[] {
  const { name, localAddress, tunnel, metered, budgetBytes } = link;
  const rest = others.filter((other) => other !== link);
  const twice = rest.some((other) => other.name === name) ? [linkFault('link-twice', name)] : [];
  const shared = rest
    .filter((other) => other.name !== name)
    .flatMap((other) => [
      ...(localAddress !== undefined && other.localAddress === localAddress ? [[localAddress, other.name]] : []),
      ...(tunnel !== undefined && other.tunnel?.interfaceName === tunnel.interfaceName
        ? [[tunnel.interfaceName, other.name]]
        : []),
    ])
    .map(([about, other]) => linkFault('address-twice', name, about, other));
  const budget = !metered
    ? []
    : budgetBytes === undefined
      ? [linkFault('budget-missing', name)]
      : budgetBytes <= 0
        ? [linkFault('budget-zero', name)]
        : [];
  return [...twice, ...shared, ...budget];
}

/** The cable or the modem below everything else. */
function judgeDevice({ name, device = '' }: NodeLink, facts: LinkFacts): readonly LinkFinding[] {
  if (facts.device === undefined) return [];
  if (!facts.device.exists) return [linkFault('device-missing', name, device)];
  return facts.device.hasCarrier ? [] : [linkFault('no-carrier', name, device)];
}

/** A link without a tunnel that has an address of its own. */
function judgeAddress({ name, localAddress = '' }: NodeLink, facts: LinkFacts): readonly LinkFinding[] {
  return facts.isAddressBound ? [] : [linkFault('address-unbound', name, localAddress, '?')];
}

function judgeTunnel(link: NodeLink, facts: TunnelFacts, { isAddressBound }: LinkFacts): readonly LinkFinding[] {
  const { name, tunnel, localAddress = '' } = link;
  if (tunnel === undefined) return [];
  const { interfaceName, hubAddress } = tunnel;
  const key =
    facts.key === 'private' ? [] : [linkFault(facts.key === 'open' ? 'key-open' : 'key-missing', name, facts.keyPath)];
  const device = facts.interface;
  if (device === undefined) return [...key, linkFault('interface-missing', name, interfaceName)];
  if (!device.isUp) return [...key, linkFault('interface-down', name, interfaceName)];
  if (!isAddressBound || !device.addresses.includes(localAddress)) {
    return [...key, linkFault('address-unbound', name, localAddress, interfaceName)];
  }
  const route =
    facts.route === undefined
      ? [linkFault('no-route', name, hubAddress, localAddress)]
      : facts.route.device !== interfaceName
        ? [linkFault('route-elsewhere', name, hubAddress, facts.route.device)]
        : [];
  // Nothing that was sent went into the tunnel, so nothing follows from its silence.
  const state = route.length > 0 ? [] : judgeState(link, facts);
  return [...key, ...route, ...judgeMtu(link, facts), ...state];
}

function judgeMtu(
  { name, tunnel }: NodeLink,
  { interface: device, uplinkMtu, pathMtu }: TunnelFacts,
): readonly LinkFinding[] {
  if (tunnel === undefined || device === undefined) return [];
  const most = Math.min(tunnel.mtu, uplinkMtu === undefined ? tunnel.mtu : uplinkMtu - tunnelOverheadBytes);
  if (device.mtu > most) return [linkFault('mtu-large', name, device.mtu, most)];
  return pathMtu !== undefined && pathMtu < device.mtu ? [linkFault('path-mtu', name, device.mtu, pathMtu)] : [];
}

/** Read after the hub was asked for a connection, which makes a tunnel shake hands that was asleep. */
function judgeState({ name, tunnel, metered }: NodeLink, { state }: TunnelFacts): readonly LinkFinding[] {
  if (tunnel === undefined || state.kind === 'unknown') return [];
  const { interfaceName, publicKey, hubPublicKey, endpoints } = tunnel;
  if (state.kind === 'tool-missing') return [linkFault('tool-missing', name, 'wg')];
  if (state.kind === 'not-permitted') return [linkFault('not-permitted', name, interfaceName)];
  const hub = state.peers.find((peer) => peer.publicKey === hubPublicKey);
  if (state.publicKey !== publicKey || hub === undefined) return [linkFault('key-unknown', name, interfaceName)];
  const endpoint = endpoints.map(({ host, port }) => `${host}:${port}`)[0];
  const age = hub.handshakeAgeSeconds;
  const handshake =
    age === undefined
      ? [linkFault('handshake-never', name, endpoint)]
      : age > handshakeSecondsMax
        ? [linkFault('handshake-stale', name, endpoint, Math.round(age))]
        : [];
  const keepalive =
    metered && hub.keepaliveSeconds > 0
      ? [linkFault('keepalive-metered', name, hub.keepaliveSeconds, interfaceName)]
      : [];
  return [...handshake, ...keepalive];
}

function judgeReach(link: NodeLink, { reached }: LinkFacts, isExplained: boolean): readonly LinkFinding[] {
  const address = `${link.hub.host}:${link.hub.port}`;
  switch (reached.kind) {
    case 'reached':
      return [];
    case 'stranger':
      return [linkFault('hub-refuses', link.name, address, reached.detail)];
    case 'stalled':
      return isExplained ? [] : [linkFault('handshake-stalls', link.name, address)];
    default:
      if (isExplained) return [];
      return [linkFault(reached.kind === 'refused' ? 'port-closed' : 'port-blocked', link.name, address)];
  }
}
