import type { ChangeId } from '../../protocol/ids.js';
import type { VersionStamp } from './version-order.js';

/** A version of a resource, without its body. */
export interface Version extends VersionStamp {
  /** The versions that its author had seen. */
  readonly predecessors: readonly ChangeId[];
}

export interface MergeInput {
  readonly type: string;
  /** All versions of the resource that are known here, in any order. */
  readonly versions: readonly Version[];
  /** Those to merge: the versions that no other knows of. */
  readonly heads: readonly ChangeId[];
  /** The canonical body of a known version; `undefined` for a deletion. */
  readonly bodyOf: (changeId: ChangeId) => string | undefined;
}

/** An element that heads say different things of. */
export interface Dispute {
  /** The element, `identifier[…]` for an item of a list by its key, or `deleted`. */
  readonly path: string;
  /** Paths of one group are decided together: their elements only make sense from one version. */
  readonly group: string;
  /** Whether a person has to decide; otherwise the latest stands. */
  readonly asked: boolean;
  /** Canonical JSON text of each head; `undefined` where it has none. */
  readonly values: readonly { readonly changeId: ChangeId; readonly value: string | undefined }[];
  /** The head whose value stands until a person decides. */
  readonly cautious: ChangeId;
}

/** What a resource with several heads shows. */
export interface Merged {
  /** Canonical body; `undefined` when it is deleted. */
  readonly body: string | undefined;
  readonly disputes: readonly Dispute[];
  readonly needsPerson: boolean;
  readonly priority: 'urgent' | 'routine';
}

/** The path of versions that could not be compared, because one of them is not canonical: the whole resource. */
export const wholePath = 'resource';
/** The path under which a deletion stands against an edit. */
export const deletedPath = 'deleted';
