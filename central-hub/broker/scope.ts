import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { ProblemCode } from '../../protocol/problem.js';
import { downlinkFilter, parseClientId, parseTopic } from '../../protocol/topics.js';
import type { Channel } from './site-transport.js';

/** What a connection says of itself, and what the hub's list says of its certificate. */
export interface ConnectClaim {
  readonly commonName: string | undefined;
  readonly clientId: string;
  /** The site that the fingerprint stands for on the list of active certificates (rule E5). */
  readonly listedSite: SiteCode | undefined;
}

export type ConnectVerdict =
  | { readonly kind: 'welcome'; readonly site: SiteCode; readonly link: LinkName }
  | { readonly kind: 'refuse'; readonly code: ProblemCode };

/** Certificate, list and client id must name the same site (rule L1). */
export function judgeConnect(claim: ConnectClaim): ConnectVerdict {
  if (claim.listedSite === undefined || claim.listedSite !== claim.commonName) {
    return { kind: 'refuse', code: 'certificate-refused' };
  }
  const client = parseClientId(claim.clientId);
  if (client === undefined || client.site !== claim.listedSite) return { kind: 'refuse', code: 'scope-forged' };
  return { kind: 'welcome', site: client.site, link: client.link };
}

interface Scope {
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly partition: number;
}

/** The channel of a topic that this session may write to; `undefined` when it may not (rules L1, S12). */
export function channelOfPublish(scope: Scope, topicText: string): Channel | undefined {
  const topic = parseTopic(topicText);
  if (topic === undefined || topic.direction !== 'up') return undefined;
  const agrees = topic.site === scope.site && topic.link === scope.link && topic.partition === scope.partition;
  return agrees ? topic.channel : undefined;
}

/** Whether this session may listen there: to its own downlink, and to nothing else. */
export function maySubscribe(scope: Scope, filter: string): boolean {
  const own = downlinkFilter(scope.partition, scope.site, scope.link);
  return filter === own || (parseTopic(filter) !== undefined && filter.startsWith(own.slice(0, -1)));
}
