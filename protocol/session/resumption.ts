import { hkdfSync, type X509Certificate } from 'node:crypto';

/** What the next connection of a link may begin with in place of certificates (rule L57). */
export interface ResumptionKey {
  /** Names the key on the wire: 22 characters. */
  readonly identity: string;
  /** 32 bytes; a pre-shared key of TLS 1.3 (RFC 8446 §2.2). */
  readonly key: Uint8Array;
}

/** The certificate that the other end has shown, and proven that it holds its key. */
export interface ShownCertificate {
  readonly certificate: X509Certificate;
  /** When it was shown, not what was begun with it since; milliseconds of the steady clock. */
  readonly shownAt: number;
}

const keyBytes = 32;
const identityBytes = 16;

/** As long as TLS 1.3 lets a ticket live (RFC 8446 §4.6.1). */
export const resumptionMillisecondsMax = 7 * 86_400_000;

/**
 * The key that both ends of a session come to without saying anything more (HKDF, RFC 5869).
 * @param sessionKey of the handshake (rule S15)
 */
export function deriveResumptionKey(sessionKey: Uint8Array): ResumptionKey {
  const derived = Buffer.from(hkdfSync('sha256', sessionKey, '', 'carnet resumption 1', keyBytes + identityBytes));
  return { identity: derived.toString('base64url', keyBytes), key: derived.subarray(0, keyBytes) };
}

/** Whether a certificate that was shown earlier still stands for its owner, as it would if it were shown now. */
export function isStillShown(
  {
    certificate,
    shownAt,
  }: { readonly certificate: Pick<X509Certificate, 'validFrom' | 'validTo'>; readonly shownAt: number },
  at: { readonly wallMilliseconds: number; readonly steadyMilliseconds: number },
): boolean {
  if (at.steadyMilliseconds - shownAt >= resumptionMillisecondsMax) return false;
  const { validFrom, validTo } = certificate;
  return at.wallMilliseconds >= Date.parse(validFrom) && at.wallMilliseconds <= Date.parse(validTo);
}
