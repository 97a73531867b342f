import type { CertificateEntry } from '../../journal/certificates/certificate-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { chainOf } from '../certificates/chain.js';
import { requireHub } from './site-verbs.js';
import type { VerbContext } from './verb-context.js';

/** What an active site trusts, as it has told, and what its certificates rest on. */
export interface TrustOfSite {
  readonly site: SiteCode;
  readonly name: string;
  /** `null` where it has said nothing of it: it runs a release of before, or has not been here since. */
  readonly version: number | null;
  /** The names of what signed the certificates that hold, as X.509 has them; one line each. */
  readonly issuers: readonly string[];
}

/** `trust-sites` {} */
export async function listTrustOfSites(context: VerbContext): Promise<readonly TrustOfSite[]> {
  requireHub(context);
  const { fleet, facts, certificates } = context.journal;
  const said = new Map((await facts.all()).map((heard) => [heard.site, heard.facts.trustVersion]));
  const active = (await fleet.listSites()).filter(({ state }) => state === 'active');
  return Promise.all(
    active.map(async ({ code: site, name }) => {
      const held = (await certificates.ofSite(site)).filter((entry) => isHeld(entry, context.now()));
      const issuers = [...new Set(held.flatMap(({ pem }) => (pem === undefined ? [] : signersIn(pem))))];
      return { site, name, version: said.get(site) ?? null, issuers };
    }),
  );
}

function isHeld({ endedMilliseconds, expiresMilliseconds }: CertificateEntry, nowMilliseconds: number): boolean {
  return (endedMilliseconds ?? Infinity) > nowMilliseconds && (expiresMilliseconds ?? Infinity) > nowMilliseconds;
}

/** Who signed each certificate of a chain: the last is its root. */
function signersIn(pem: string): readonly string[] {
  return chainOf(pem).map(({ issuer }) => issuer.replaceAll('\n', ', '));
}
