import { lazyPart } from '../lazy.js';
import type { ChoosePasswordProps } from './password/choose-page.js';

/** The page where one's own password is chosen, fetched where it is wanted. */
export const ChoosePassword = lazyPart<ChoosePasswordProps>(
  async () => (await import('./password/choose-page.js')).ChoosePage,
);
