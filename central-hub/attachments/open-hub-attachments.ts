import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import { AttachmentCatalogue } from '../../journal/attachments/catalogue.js';
import type { Journal } from '../../journal/open.js';
import type { SiteBackupShelf } from '../backup/site-backup-shelf.js';
import type { GuardedTransport } from '../session/session-guard.js';
import { HubAttachments } from './hub-attachments.js';

export interface HubAttachmentsGround {
  readonly journal: Pick<Journal, 'records'>;
  readonly attachments: AttachmentStore;
  /** Absent in the simulator. */
  readonly shelf?: SiteBackupShelf;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** The attachments of a hub, wired together. */
export function openHubAttachments(
  { journal, attachments, shelf, now, timers = systemTimers, onError }: HubAttachmentsGround,
  transport: GuardedTransport,
): HubAttachments {
  const catalogue = new AttachmentCatalogue({ records: journal.records, attachments, role: 'hub', now });
  return new HubAttachments({ attachments, catalogue, ...(shelf && { shelf }), transport, timers, onError });
}
