import type { ImportCounts } from '../../journal/imports/import-store.js';
import type { RefusedResource } from '../verbs/import-chunk.js';
import type { Duplicate } from './persons/person-survey.js';
import type { FileForm } from './read/file-form.js';

/** What became of the resources of one file in this run of the command. */
export interface FileReport extends ImportCounts {
  readonly file: string;
  readonly form: FileForm;
  readonly stored: number;
  /** The first ones; `refused` counts all. */
  readonly refusals: readonly RefusedResource[];
}

/** A line of the report that an administrator opens: a resource that was refused, or a person who may stand twice. */
export type Finding =
  | { readonly kind: 'refused'; readonly file: string; readonly refusal: RefusedResource }
  | {
      readonly kind: 'duplicate';
      readonly file: string;
      readonly otherFile: string | undefined;
      readonly duplicate: Duplicate;
    };

/** Two records that are one person, or may be. */
export interface DuplicatePair extends Pick<Duplicate, 'kind' | 'line' | 'record' | 'other'> {
  readonly file: string;
}

export interface DuplicateCounts {
  /** Taken for one person. */
  readonly same: number;
  /** Not taken: the same identifier, but another birth date or sex, or on several records. */
  readonly refused: number;
  /** Same name, birth date and sex: a person has to look. */
  readonly possible: number;
}

export interface ImportReport extends ImportCounts {
  /** Its number in `carnet import list`; absent in a dry run. */
  readonly import: number | null;
  /** Whether it went on with one that was cut. */
  readonly resumed: boolean;
  /** Whether somebody stopped it: the same command goes on. */
  readonly stopped: boolean;
  readonly stored: number;
  readonly duplicates: DuplicateCounts;
  /** The first pairs of records, without whom they are. */
  readonly pairs: readonly DuplicatePair[];
  readonly files: readonly FileReport[];
}

/** How far an import is. */
export interface ImportProgress {
  /** `survey`: looking through the files, nothing is written yet. */
  readonly stage: 'survey' | 'write';
  readonly file: string;
  /** Bytes of all files, as they lie there. */
  readonly bytesRead: number;
  readonly bytesAll: number;
  readonly resources: number;
  readonly resourcesAll: number | undefined;
}

/** Refusals of one file, and pairs, that a report holds; the file of the administrator has all. */
export const refusalsListedMax = 1_000;
