import { lazyPart } from '../lazy.js';
import type { Session } from './session.js';

/** The page of one's own account, fetched when it is opened. */
export const OwnAccount = lazyPart<{ readonly session: Session }>(
  async () => (await import('./account/account-page.js')).AccountPage,
);
