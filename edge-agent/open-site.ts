import { type AttachmentSettings, attachmentLimits } from '../config/running/attachment-limits.js';
import type { Logger } from '../config/running/logger.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import type { AttachmentStore } from '../journal/attachment-store.js';
import { openAttachments } from '../journal/attachments/open-attachments.js';
import { KnownCardKeys } from '../journal/card-keys/known-card-keys.js';
import { type Journal, openJournal } from '../journal/open.js';
import type { SiteLinkHistory } from '../journal/telemetry/link-history.js';
import { openSiteHistory } from '../journal/telemetry/open-telemetry.js';
import type { LinkName } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { settleAccountsAtStart } from '../provisioning/accounts/settle-accounts.js';
import { type CopyReaders, copyReadersOf } from '../provisioning/backup/prove-contents.js';
import { assertWholeIdentity } from '../provisioning/certificates/own-identity.js';
import { siteServerName } from '../provisioning/certificates/profile.js';
import type { NodeClock } from '../provisioning/clock/node-clock.js';
import { unlockDataKey } from '../provisioning/custody/key-slots.js';
import type { Unlocking } from '../provisioning/custody/open-slot.js';
import { lockSlots } from '../provisioning/custody/orders/lock-slots.js';
import {
  beginWipe,
  destroyKeys,
  isWiping,
  refuseWiped,
  settleWipe,
} from '../provisioning/custody/orders/wipe-folder.js';
import { settleRotation } from '../provisioning/custody/rotation/settle-rotation.js';
import type { NodeErasures } from '../provisioning/erasure/node-erasures.js';
import { openErasures } from '../provisioning/erasure/open-erasures.js';
import { rewriteWhereDue } from '../provisioning/erasure/rewrite-files.js';
import { lockFolder } from '../provisioning/folder/lock.js';
import { telemetryPlace } from '../provisioning/folder/telemetry-place.js';
import { type Identity, nodePaths, readNode, type SiteNode } from '../provisioning/node-folder.js';
import { openShelf } from '../provisioning/profiles/open-shelf.js';
import type { ProfileShelf } from '../provisioning/profiles/profile-shelf.js';
import { SiteIdentity } from '../provisioning/renewal/site-identity.js';
import { linksOnce, type WrittenFaultCode } from '../provisioning/tunnel/check/setup-faults.js';
import { KeptHealthIds } from './health-ids/kept-health-ids.js';
import type { FolderKeys } from './orders/custody/site-custody.js';

/** A site's folder, locked for this process, with its journal open. */
export interface OpenSite {
  readonly node: SiteNode;
  /** What is wrong with the links as they are written down; said, and no reason not to start. */
  readonly linkFaults: ReadonlyMap<LinkName, readonly WrittenFaultCode[]>;
  readonly identity: Identity;
  readonly journal: Journal;
  readonly attachments: AttachmentStore;
  /** Destroys by order of law what a record says. */
  readonly erasures: NodeErasures;
  readonly healthIds: KeptHealthIds;
  /** The keys of health cards that all sites told of. */
  readonly cardKeys: KnownCardKeys;
  /** What its links have shown. */
  readonly history: SiteLinkHistory;
  /** What resources are checked by beside FHIR R4 itself. */
  readonly profiles: ProfileShelf;
  /** How the copies of its backups are read. */
  readonly copyReaders: CopyReaders;
  /** What an order of the hub may do to the keys. */
  readonly keys: FolderKeys;
}

export interface SiteOpening {
  readonly dir: string;
  readonly settings: AttachmentSettings;
  /** What is opened is closed with it. */
  readonly stop: OrderedStop;
  readonly logger: Logger;
  readonly clock: NodeClock;
  readonly unlocking?: Unlocking | undefined;
}

/** What a crash leaves to look at again is done before anybody is served; an upgrade leaves more (rule J20). */
const openingVersionsMax = 200;

/** @throws Problem `folder-not-initialised`, `folder-incomplete`, `identity-mismatch`, `folder-in-use`, `database-…`, `usage-wrong` for the folder of a hub */
export async function openSite(opening: SiteOpening): Promise<OpenSite> {
  const { dir, settings, stop, logger, clock } = opening;
  const { now } = clock;
  if (isWiping(dir)) refuseWiped(dir);
  const written = readNode(dir);
  if (written.kind !== 'site') throw new Problem('usage-wrong', `${dir} is the folder of a hub`);
  const links = linksOnce(written.links);
  const node = { ...written, links: links.map(({ link }) => link) };
  const linkFaults = new Map(links.map(({ link, faults }) => [link.name, faults]));
  for (const { link, faults } of links) {
    if (faults.length > 0)
      logger.warn({ link: link.name, faults }, 'the set-up of a link is wrong: carnet links check');
  }
  const lock = lockFolder(dir);
  stop.add('lock', () => lock.release());
  stop.add('wipe', () => void settleWipe(dir));
  settleRotation(dir);
  clock.start();
  stop.add('clock', () => clock.stop());
  const identity = new SiteIdentity(dir, node.code).current;
  // Until the hub has enrolled it, no authority has signed its certificate (rule E22).
  if (node.provisional !== true) assertWholeIdentity(identity, siteServerName(node.code), nodePaths(dir).identity);
  const key = await unlockDataKey(dir, opening.unlocking ?? {});
  rewriteWhereDue({ dir, key, logger, now });
  const journal = openJournal({
    file: nodePaths(dir).journal,
    key,
    role: 'site',
    site: node.code,
    epoch: node.epoch,
    boxNumber: node.boxNumber ?? 0,
    now,
  });
  stop.add('journal', () => journal.close());
  await journal.searchRebuild.round(openingVersionsMax);
  await settleAccountsAtStart(dir, journal, now, logger);
  const healthIds = new KeptHealthIds(journal.healthIds, nodePaths(dir).healthIds);
  await healthIds.start();
  const attachments = openAttachments({ ...attachmentLimits(settings), file: nodePaths(dir).attachments, key, now });
  stop.add('attachments file', () => attachments.close());
  const erasures = await openErasures({ dir, journal, attachments, logger, stop });
  const history = openSiteHistory(telemetryPlace(dir, key, logger, now), node.code);
  stop.add('telemetry file', () => history.close());
  const cardKeys = new KnownCardKeys(journal.cardKeys, journal.sync);
  cardKeys.start();
  stop.add('card keys', () => cardKeys.stop());
  const keys: FolderKeys = {
    lock: (order) => lockSlots(dir, key, order),
    beginWipe: (order) => beginWipe(dir, order),
    destroy: () => destroyKeys(dir),
  };
  const profiles = await openShelf(nodePaths(dir).profiles, journal.givenProfiles, logger);
  const copyReaders = copyReadersOf(dir, key);
  const stores = { journal, attachments, erasures, healthIds, cardKeys, history, profiles };
  return { node, linkFaults, identity, ...stores, copyReaders, keys };
}
