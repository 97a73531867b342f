import type { ShownSettings } from '../../../config/shown-settings.js';
import type { KeptDecision } from '../../../protocol/telemetry/kept-decision.js';
import type { HardwareFacts } from '../../machine/read-hardware.js';
import type { NodeDescription, NodeLink } from '../../node-folder.js';
import type { Examination } from '../examine.js';

export interface BundleParts {
  readonly examination: Examination;
  readonly settings: ShownSettings;
  /** Why lanes went to other links, the newest first. */
  readonly decisions: readonly KeptDecision[];
  readonly hardware: HardwareFacts | undefined;
  readonly atMilliseconds: number;
}

/** Grows when a field changes its meaning. */
const bundleForm = 1;

/**
 * What is handed to who helps from afar: findings, versions, what the box is made of, settings, links and their history, counts, the latest lines
 * of the log. Built up of what is named here and nothing else, so that a new field of the node is left out until somebody
 * has thought about it: never anything of a patient, a key, a token or a passphrase (rule O3).
 */
export function buildBundle(parts: BundleParts): object {
  const { examination, settings, decisions, hardware, atMilliseconds } = parts;
  const { node, findings, running, versions } = examination;
  const { box, status, links } = running;
  return {
    carnetSupportBundle: bundleForm,
    at: new Date(atMilliseconds).toISOString(),
    ...{ node: shownNode(node), versions, hardware: hardware ?? null, findings, settings },
    program: box && { upSeconds: box.upSeconds, residentBytes: box.residentBytes },
    box: box?.facts ?? null,
    counts: box?.counts ?? null,
    lanes: status?.lanes ?? [],
    setAside: status?.setAside ?? [],
    hubRefusal: status?.hubRefusal ?? null,
    provedAt: status?.provedAt ?? null,
    sites: status?.sites.map(({ code, state, pendingTowards, lastSeenMilliseconds, provedAt }) => {
      return { code, state, pendingTowards, lastSeenMilliseconds, provedAt };
    }),
    links: links ?? [],
    linkHistory: decisions,
    events: box?.events ?? {},
    log: box?.log ?? [],
  };
}

function shownNode(node: NodeDescription): object {
  const { kind, code, name, epoch, https } = node;
  const own = { kind, code, name, epoch, httpsPort: https.port, demo: node.demo !== undefined };
  return node.kind === 'hub' ? own : { ...own, region: node.region, links: node.links.map(shownLink) };
}

function shownLink({ name, kind, metered, budgetBytes, standby, hub, device, tunnel }: NodeLink): object {
  return { name, kind, metered, budgetBytes, standby, hub, device, tunnelMtu: tunnel?.mtu };
}
