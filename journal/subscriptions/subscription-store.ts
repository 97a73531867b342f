import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import type { ExportFilter } from '../exports/export-job-store.js';

/** FHIR R4 value set subscription-status. */
export type SubscriptionStatus = 'requested' | 'active' | 'error' | 'off';

/** Whose rights a subscription acts with: somebody who works here, or a machine, by name. */
export interface SubscriptionOwner {
  readonly kind: 'person' | 'machine';
  readonly name: string;
}

/** How far a subscription is, and how it went. Times in milliseconds since 1970. */
export interface SubscriptionProgress {
  readonly status: SubscriptionStatus;
  /** Why it is in error or off: a code. */
  readonly error?: string;
  /** The place in this node's order of versions up to which everything was told. */
  readonly cursor: number;
  /** Attempts that failed, one after the other. */
  readonly failures: number;
  readonly failingSinceMilliseconds?: number;
  /** No attempt before. */
  readonly retryMilliseconds?: number;
}

export interface NewSubscription {
  readonly id: ResourceId;
  /** A FHIR reference; the only one who may see it, for its headers are secrets. */
  readonly author: string;
  readonly owner: SubscriptionOwner;
  /** The service base URL that its author used. */
  readonly base: string;
  /** Canonical text, with the secrets. */
  readonly body: string;
  readonly status: 'requested' | 'off';
}

export interface KeptSubscription extends Omit<NewSubscription, 'status'> {
  readonly version: number;
  /** Grows with each write by its author. */
  readonly generation: number;
  readonly updatedMilliseconds: number;
  readonly progress: SubscriptionProgress;
}

export interface SubscriptionChange {
  readonly base: string;
  readonly body: string;
  readonly status: SubscriptionStatus;
  /** Leave out what was written until now: it begins here. */
  readonly fromNow: boolean;
}

/** What a subscription looks for, from where on. */
export interface VersionsQuery {
  readonly after: number;
  readonly type: ResourceType;
  /** Without links to other resources. */
  readonly clauses: ExportFilter['clauses'];
}

/** A resource as it stood when a version of it came. */
export interface FoundVersion {
  readonly type: ResourceType;
  readonly id: ResourceId;
  /** What `meta.versionId` says. */
  readonly token: string;
  readonly deleted: false;
  /** Canonical body. */
  readonly body: string;
  /** The same with the server's `meta`. */
  readonly text: string;
}

export interface VersionsStep {
  /** The first match; absent: there is none up to `cursor`. */
  readonly found?: FoundVersion;
  /** Up to here it was looked, `found` included. */
  readonly cursor: number;
  /** Whether nothing lies behind the cursor. */
  readonly atHead: boolean;
}

/** The subscriptions of this node. All methods reject with Problem. */
export interface SubscriptionStore {
  /**
   * Keeps it with its audit row, in one transaction with fsync; it tells of what is written from then on.
   * @throws Problem `subscriptions-too-many`, `already-exists`
   */
  add(subscription: NewSubscription): Promise<KeptSubscription>;
  find(id: string): Promise<KeptSubscription | undefined>;
  of(author: string): Promise<readonly KeptSubscription[]>;
  /**
   * Its author writes it anew, over the version that they had, with an audit row.
   * @throws Problem `version-conflict`: it is another one by now, or gone
   */
  rewrite(kept: KeptSubscription, change: SubscriptionChange): Promise<KeptSubscription>;
  /** With an audit row. */
  remove(kept: KeptSubscription): Promise<void>;
  /** Ids of those that are not off. */
  atWork(): Promise<readonly string[]>;
  counts(): Promise<Readonly<Record<SubscriptionStatus, number>>>;
  /** Keeps how far one is; `undefined` when its author has written it anew since, or removed it. */
  advance(
    kept: Pick<KeptSubscription, 'id' | 'generation' | 'progress'>,
    progress: SubscriptionProgress,
  ): Promise<KeptSubscription | undefined>;
  /** Looks at the next versions, a bounded number, in the order in which this node has them (rule J23). */
  next(query: VersionsQuery): Promise<VersionsStep>;
  /** Removes those that have been off for long, with audit rows. */
  forget(): Promise<void>;
}
