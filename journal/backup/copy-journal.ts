import type { KeyedFile } from '../sqlite/keyed.js';
import { vacuumInto } from '../sqlite/vacuum-into.js';
import type { CopyFacts } from './backup-store.js';
import { readCopy } from './read-copy.js';

/** Copies a journal, and reads the copy; it is gone again when this throws. Blocks. */
export function copyJournal(source: KeyedFile, target: string): CopyFacts {
  return vacuumInto(source, target, () => readCopy({ ...source, file: target }));
}
