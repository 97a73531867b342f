import { hubCode } from '../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import { stockKeyPairs } from './stock-key-pairs.js';

export interface TestCertificate {
  /** PEM of the authority that gave it. */
  readonly authority: string;
  readonly key: string;
  readonly cert: string;
}

/** A certificate for `localhost` and 127.0.0.1 under an authority of its own. */
export async function testCertificate(): Promise<TestCertificate> {
  const nowMilliseconds = Date.now();
  const authority = await createAuthority('Test', nowMilliseconds, stockKeyPairs);
  const { privateKeyPem, publicKeyPem } = await stockKeyPairs(2048);
  const cert = issueCertificate(authority, { code: hubCode, publicKeyPem, extraHosts: [], nowMilliseconds });
  return { authority: authority.certificatePem, key: privateKeyPem, cert };
}
