import { hubCode, parseResourceType, type SiteCode } from '../../protocol/ids.js';
import { attachmentOf } from '../../record/attachment.js';
import type { FhirObject } from '../../record/resource.js';
import type { AttachmentStore } from '../attachment-store.js';
import type { RecordStore, StoredVersion } from '../record-store.js';
import type { Commit } from '../sync-store.js';

export interface CatalogueOptions {
  readonly records: RecordStore;
  readonly attachments: AttachmentStore;
  readonly role: 'site' | 'hub';
  readonly now: () => number;
}

const binary = parseResourceType('Binary');
const pageVersions = 100;
/** A content may be taken in a moment before the record that names it is written. */
const unnamedMillisecondsMax = 24 * 60 * 60 * 1000;

/** Tells the store of attachments which contents the records name, so that they are kept, and fetched when missing. */
export class AttachmentCatalogue {
  readonly #options: CatalogueOptions;

  constructor(options: CatalogueOptions) {
    this.#options = options;
  }

  /** Reads all records that may name a content: the two databases may come from different backups. */
  async readAll(): Promise<void> {
    const { records, attachments, now } = this.#options;
    let cursor: string | undefined;
    do {
      const page = await records.history({
        type: binary,
        count: pageVersions,
        ...(cursor !== undefined && { cursor }),
      });
      for (const version of page.versions) await this.#expect(version);
      cursor = page.next;
      await new Promise((resolve) => setImmediate(resolve));
    } while (cursor !== undefined);
    await attachments.sweep(now() - unnamedMillisecondsMax);
  }

  /** Looks at what a commit touched; whether a content may be wanted now. */
  async note({ touched }: Commit): Promise<boolean> {
    let any = false;
    for (const { type, id } of touched) {
      if (type !== binary) continue;
      const version = await this.#options.records.read({ type, id });
      if (version !== undefined) await this.#expect(version);
      any = true;
    }
    return any;
  }

  async #expect(version: StoredVersion): Promise<void> {
    if (version.deleted) return;
    const reference = attachmentOf(JSON.parse(version.body) as FhirObject);
    if (reference === undefined) return;
    await this.#options.attachments.expect(reference, this.#sourceOf(version.origin));
  }

  /** A site gets everything from the hub, also its own contents when its disk was lost. */
  #sourceOf(origin: SiteCode): SiteCode {
    return this.#options.role === 'hub' ? origin : hubCode;
  }
}
