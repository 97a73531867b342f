import { hubCode, type SiteCode } from '../../protocol/ids.js';

/**
 * The certificate profile. RSA throughout, because node-forge writes no EC certificates: 3072 bits for the authority,
 * 2048 for the leaves (NIST SP 800-57 part 1: both good for the lifetimes below).
 */
export const authorityKeyBits = 3072;
export const leafKeyBits = 2048;

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A site's certificate. */
export const siteLifetimeMilliseconds = 90 * dayMilliseconds;
/** A site asks for the next one when its own has no more than this left: from day 30 on. */
export const siteRenewMilliseconds = 60 * dayMilliseconds;
/** How long after its end a site's certificate is still good for asking for another one, and for nothing else. */
export const siteRenewLateMillisecondsMax = 365 * dayMilliseconds;
/** How long the one before holds still, once a session was opened with the next. */
export const siteOverlapMilliseconds = dayMilliseconds;
/** The hub's own server certificate; it renews itself at a start within the last `hubRenewMilliseconds`. */
export const hubLifetimeMilliseconds = 397 * dayMilliseconds;
export const hubRenewMilliseconds = 60 * dayMilliseconds;
export const authorityLifetimeMilliseconds = 10 * 365 * dayMilliseconds;
/** Of an issuing authority: longer than the certificates of the hub that it signs last. */
export const issuingLifetimeMilliseconds = 3 * 365 * dayMilliseconds;
/** A hub says that its issuing authority is to be exchanged when it has no more than this left. */
export const issuingRenewMilliseconds = 500 * dayMilliseconds;
/** Certificates start a little in the past, so that a clock which is a little behind accepts them. */
export const backdatedMilliseconds = 60 * 60 * 1000;

const internalDomain = 'carnet.internal';

/** The name that every client expects in the hub's certificate, whatever address or relay it came through. */
export const hubServerName = `hub.${internalDomain}`;

/** The name of a site in its certificate. */
export function siteServerName(code: SiteCode): string {
  return code === hubCode ? hubServerName : `${code.toLowerCase()}.${internalDomain}`;
}

/** Names under which every node also serves its own machine. */
export const loopbackHosts = ['localhost', '127.0.0.1'] as const;

/** Extra names that one certificate may hold. */
export const extraHostsMax = 16;

/**
 * Whether a LAN name may stand in a node's certificate: a host name or an IPv4 address. Names under `carnet.internal`
 * are given by the hub, never asked for: else a site could ask to be the hub.
 */
export function isGrantableHost(host: string): boolean {
  if (host.length > 253 || host === internalDomain || host.toLowerCase().endsWith(`.${internalDomain}`)) return false;
  if (/^[\d.]+$/.test(host)) return isIpv4(host);
  return host.split('.').every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
}

export function isIpv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
