import type { CommitEntry, ResourceKey, StoredVersion } from '../../journal/record-store.js';

/** The records of a type that somebody may do something with, where those are not all. */
export interface KeptRecords {
  /** Whether the content of a version is among them. A deletion has none. */
  holds(version: KeptVersion): boolean | Promise<boolean>;
  /** The same of what was found within `Rights.narrowing`, which has left out whoever they do not care for. */
  holdsFound(version: KeptVersion): boolean;
  /** The current version, where it is among them; a deletion, where what was deleted was. */
  read(key: ResourceKey): Promise<StoredVersion | undefined>;
  /**
   * @param beside what is written with it
   * @throws Problem `forbidden`, `no-care-relationship` for content that they would not see afterwards
   */
  requireContent(entry: CommitEntry, beside: readonly CommitEntry[]): void | Promise<void>;
  /** A write as it may be done, good only while the store still holds what was looked at. @throws Problem `forbidden`, `not-found` */
  aimed(entry: CommitEntry): Promise<CommitEntry>;
}

export type KeptVersion = Pick<StoredVersion, 'type' | 'id' | 'deleted' | 'body'>;

/** A deletion shows nothing but that there was something. */
export async function isShown(version: StoredVersion, own: KeptRecords | undefined): Promise<boolean> {
  return own === undefined || version.deleted || own.holds(version);
}
