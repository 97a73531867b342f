import type { ChangeId, ResourceId, ResourceType, SiteCode } from '../protocol/ids.js';
import type { ProblemCode } from '../protocol/problem.js';
import type { Interval } from '../record/date-time.js';
import type { ParsedResource } from '../record/resource.js';
import type { SearchKind } from '../record/search-row.js';
import type { AuditAction } from './audit/audit-words.js';
import type { Labels } from './labels/labels.js';
import type { Narrowing } from './search/narrowing.js';
import type { SearchValue } from './search/search-value.js';

/** The store as `fhir-api/` sees it: whole commands as data; each passes `test/journal/record-store.contract.ts`, and rejects with Problem. */
export interface RecordStore {
  /** The current version, a deletion included; `undefined` when the resource was never here. */
  read(key: ResourceKey): Promise<StoredVersion | undefined>;
  readVersion(key: ResourceKey, versionId: ChangeId): Promise<StoredVersion | undefined>;
  /** Versions, the newest first. A page may hold less than was asked for, and go on all the same. */
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** @throws Problem `index-behind`, `index-rebuilding` for an `exact` one */
  search(query: SearchQuery): Promise<SearchPage>;
  /**
   * Resolves once searches see all that is committed now, those of a patient's compartment too.
   * @throws Problem `index-behind` where search rows or filing come behind the commit and do not catch up (rule J25)
   */
  catchUp(): Promise<void>;
  /** A page of all that is here of a patient. */
  everything(query: EverythingQuery): Promise<EverythingPage>;
  /** The last of each code among what a search of a type with a `code` and a `date` finds, `countMax` and those at the same time. */
  lastByCode(query: SearchQuery, countMax: number): Promise<LastByCodePage>;
  /** The profiles, security labels and tags that resources of some types have. @throws Problem `too-large` for very many; `index-rebuilding` */
  labels(types: ReadonlySet<string>): Promise<Labels>;
  /**
   * Writes all entries or none, with their history, search, change and audit rows, in one transaction with fsync
   * (rules W1, J1). Resolves after the commit.
   * @throws Problem `version-conflict`, `condition-changed`, `index-behind`, `not-found`, `already-exists`, `disk-full`,
   *   `disk-failed`
   */
  commitBundle(command: CommitBundle): Promise<readonly StoredVersion[]>;
  /**
   * What each query would find once the entries of `command` were written, two ids at most; nothing stays written (rule
   * F41). Without entries, what it finds now.
   * @throws Problem `index-behind` where search rows are built behind the commit and do not catch up (rule J25),
   *   `method-unsupported` there for a chain through what `command` writes; as `commitBundle`
   */
  rehearse(
    command: Omit<CommitBundle, 'conditions'>,
    queries: readonly SearchQuery[],
  ): Promise<readonly (readonly ResourceId[])[]>;
  /** Of each resource, whether it is confidential, or was when it was deleted (rule R22). */
  areConfidential(keys: readonly ResourceKey[]): Promise<readonly boolean[]>;
  /** How many confidential resources are filed with a patient, by type. */
  confidentialCounts(patient: ResourceId): Promise<ReadonlyMap<string, number>>;
  /** How far the current version of a resource has come. */
  delivery(key: ResourceKey): Promise<Delivery | undefined>;
  /** Audit rows of things that are not writes: sign-ins, refusals, reads of a chart. */
  audit(entries: readonly AuditEntry[]): Promise<void>;
}

export interface ResourceKey {
  readonly type: ResourceType;
  readonly id: ResourceId;
}

/** One version as it is stored. */
export interface StoredVersion extends ResourceKey {
  readonly versionId: ChangeId;
  /**
   * What names this state of the resource while several heads make it up (rule M13): the version id of the winner, a
   * full stop, and a digest of the heads. Absent while the version is all there is: its id names it then.
   */
  readonly token?: string;
  /** When it was committed at its origin, milliseconds since 1970; becomes `meta.lastUpdated`. */
  readonly lastUpdatedMilliseconds: number;
  readonly deleted: boolean;
  readonly erased?: true;
  /** Whether it follows no other: it made the resource. */
  readonly isFirst: boolean;
  /** Canonical body; empty when deleted. */
  readonly body: string;
  readonly author: string;
  readonly origin: SiteCode;
}

