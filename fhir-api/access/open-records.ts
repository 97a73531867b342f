import type { CommitEntry, RecordStore, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { isConfidential, isConfidentialBody } from '../../record/confidentiality.js';
import { tokenOf } from '../answer.js';
import type { KeptRecords, KeptVersion } from './kept-records.js';

/** How far back the content of a deleted resource is looked for. */
const deletionsMax = 20;

/** The records that bear no label of confidentiality, for who may see no others (rule R22). */
export class OpenRecords implements KeptRecords {
  readonly #store: RecordStore;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  holds({ deleted, body }: Pick<KeptVersion, 'deleted' | 'body'>): boolean {
    return !deleted && !isConfidentialBody(body);
  }

  holdsFound(version: KeptVersion): boolean {
    return this.holds(version);
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const version = await this.#store.read(key);
    if (version === undefined || this.holds(version)) return version;
    return version.deleted && (await this.#wasOpen(key)) ? version : undefined;
  }

  /** Of what was never more than deleted there is nothing to hide. */
  async #wasOpen(key: ResourceKey): Promise<boolean> {
    const { versions, next } = await this.#store.history({ ...key, count: deletionsMax });
    const last = versions.find(({ deleted }) => !deleted);
    return last === undefined ? next === undefined : this.holds(last);
  }

  requireContent(entry: CommitEntry): void {
    if (entry.verb === 'delete' || !isConfidential(entry.resource.value)) return;
    throw new Problem('forbidden', 'content under a label that its author may not see');
  }

  /**
   * A new resource may have an id of its author's choice, as forms have, unless what is hidden has it: then the answer says
   * no more than what is told anyway, that there is something (rule R23).
   */
  async aimed(entry: CommitEntry): Promise<CommitEntry> {
    if (entry.verb === 'create') return entry;
    const key = entry.verb === 'delete' ? entry.key : entry.resource;
    const current = await this.#store.read(key);
    if (current === undefined) return { ...entry, madeOf: entry.madeOf ?? '' };
    if ((await this.read(key)) === undefined) throw new Problem('forbidden', 'the id is taken');
    return { ...entry, madeOf: entry.madeOf ?? tokenOf(current) };
  }
}
