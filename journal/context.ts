import type { ChangeId, SiteCode } from '../protocol/ids.js';
import type { ClosedIds } from './erasure/closed-ids.js';
import type { RecentPlaces } from './fan-out/recent-places.js';
import type { Names } from './names.js';
import type { CursorSeal } from './search/cursor-seal.js';
import type { SearchBehind } from './search-file/search-behind.js';
import type { SearchRebuild } from './search-rebuild/search-rebuild.js';
import type { Connection } from './sqlite/connection.js';
import type { StampTime } from './stamp-time.js';
import type { Commit } from './sync-store.js';

/** What the parts of one open journal share. */
export interface JournalContext {
  readonly connection: Connection;
  readonly names: Names;
  readonly recentPlaces: RecentPlaces;
  /** What was erased, and takes no body any more. */
  readonly closedIds: ClosedIds;
  readonly role: 'site' | 'hub';
  /** The index of a hub, which is built behind the commit; a site writes its search rows with it. */
  readonly searchBehind: SearchBehind | undefined;
  readonly cursorSeal: CursorSeal;
  /** At a site: which of its search rows an earlier program wrote. */
  readonly searchRebuild: SearchRebuild | undefined;
  readonly site: SiteCode;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** What stamps are made of. */
  readonly stampTime: StampTime;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Runs `act` when what is ready now has had its turn. */
  readonly soon: (act: () => void) => void;
  readonly newChangeId: () => ChangeId;
  /** Tells the listeners, after the commit. */
  readonly announce: (commit: Commit) => void;
}
