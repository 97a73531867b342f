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
  /** A part of a content that a Binary of the patient names; `undefined` while it is not here, and then it is asked for. */
  content(hash: string, part: number): Promise<ContentPart | undefined>;
  /** Who looked, from the first entry on. */
  looks(stretch: AuditStretch | undefined): Promise<CopyLooks>;
  /** @param origins the sites that wrote in the record, and those that it was sent to by a referral */
  holders(origins: readonly SiteCode[]): Promise<readonly CopyHolder[]>;
}

export interface CopyHistory {
  readonly versions: readonly CopyVersion[];
  readonly next?: string;
}

export interface ContentPart {
  /** In base 64; what stands before the last part is of a length that needs no padding. */
  readonly base64: string;
  /** The number of the next part; absent at the end. */
  readonly next?: number;
}

export interface CopyLooks {
  readonly looks: readonly CopyLook[];
  readonly next?: AuditStretch;
}
