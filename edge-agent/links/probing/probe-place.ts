import type { NodeLink } from '../../../provisioning/node-folder.js';
import { probeSourcePort } from '../../../provisioning/tunnel/render/site-tunnels.js';
import type { ProbedLink } from './prober.js';

/**
 * Where the probes of a link go, and from where: through its tunnel as everything else, but on a metered link beside it,
 * for inside they weigh twice as much and make it agree on a new key again and again (rule L55). The system knows those
 * by their source port, and sends them the way of the tunnel's own packets.
 * @param probePort as the hub's welcome says
 * @param index of the link among the site's
 */
export function probePlaceOf(link: NodeLink, probePort: number, index: number): Omit<ProbedLink, 'link' | 'key'> {
  const { hub, probe, localAddress, metered, tunnel } = link;
  const outside = metered ? tunnel?.endpoints[0]?.host : undefined;
  if (outside !== undefined) {
    return { ...(probe ?? { host: outside, port: probePort }), localPort: probeSourcePort(index) };
  }
  const place = probe ?? { host: hub.host, port: probePort };
  return localAddress === undefined ? place : { ...place, localAddress };
}