export type CommitEntry =
  /** A new resource under `resource.id`. */
  | { readonly verb: 'create'; readonly resource: ParsedResource }
  /**
   * A new version; creates the resource when it is new and `ifMatch` is absent (FHIR "update as create"). `ifMatch` is
   * the version id of what its author had before them, or its `token`.
   */
  | {
      readonly verb: 'update';
      readonly resource: ParsedResource;
      readonly ifMatch?: string;
      /**
       * As `ifMatch`, where nobody named it but the write was decided by it, `''` when nothing was there: a patch, or a
       * condition that may still hold for another version.
       */
      readonly madeOf?: string;
    }
  /** A soft delete; of a resource already deleted it does nothing. */
  | { readonly verb: 'delete'; readonly key: ResourceKey; readonly ifMatch?: string; readonly madeOf?: string };

export interface CommitBundle {
  /** A FHIR reference such as `Practitioner/…`, or `carnet:import`. */
  readonly author: string;
  /** More than one entry is a group: one lane (the most urgent of its entries), applied whole everywhere. */
  readonly entries: readonly CommitEntry[];
  /** What the entries were decided by; when any of it does not hold any more, nothing is written (rule F41). */
  readonly conditions?: readonly CommitCondition[];
  /** What the audit says beside the entries themselves, in the same transaction. */
  readonly notes?: readonly Omit<AuditEntry, 'author'>[];
}

/** What a search must find within the transaction that writes, before the entries are written or after. */
export interface CommitCondition {
  readonly query: SearchQuery;
  /** Two at most, in any order. */
  readonly found: readonly ResourceId[];
  readonly when: 'before' | 'after';
}

export interface HistoryQuery {
  readonly type?: ResourceType;
  readonly id?: ResourceId;
  /** Only what came here or was written then or later, milliseconds since 1970. */
  readonly since?: number;
  /** Only versions that were current at some time of this period, milliseconds since 1970, `end` exclusive. */
  readonly currentDuring?: { readonly start: number; readonly end: number };
  readonly count: number;
  /** Opaque; from `Page.next`. */
  readonly cursor?: string;
}

export interface Page {
  readonly versions: readonly StoredVersion[];
  /** Opaque cursor of the next page, stable under writes; absent on the last one. */
  readonly next?: string;
}

export interface HistoryPage extends Page {
  /** False when the one resource that was asked for was never here. */
  readonly isKnown: boolean;
  /** Of one resource: all its versions that fit, on whatever page. */
  readonly total?: number;
}

/** One search parameter as it was asked; criteria are joined by AND, `values` by OR. */
export interface SearchClause {
  readonly kind: SearchKind | 'id' | 'lastUpdated';
  readonly parameter: string;
  /** It finds what any of these parameters of the type finds; absent: what its own finds. */
  readonly unionOf?: readonly string[];
  /** `below`: of a URL, itself and what further segments of a path follow on · `text`: of a token, the words beside the code. */
  readonly modifier?: 'exact' | 'contains' | 'missing' | 'not' | 'below' | 'text';
  readonly values: readonly SearchValue[];
}

/** A composite (FHIR R4 §3.1.1.4.15): one element has both halves of one of the values. */
export interface SearchPair {
  readonly kind: 'pair';
  readonly parameter: string;
  /** How the second halves compare; the first are tokens. */
  readonly other: SearchKind;
  readonly values: readonly { readonly code: SearchValue; readonly other: SearchValue }[];
}

/** A chain (FHIR R4 §3.1.1.4.13): the resource refers to one, of any of the types, that meets that type's criterion. */
export interface SearchChain {
  readonly kind: 'chain';
  readonly parameter: string;
  readonly through: readonly { readonly type: ResourceType; readonly criterion: SearchCriterion }[];
}

/** `_has` (FHIR R4 §3.1.1.4.14): a resource of `type` that meets the criterion refers to it by `parameter`. */
export interface SearchReverseChain {
  readonly kind: 'has';
  readonly type: ResourceType;
  readonly parameter: string;
  readonly criterion: SearchCriterion;
}

export type SearchCriterion = SearchClause | SearchPair | SearchChain | SearchReverseChain;

/** One key of an order; what has no value of it comes last, whichever way. */
export interface SearchSort {
  readonly parameter: string;
  readonly kind: SearchClause['kind'];
  readonly descending: boolean;
}

