import { type AttachmentSettings, attachmentLimits } from '../config/running/attachment-limits.js';
import type { Logger } from '../config/running/logger.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import type { AttachmentStore } from '../journal/attachment-store.js';
import { openAttachments } from '../journal/attachments/open-attachments.js';
import { KnownCardKeys } from '../journal/card-keys/known-card-keys.js';
import { type Journal, openJournal } from '../journal/open.js';
import { type StartIndexThread, startIndexThread } from '../journal/search-file/index-thread.js';
import type { HubLinkHistory } from '../journal/telemetry/link-history.js';
import { openHubHistory } from '../journal/telemetry/open-telemetry.js';
import { Problem } from '../protocol/problem.js';
import { settleAccountsAtStart } from '../provisioning/accounts/settle-accounts.js';
import { assertWholeIdentity } from '../provisioning/certificates/own-identity.js';
import { hubServerName } from '../provisioning/certificates/profile.js';
import type { NodeClock } from '../provisioning/clock/node-clock.js';
import { unlockDataKey } from '../provisioning/custody/key-slots.js';
import type { Unlocking } from '../provisioning/custody/open-slot.js';
import { settleRotation } from '../provisioning/custody/rotation/settle-rotation.js';
import type { NodeErasures } from '../provisioning/erasure/node-erasures.js';
import { openErasures } from '../provisioning/erasure/open-erasures.js';
import { rewriteWhereDue } from '../provisioning/erasure/rewrite-files.js';
import { lockFolder } from '../provisioning/folder/lock.js';
import { telemetryPlace } from '../provisioning/folder/telemetry-place.js';
import { keepFolderCopy } from '../provisioning/hub/rebuild/folder-copy.js';
import { settleIssuing } from '../provisioning/hub/trust/next-issuing.js';
import { type HubNode, type Identity, nodePaths, readIdentity, readNode } from '../provisioning/node-folder.js';
import { openShelf } from '../provisioning/profiles/open-shelf.js';
import type { ProfileShelf } from '../provisioning/profiles/profile-shelf.js';
import { bundlesAfter, everTrusted } from '../provisioning/trust/kept-bundles.js';

/** A hub's folder, locked for this process, with its journal open. */
export interface OpenHub {
  readonly node: HubNode;
  readonly identity: Identity & { readonly authorityKeyPem: string };
  readonly journal: Journal;
  readonly attachments: AttachmentStore;
  /** Destroys by order of law what a record says. */
  readonly erasures: NodeErasures;
  /** The keys of health cards that all sites told of. */
  readonly cardKeys: KnownCardKeys;
  /** What the links of all sites have shown. */
  readonly history: HubLinkHistory;
  /** What resources are checked by beside FHIR R4 itself. */
  readonly profiles: ProfileShelf;
  /** The bundles of roots that followed a version, and all roots that were ever trusted. */
  readonly trust: { bundlesAfter(version: number): readonly string[]; everTrusted(): string };
}

export interface HubOpening {
  readonly dir: string;
  readonly settings: AttachmentSettings;
  /** What is opened is closed with it. */
  readonly stop: OrderedStop;
  readonly logger: Logger;
  readonly clock: NodeClock;
  readonly unlocking?: Unlocking | undefined;
  readonly startIndexThread?: StartIndexThread | undefined;
}

/** @throws Problem `folder-not-initialised`, `folder-incomplete`, `identity-mismatch`, `folder-in-use`, `database-…`, `usage-wrong` for the folder of a site */
export async function openHub(opening: HubOpening): Promise<OpenHub> {
  const { dir, settings, stop, logger, clock } = opening;
  const { now } = clock;
  const node = readNode(dir);
  if (node.kind !== 'hub') throw new Problem('usage-wrong', `${dir} is the folder of a site`);
  const lock = lockFolder(dir);
  stop.add('lock', () => lock.release());
  settleRotation(dir);
  clock.start();
  stop.add('clock', () => clock.stop());
  // Before the renewal, which would sign whatever key lies there.
  assertWholeIdentity(readIdentity(dir), hubServerName, nodePaths(dir).identity);
  settleIssuing(dir, now());
  const { authorityKeyPem, ...identity } = readIdentity(dir);
  if (authorityKeyPem === undefined) throw new Problem('folder-incomplete', nodePaths(dir).issuing);
  const key = await unlockDataKey(dir, opening.unlocking ?? {});
  rewriteWhereDue({ dir, key, logger, now });
  const journal = openJournal({
    file: nodePaths(dir).journal,
    key,
    role: 'hub',
    site: node.code,
    epoch: node.epoch,
    startIndexThread: opening.startIndexThread ?? startIndexThread,
    now,
  });
  stop.add('journal', () => journal.close());
  await settleAccountsAtStart(dir, journal, now, logger);
  await keepFolderCopy(dir, journal.backups);
  const attachments = openAttachments({ ...attachmentLimits(settings), file: nodePaths(dir).attachments, key, now });
  stop.add('attachments file', () => attachments.close());
  const erasures = await openErasures({ dir, journal, attachments, logger, stop });
  const history = openHubHistory(telemetryPlace(dir, key, logger, now));
  stop.add('telemetry file', () => history.close());
  const cardKeys = new KnownCardKeys(journal.cardKeys, journal.sync);
  cardKeys.start();
  stop.add('card keys', () => cardKeys.stop());
  const profiles = await openShelf(nodePaths(dir).profiles, journal.givenProfiles, logger);
  const trust = {
    bundlesAfter: (version: number) => bundlesAfter(dir, version),
    everTrusted: () => everTrusted(dir, identity.authorityPem),
  };
  return {
    node,
    identity: { ...identity, authorityKeyPem },
    journal,
    attachments,
    erasures,
    cardKeys,
    history,
    profiles,
    trust,
  };
}
