import { siteRenewMilliseconds } from '../../provisioning/certificates/profile.js';

const hourMilliseconds = 3_600_000;
/** After the hub refused the certificate: soon, then less and less often. */
const urgentPauseMillisecondsMin = 5_000;
const urgentPauseMillisecondsMax = 30 * 60_000;

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
  if (refusals === 0) return Math.floor(hourMilliseconds * (1 + random));
  const ceiling = Math.min(urgentPauseMillisecondsMax, urgentPauseMillisecondsMin * 2 ** Math.min(refusals - 1, 20));
  return Math.floor((ceiling * (1 + random)) / 2);
}
