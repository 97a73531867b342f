import type { NodeLink } from '../../../provisioning/node-folder.js';
import type { ProbedLink } from './prober.js';

/**
 * Where the probes of a link go, and from where: through its tunnel as everything else, but on a metered link beside it,
 * for inside they weigh twice as much and make it agree on a new key again and again (rule L55).
 * @param probePort as the hub's welcome says
 */
export function probePlaceOf(link: NodeLink, probePort: number): Omit<ProbedLink, 'link' | 'key'> {
  const { hub, probe, localAddress, metered, tunnel } = link;
  const outside = metered ? tunnel?.endpoints[0]?.host : undefined;
  if (outside !== undefined) return probe ?? { host: outside, port: probePort };
  const place = probe ?? { host: hub.host, port: probePort };
  return localAddress === undefined ? place : { ...place, localAddress };
}
