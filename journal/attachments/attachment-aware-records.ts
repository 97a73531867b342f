import { parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { attachmentOf } from '../../record/attachment.js';
import type { FhirObject } from '../../record/resource.js';
import type { AttachmentStore } from '../attachment-store.js';
import type {
  AuditEntry,
  CommitBundle,
  Delivery,
  EverythingQuery,
  HistoryQuery,
  RecordStore,
  ResourceKey,
  SearchQuery,
} from '../record-store.js';

const binary = parseResourceType('Binary');

/** A site's records, where a Binary counts as delivered only when its content is at the hub too (rule A3). */
export class AttachmentAwareRecords implements RecordStore {
  readonly #records: RecordStore;
  readonly #attachments: AttachmentStore;

  constructor(records: RecordStore, attachments: AttachmentStore) {
    this.#records = records;
    this.#attachments = attachments;
  }

  async delivery(key: ResourceKey): Promise<Delivery | undefined> {
    const delivery = await this.#records.delivery(key);
    if (delivery === undefined || delivery.reached === 'site' || key.type !== binary) return delivery;
    const version = await this.#records.read(key);
    if (version === undefined || version.deleted) return delivery;
    const reference = attachmentOf(JSON.parse(version.body) as FhirObject);
    const state = reference && (await this.#attachments.state(reference.hash));
    if (state === undefined || state.atHub || !state.complete) return delivery;
    return { versionId: delivery.versionId, reached: 'site' };
  }

  read(key: ResourceKey) {
    return this.#records.read(key);
  }

  readVersion(...[key, versionId]: Parameters<RecordStore['readVersion']>) {
    return this.#records.readVersion(key, versionId);
  }

  history(query: HistoryQuery) {
    return this.#records.history(query);
  }

  search(query: SearchQuery) {
    return this.#records.search(query);
  }

  catchUp() {
    return this.#records.catchUp();
  }

  everything(query: EverythingQuery) {
    return this.#records.everything(query);
  }

  areConfidential(keys: readonly ResourceKey[]) {
    return this.#records.areConfidential(keys);
  }

  confidentialCounts(patient: ResourceId) {
    return this.#records.confidentialCounts(patient);
  }

  lastByCode(...[query, countMax]: Parameters<RecordStore['lastByCode']>) {
    return this.#records.lastByCode(query, countMax);
  }

  labels(types: ReadonlySet<string>) {
    return this.#records.labels(types);
  }

  commitBundle(command: CommitBundle) {
    return this.#records.commitBundle(command);
  }

  rehearse(...[command, queries]: Parameters<RecordStore['rehearse']>) {
    return this.#records.rehearse(command, queries);
  }

  audit(entries: readonly AuditEntry[]) {
    return this.#records.audit(entries);
  }
}
