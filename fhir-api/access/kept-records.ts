import type { CommitEntry, ResourceKey, StoredVersion } from '../../journal/record-store.js';

/** The records of a type that somebody may do something with, where those are not all. */
export interface KeptRecords {
  /** Whether the content of a version is among them. A deletion has none. */
  holds(version: Pick<StoredVersion, 'deleted' | 'body'>): boolean;
  /** The current version, where it is among them; a deletion, where what was deleted was. */
  read(key: ResourceKey): Promise<StoredVersion | undefined>;
  /** @throws Problem `forbidden` for content that they would not see afterwards */
  requireContent(entry: CommitEntry): void;
  /** A write as it may be done, good only while the store still holds what was looked at. @throws Problem `forbidden`, `not-found` */
  aimed(entry: CommitEntry): Promise<CommitEntry>;
}

/** A deletion shows nothing but that there was something. */
export function isShown(version: StoredVersion, own: KeptRecords | undefined): boolean {
  return own === undefined || version.deleted || own.holds(version);
}
