import { lazyPart } from '../../lazy.js';
import type { Session } from '../session.js';

/** Follows whether somebody uses the session; fetched as soon as there is one. */
export const SessionKeeper = lazyPart<{ readonly session: Session; readonly isLocked: boolean }>(
  async () => (await import('./session-keeper.js')).SessionKeeper,
);