/** `_include` and `_revinclude`: a reference parameter to follow from, or towards, what was found. */
export type SearchInclude =
  | {
      readonly direction: 'forward';
      /** The type that refers; absent: any. */
      readonly type?: ResourceType;
      /** Absent: every reference parameter of it. */
      readonly parameter?: string;
      /** Only to resources of this type. */
      readonly target?: ResourceType;
      /** Whether it starts from what was included, too. */
      readonly iterate: boolean;
    }
  | {
      readonly direction: 'reverse';
      readonly type: ResourceType;
      readonly parameter: string;
      /** Only to resources of this type. */
      readonly target?: ResourceType;
      readonly iterate: boolean;
    };

export interface SearchQuery extends Narrowing {
  readonly type: ResourceType;
  readonly clauses: readonly SearchCriterion[];
  /** Only what is filed with this patient (FHIR R4 §3.1.1.1, the compartment). */
  readonly compartment?: ResourceId;
  /** The most important key first; without, any order, the same on all pages. */
  readonly sort?: readonly SearchSort[];
  readonly count: number;
  /** Opaque; from `SearchPage.next` of the same criteria, order and `reader` (rule F73). */
  readonly cursor?: string;
  /** Who asks; a cursor is good for them alone. */
  readonly reader?: string;
  /** Only if it sees all that is committed: something is decided by what it does not find (rules J21, J25). */
  readonly exact?: true;
  /** Whether `total` is wanted; it costs a count. */
  readonly total: boolean;
  readonly includes: readonly SearchInclude[];
  /** The types that `includes` may lead to; absent: any. */
  readonly includedTypes?: ReadonlySet<string>;
}

export interface SearchPage extends Page {
  /** Opaque cursor behind the last match, whether more follow or not; absent where there is none. */
  readonly end?: string;
  readonly included: readonly StoredVersion[];
  /** Whether more would have been included than one page takes. */
  readonly includedInPart: boolean;
  /** Rows that an earlier program wrote are being made again: something may be missing (rule J21). */
  readonly incomplete?: true;
  readonly total?: number;
}

/** All that is here of one patient (FHIR R4 Patient-operations, `$everything`). */
export interface EverythingQuery extends Narrowing {
  readonly patient: ResourceId;
  /** The types that may be in the answer. */
  readonly types: ReadonlySet<string>;
  /** Only what came here or was written then or later, milliseconds since 1970. */
  readonly since?: number;
  /** Only care of this time, and what has no care date. */
  readonly careDuring?: Interval;
  /** How many of the record a page may hold. */
  readonly count: number;
  /** Opaque; from `EverythingPage.next` of the same question and `reader` (rule F73). */
  readonly cursor?: string;
  /** Who asks; a cursor is good for them alone. */
  readonly reader?: string;
}

/** `versions` are of the record, in an order that writes do not move; a page may hold less than was asked for. */
export interface EverythingPage extends Page {
  /** What the versions of this page refer to, and no other patient's record holds. */
  readonly included: readonly StoredVersion[];
  readonly includedInPart: boolean;
  /** Rows that an earlier program wrote are being made again: something may be missing (rule J21). */
  readonly incomplete?: true;
}

/** Code after code, the one with the newest resource first; of each the newest first. */
export interface LastByCodePage {
  readonly versions: readonly StoredVersion[];
  /** False when there is more than one answer takes, or more was found than is looked at. */
  readonly isWhole: boolean;
  /** As of a search (rule J21). */
  readonly incomplete?: true;
}

/** The facts of every item (principle 4): saved here, at the hub, in the hub's backup; or refused there. */
export interface Delivery {
  readonly versionId: ChangeId;
  /** `refused`: the hub keeps it aside, because it cannot read it or what it follows (rule P4). */
  readonly reached: 'site' | 'hub' | 'backed-up' | 'refused';
  /** Why it was refused. */
  readonly code?: ProblemCode;
  /** When the hub's receipt for it came in, milliseconds since 1970. */
  readonly atHubMilliseconds?: number;
}

export interface AuditEntry {
  readonly author: string;
  readonly action: AuditAction;
  /** `Type/id`, a route as it is declared, or '' when no one record is concerned. */
  readonly subject: string;
  readonly outcome: 'done' | 'refused';
}
