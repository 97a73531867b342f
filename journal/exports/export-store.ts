import type { ResourceId, SiteCode } from '../../protocol/ids.js';

/** What an export takes out. */
export interface ExportQuery {
  /** The place in this node's order that it shows: nothing that was written later (rule F86). */
  readonly through: number;
  readonly type: string;
  /** Only the compartment of this patient. */
  readonly patient?: ResourceId;
  /** Only what was written or came here then or later, milliseconds since 1970. */
  readonly since?: number;
  /** Goes on behind this id; '' from the beginning. */
  readonly after: string;
  readonly bytesMax: number;
}

export interface ExportPage {
  /** The resources in the order of their ids, as they are read by FHIR: with `meta.versionId` and `meta.lastUpdated`. */
  readonly lines: readonly string[];
  /** Ids of what is deleted. */
  readonly deleted: readonly string[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/** Records as they stood at one moment, page by page, while others write. All methods reject with Problem. */
export interface ExportStore {
  /** The place to name in each page, and the types that there are; the audit names who takes them out. */
  begin(operator: string, subject: string): Promise<{ readonly through: number; readonly types: readonly string[] }>;
  /** At a hub: the sites that a patient's records are sent to; nowhere else is that known. */
  holdersOf(patient: ResourceId): Promise<readonly SiteCode[]>;
  /** @throws Problem `not-found` where the patient was never here */
  page(query: ExportQuery): Promise<ExportPage>;
}
