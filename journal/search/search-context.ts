import type { Names } from '../names.js';
import type { Connection } from '../sqlite/connection.js';
import type { CursorSeal } from './cursor-seal.js';

/** What a search reads through. */
export interface SearchContext {
  readonly connection: Connection;
  readonly names: Names;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly cursorSeal: CursorSeal;
  /** Whether the search rows are built behind the commit: then only rows of the current version count (rule J5). */
  readonly behind: boolean;
}
