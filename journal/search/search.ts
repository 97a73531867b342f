import type { JournalContext } from '../context.js';
import type { SearchPage, SearchQuery } from '../record-store.js';

export function search(_context: JournalContext, _query: SearchQuery): SearchPage {
  return { versions: [], included: [] };
}
