import { AttachmentAwareRecords } from '../../journal/attachments/attachment-aware-records.js';
import type { AuditEntry } from '../../journal/record-store.js';
import { withoutProbes } from './probe-asker.js';

/** A site's records as its network sees them; that the program asked itself is no look at anything. */
export class SiteRecords extends AttachmentAwareRecords {
  override async audit(entries: readonly AuditEntry[]): Promise<void> {
    const looks = withoutProbes(entries);
    if (looks.length > 0) await super.audit(looks);
  }
}
