import type { JournalContext } from './context.js';
import type { SearchContext } from './search/search-context.js';

/**
 * Reads through the search rows: those of the journal, or at a hub the search file beside it, over the connection that
 * reads both.
 * @throws Problem `index-rebuilding`
 */
export function readIn<T>(journal: JournalContext, read: (context: SearchContext) => T): T {
  return journal.searchBehind === undefined ? read({ ...journal, behind: false }) : journal.searchBehind.read(read);
}
