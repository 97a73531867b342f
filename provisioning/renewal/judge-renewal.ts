import type { CertificateEntry } from '../../journal/certificates/certificate-store.js';
import type { Site } from '../../journal/fleet-store.js';
import type { ProblemCode } from '../../protocol/problem.js';
import { siteRenewLateMillisecondsMax } from '../certificates/profile.js';

export interface RenewalClaim {
  /** Who asks, as the hub knows them. */
  readonly site: Pick<Site, 'code' | 'state'> | undefined;
  /** The certificate that is to be renewed, as it stands in the register. */
  readonly entry: Pick<CertificateEntry, 'site' | 'endedMilliseconds'> | undefined;
  /** As the certificate says. */
  readonly notAfterMilliseconds: number;
}

/** Why a renewal is refused, by the hub's clock; `undefined` when it is granted (rule T26). */
export function refusalOfRenewal(claim: RenewalClaim, nowMilliseconds: number): ProblemCode | undefined {
  const { site, entry, notAfterMilliseconds } = claim;
  if (site === undefined || site.state !== 'active' || entry?.site !== site.code) return 'certificate-refused';
  const hasEnded = entry.endedMilliseconds !== undefined && entry.endedMilliseconds <= nowMilliseconds;
  if (hasEnded) return 'certificate-refused';
  return nowMilliseconds - notAfterMilliseconds > siteRenewLateMillisecondsMax ? 'certificate-over' : undefined;
}
