import type { Timers } from '../../config/running/timers.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import { AttachmentCatalogue } from '../../journal/attachments/catalogue.js';
import type { Journal } from '../../journal/open.js';
import type { HubOffers } from '../backup/hub-offers.js';
import { SiteAttachments } from './site-attachments.js';

export interface SiteAttachmentsGround {
  readonly journal: Pick<Journal, 'records'>;
  readonly attachments: AttachmentStore;
  /** Whether contents that nobody waits for are held back (rule L48). */
  readonly isHeld: () => boolean;
  /** Backups that the hub may keep. */
  readonly offers?: HubOffers;
  readonly timers?: Timers;
  readonly now: () => number;
  /** What is told of links and deliveries changed. */
  readonly onLinks: () => void;
  readonly onError: (error: unknown) => void;
}

/** The site's exchange of attachments, over the catalogue that follows its journal. */
export function openSiteAttachments(ground: SiteAttachmentsGround): SiteAttachments {
  const { journal, attachments, isHeld, offers, timers, now, onLinks, onError } = ground;
  const catalogue = new AttachmentCatalogue({ records: journal.records, attachments, role: 'site', now });
  const timing = timers && { timers };
  return new SiteAttachments({
    attachments,
    catalogue,
    isHeld,
    ...(offers && { offers }),
    ...timing,
    onChanged: onLinks,
    onError,
  });
}
