import { existsSync } from 'node:fs';
import { parseSiteCode } from '../../protocol/ids.js';
import { ClockFile } from '../clock/clock-file.js';
import { createKeySlots } from '../custody/key-slots.js';
import { nodePaths, type SiteNode, writeIdentity, writeNode } from '../node-folder.js';
import { writeTunnelKey } from '../tunnel/tunnel-keys.js';
import type { JoinPlan } from './join-options.js';
import type { Enrolled } from './message.js';
import type { PendingJoin } from './pending-join.js';
import type { ProvenHub } from './proven-hub.js';
import { describeLinks } from './site-links.js';

/** A box that the hub has made a site. */
export interface NewSite {
  readonly dir: string;
  readonly plan: JoinPlan;
  readonly url: URL;
  readonly proven: Pick<ProvenHub, 'authorityPem' | 'hubMilliseconds'>;
  readonly pending: PendingJoin;
  readonly enrolled: Enrolled;
}

/**
 * Writes the folder. `node.json` comes last: without it the folder is no site yet, and joining again goes on where it
 * stopped.
 * @throws Problem `disk-full`, `disk-failed`, `permission-denied`, and what {@link describeLinks} throws
 */
export function becomeSite(site: NewSite): SiteNode {
  const { dir, proven, pending, enrolled } = site;
  const node = describeSite(site);
  new ClockFile(nodePaths(dir).clock).keep(proven.hubMilliseconds);
  if (!existsSync(nodePaths(dir).keySlots)) createKeySlots(dir);
  const { authorityPem } = proven;
  writeIdentity(dir, { keyPem: pending.pair.privateKeyPem, certificatePem: enrolled.certificatePem, authorityPem });
  node.links.forEach(({ name, tunnel }, index) => {
    const pair = pending.tunnelPairs[index];
    if (tunnel !== undefined && pair !== undefined) writeTunnelKey(dir, name, pair.privateKey);
  });
  writeNode(dir, node);
  return node;
}

function describeSite({ plan, url, proven, pending, enrolled }: NewSite): SiteNode {
  const links = describeLinks({
    ...{ links: enrolled.links, tunnelPairs: pending.tunnelPairs, hubHost: url.hostname.replace(/^\[|\]$/g, '') },
    ...{ linkAddresses: plan.linkAddresses, tunnels: plan.tunnels ?? true },
  });
  return {
    kind: 'site',
    code: parseSiteCode(enrolled.site),
    name: enrolled.name,
    region: enrolled.region,
    epoch: enrolled.epoch,
    https: plan.https,
    ...(plan.http === undefined ? {} : { http: plan.http }),
    links,
    hub: { name: enrolled.hubName, url: url.origin },
    joinedWith: pending.inviteId,
    ...(pending.boxNumber !== undefined && { boxNumber: pending.boxNumber }),
    joinedMilliseconds: proven.hubMilliseconds,
  };
}
