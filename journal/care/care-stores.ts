import type { JournalContext } from '../context.js';
import type { CareStore } from './care-store.js';
import type { GlassStore } from './glass-store.js';
import { SqliteCareStore } from './sqlite-care-store.js';
import { SqliteGlassStore } from './sqlite-glass-store.js';

export interface CareStores {
  /** Who cares for whom. */
  readonly care: CareStore;
  /** Records that were opened without that. */
  readonly glass: GlassStore;
}

export function openCareStores(context: Pick<JournalContext, 'connection' | 'names'>): CareStores {
  return { care: new SqliteCareStore(context), glass: new SqliteGlassStore(context) };
}
