import { siteRenewMilliseconds } from '../../provisioning/certificates/profile.js';
import { growingMilliseconds } from '../links/backoff.js';

const hourMilliseconds = 3_600_000;
/** After the hub refused the certificate: soon, then less and less often. */
const urgentPauseMilliseconds = { shortest: 5_000, longest: 30 * 60_000 };

/** Whether a certificate is to be renewed, by the time as it is known (rule T25). */
export function isRenewalDue(notAfterMilliseconds: number, nowMilliseconds: number): boolean {
  return notAfterMilliseconds - nowMilliseconds <= siteRenewMilliseconds;
}

/**
 * The pause before the certificate is looked at again: an hour or two, so that many sites of one day do not ask at once.
 * @param refusals attempts in a row for which the hub did not let the site in; 0 while it does
 * @param random 0 ≤ random < 1
 * @returns milliseconds
 */
export function lookAgainMilliseconds(refusals: number, random: number): number {
  if (refusals > 0) return growingMilliseconds(urgentPauseMilliseconds, refusals, random);
  return Math.floor(hourMilliseconds * (1 + random));
}
