import type { ProblemCode } from '../../protocol/problem.js';
import type { CredentialMove } from '../people-store.js';
import type { SearchClause, SearchPair } from '../record-store.js';

/** Criteria of a search of one type, without chains: what else stood at the moment of an export is not asked. */
export interface ExportFilter {
  readonly type: string;
  readonly clauses: readonly (SearchClause | SearchPair)[];
}

/** What somebody wants taken out. */
export interface NewExportJob {
  readonly id: string;
  /** A FHIR reference; the only one who may have it. */
  readonly author: string;
  /** The address that it was asked with, for its manifest. */
  readonly request: string;
  /** Only what is of a patient. */
  readonly ofPatients: boolean;
  /** Only what is of one of these, by their ids. */
  readonly patients?: ReadonlySet<string>;
  /** Of the types that they name only what meets one of theirs. */
  readonly filters?: readonly ExportFilter[];
  /** Whose records, for the audit: FHIR references; absent: those of all. */
  readonly subjects?: readonly string[];
  /** Only these. */
  readonly types: ReadonlySet<string>;
  /** Only what was written or came here then or later, milliseconds since 1970; what was deleted since is told, too. */
  readonly since?: number;
}

export interface ExportJob extends Omit<NewExportJob, 'types' | 'subjects'> {
  /** Those that it walks, in their order, and the number of the one at hand. */
  readonly types: readonly string[];
  readonly type: number;
  /** The moment that it shows, milliseconds since 1970. */
  readonly begunMilliseconds: number;
  readonly state: 'working' | 'done' | 'failed';
  readonly code?: ProblemCode;
  readonly endedMilliseconds?: number;
  /** Found so far. */
  readonly lines: number;
}

/** A file is all that an export shows of a type, or all deletions of it. */
export interface ExportFileKey {
  readonly type: string;
  readonly kind: 'output' | 'deleted';
}

export interface ExportFile extends ExportFileKey {
  readonly lines: number;
  readonly bytes: number;
}

/** A stretch of a file: as much as is made at once. */
export interface ExportPart {
  readonly part: number;
  readonly bytes: number;
}

/**
 * Exports that were asked for by FHIR, and how far they are. Which resources are in them is kept and what they say is not: a
 * part is made of the journal each time it is asked for. All methods reject with Problem.
 */
export interface ExportJobStore {
  /** Keeps it with its audit row, in one transaction with fsync. @throws Problem `exports-too-many` */
  begin(job: NewExportJob): Promise<ExportJob>;
  find(id: string): Promise<ExportJob | undefined>;
  files(id: string): Promise<readonly ExportFile[]>;
  parts(id: string, file: ExportFileKey): Promise<readonly ExportPart[]>;
  /** The text of a part. @throws Problem `export-stale` when it is not any more what it was; `not-found` */
  read(id: string, file: ExportFileKey, part: number): Promise<Buffer>;
  /** Goes on with the one that was begun first, by one part at most; false when none is at work. */
  advance(): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Until when one that is over is kept, milliseconds since 1970. */
  keptUntil(job: ExportJob): number;
  /** The clock was found to be wrong: moves what it stamped, so that each is kept as long as it was meant to be (rule T24). */
  move(move: Omit<CredentialMove, 'sessionEndsMilliseconds'>): Promise<void>;
  /** Removes what is over long enough. */
  forget(): Promise<void>;
}
