import type { SiteCode } from '../../../protocol/ids.js';
import { nextBoxNumber } from '../../../record/identity/box-number.js';

/** The number of the first box of a site: with number 0, as before there were numbers, one code in some hundred gives no identifier. */
export function firstBoxOf(site: SiteCode): number {
  return nextBoxNumber(site, 1, []);
}
