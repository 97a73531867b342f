import type { SiteCode } from '../../protocol/ids.js';
import type { CopyHolder, CopyLook, CopyVersion } from '../../record/subject-copy/copy-piece.js';
import type { AuditStretch } from '../audit/audit-query.js';
import type { ExportPage } from '../exports/export-store.js';

/** Where a copy of a person's record is read from: a journal, or a program that runs on one. All reject with Problem. */
export interface CopySource {
  /** What stands of a type, behind an id. */
  page(type: string, after: string): Promise<ExportPage>;
  /** Versions of a resource, the newest first, as many as are read at once. */
  history(type: string, id: string, cursor: string | undefined): Promise<CopyHistory>;
  /** Who looked, from the first entry on. */
  looks(stretch: AuditStretch | undefined): Promise<CopyLooks>;
  /** @param origins the sites that wrote in the record, and those that it was sent to by a referral */
  holders(origins: readonly SiteCode[]): Promise<readonly CopyHolder[]>;
}

export interface CopyHistory {
  readonly versions: readonly CopyVersion[];
  readonly next?: string;
}

export interface CopyLooks {
  readonly looks: readonly CopyLook[];
  readonly next?: AuditStretch;
}
