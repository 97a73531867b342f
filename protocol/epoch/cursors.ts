import { equalBytes } from '../bytes.js';
import { type Cursor, cursorStart, type LogScope } from '../change.js';
import type { LaneCursor } from '../control/durability.js';

/** The own chain at a place of a log; `undefined` where the log does not reach. */
export type ChainAt = (scope: LogScope, seq: number) => Uint8Array | undefined;

/** Whether a log that is held here has this very change at the cursor; every log agrees with its own start. */
export function holdsCursor(scope: LogScope, cursor: Cursor, chainAt: ChainAt): boolean {
  const own = cursor.seq === 0 ? cursorStart(scope).chain : chainAt(scope, cursor.seq);
  return own !== undefined && equalBytes(own, cursor.chain);
}

/** The cursor of a lane among those told; the start of the log when it is not named. */
export function cursorOf(cursors: readonly LaneCursor[], scope: LogScope): Cursor {
  return cursors.find(({ lane }) => lane === scope.lane) ?? cursorStart(scope);
}
