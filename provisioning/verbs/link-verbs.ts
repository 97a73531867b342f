import type { Tunnel } from '../../journal/fleet-store.js';
import { Problem } from '../../protocol/problem.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import type { NodeLink } from '../node-folder.js';
import type { RunningLink, VerbContext } from './verb-context.js';

export type LinkStatus = Pick<NodeLink, 'name' | 'kind' | 'metered' | 'budgetBytes' | 'localAddress'> & {
  /** Absent while no program runs. */
  readonly running?: RunningLink;
};

/** `link-list` {}: the links of a site, as the running program has them. @throws Problem `usage-wrong` at the hub */
export async function listLinks(context: VerbContext): Promise<readonly LinkStatus[]> {
  const { node, links } = context;
  if (node.kind !== 'site') throw new Problem('usage-wrong', 'links are a site’s; at the hub: carnet site show CODE');
  const running = links?.() ?? [];
  return node.links.map(({ name, kind, metered, budgetBytes, localAddress }) => {
    const now = running.find((link) => link.name === name);
    return {
      ...{ name, kind, metered },
      ...(budgetBytes !== undefined && { budgetBytes }),
      ...(localAddress !== undefined && { localAddress }),
      ...(now && { running: now }),
    };
  });
}

/** `link-decisions` {}: why lanes went to other links, the newest first; nothing while no program runs. */
export async function listDecisions(context: VerbContext): Promise<readonly KeptDecision[]> {
  return (await context.linkDecisions?.()) ?? [];
}

/** `tunnel-list` {}: the hub's register of tunnels. */
export async function listTunnels(context: VerbContext): Promise<readonly Tunnel[]> {
  return context.journal.fleet.tunnels();
}
