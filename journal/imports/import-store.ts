import type { ParsedResource } from '../../record/resource.js';

/** A file of an import: its name without folders, and the SHA-256 of its bytes, hex. */
export interface ImportedFile {
  readonly name: string;
  readonly sha256: string;
}

export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  /** The same canonical body was here already; nothing was written. */
  readonly unchanged: number;
  readonly refused: number;
}

/** Where an import stands. */
export interface KeptImport extends ImportCounts {
  readonly id: number;
  readonly files: readonly ImportedFile[];
  /** The account of the machine that gave the command. */
  readonly operator: string;
  readonly state: 'open' | 'done' | 'undoing' | 'undone';
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  readonly movedAt: number;
  /** The number of the file that is being read, from 0, and how many of its resources are settled. */
  readonly file: number;
  readonly position: number;
}

/** A resource that was not taken, and its place among those of its file, from 0. */
export interface KeptRefusal {
  readonly file: number;
  readonly position: number;
  /** JSON; holds nothing of the record. */
  readonly refusal: string;
}

/** A part of an import, written whole or not at all. */
export interface ImportPart {
  readonly import: number;
  readonly file: number;
  /** How many resources of the file are settled once this part is. */
  readonly position: number;
  /** What is to be written, in the order of the file; one resource may come more than once. */
  readonly resources: readonly ParsedResource[];
  readonly counts: ImportCounts;
  readonly refusals: readonly KeptRefusal[];
}

/** How a resource was taken back. */
export interface UndoneResource {
  /** `Type/id`. */
  readonly resource: string;
  /** `changed-since`: somebody wrote it since; `in-use`: something that was written since leans on it. Both are left. */
  readonly outcome: 'deleted' | 'restored' | 'changed-since' | 'in-use';
}

export interface UndoRound {
  readonly resources: readonly UndoneResource[];
  /** How many changes of the import wait to be looked at. */
  readonly left: number;
}

/** How many resources were taken back, each counted once. */
export interface UndoneCounts {
  readonly deleted: number;
  readonly restored: number;
}

/** Imports of files into the records: how far they are, and the way back. All methods reject with Problem. */
export interface ImportStore {
  /** Goes on with the open import of the same files, or begins one; the audit names who. */
  begin(files: readonly ImportedFile[], operator: string): Promise<KeptImport>;
  /**
   * Writes a part with how far the import is in one transaction with fsync (rule F81).
   * @throws Problem `version-conflict` when the import is not where the part begins, `disk-full`, `disk-failed`
   */
  write(part: ImportPart, from: { readonly file: number; readonly position: number }): Promise<void>;
  /** Ends it: the same files begin a new one. */
  end(id: number): Promise<KeptImport>;
  /** The newest first. */
  list(countMax: number): Promise<readonly KeptImport[]>;
  /** @throws Problem `not-found` */
  find(id: number): Promise<KeptImport>;
  refusals(id: number, after: { readonly file: number; readonly position: number }): Promise<readonly KeptRefusal[]>;
  /**
   * Takes back some of what the import wrote, the last first, in one transaction (rule F84); an import that is not over
   * ends. Again and again, until nothing is left.
   * @throws Problem `not-found`, `disk-full`, `disk-failed`
   */
  undo(id: number, operator: string): Promise<UndoRound>;
  /** What undoing did so far, in whatever runs. */
  undone(id: number): Promise<UndoneCounts>;
  /** What undoing left because of others. */
  left(id: number): Promise<readonly UndoneResource[]>;
}
