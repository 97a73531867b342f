import type { SiteCode } from '../../protocol/ids.js';

/** The hub's register of the certificates and invites that it gave, with their history (rule T28). */
export interface CertificateStore {
  find(fingerprint: string): Promise<CertificateEntry | undefined>;
  /**
   * Puts a renewed certificate on the list beside the one that it renews, in one transaction. The same key again gets the
   * same certificate; another key takes the place of one that was given and never used.
   * @returns the certificate that holds, PEM
   */
  renew(command: RenewCertificate): Promise<string>;
  /** A session was opened with it: earlier ones of the site hold until `overlapUntilMilliseconds` (rule T27). */
  noteUsed(fingerprint: string, atMilliseconds: number, overlapUntilMilliseconds: number): Promise<void>;
  /** All that a site was given, the newest first. */
  ofSite(site: SiteCode): Promise<readonly CertificateEntry[]>;
  /** Those of all sites that do not hold any more, or do only until a time that is set. */
  ended(): Promise<readonly CertificateEntry[]>;
  invitesOf(site: SiteCode): Promise<readonly InviteEntry[]>;
}

export interface CertificateEntry {
  /** SHA-256 of its DER, hex. */
  readonly fingerprint: string;
  readonly site: SiteCode;
  readonly givenMilliseconds: number;
  /** Absent of one that was given before the register kept it. */
  readonly reason?: 'enrolled' | 'renewed';
  readonly expiresMilliseconds?: number;
  readonly pem?: string;
  /** When a session was first opened with it. */
  readonly usedMilliseconds?: number;
  /** Since when, or until when, it holds no more. */
  readonly endedMilliseconds?: number;
  readonly endReason?: 'renewed' | 'replaced' | 'revoked' | 'unused';
  readonly endBy?: string;
  readonly endNote?: string;
}

export interface InviteEntry {
  readonly inviteId: string;
  readonly createdMilliseconds?: number;
  readonly createdBy?: string;
  readonly expiresMilliseconds: number;
  readonly spentMilliseconds?: number;
  /** SHA-256 of the key that spent it, hex. */
  readonly spentBy?: string;
  readonly endedMilliseconds?: number;
  readonly endReason?: 'replaced' | 'revoked' | 'hub-restored';
}

export interface RenewCertificate {
  readonly site: SiteCode;
  /** SHA-256 of the key's SPKI, DER, hex. */
  readonly keyFingerprint: string;
  readonly certificatePem: string;
  readonly certificateFingerprint: string;
  readonly expiresMilliseconds: number;
  readonly atMilliseconds: number;
}
