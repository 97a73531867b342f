import { createPrivateKey } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import type { Identity } from '../node-folder.js';
import { fitsKey, isIssuedFor } from './inspect.js';

/** Whether the key is the one of the certificate, and the authority signed that for this name; not where one is unreadable. */
export function isWholeIdentity({ keyPem, certificatePem, authorityPem }: Identity, serverName: string): boolean {
  try {
    return isIssuedFor(authorityPem, certificatePem, serverName) && fitsKey(certificatePem, createPrivateKey(keyPem));
  } catch {
    // OpenSSL cannot read one of them.
    return false;
  }
}

/**
 * A program does not start with files that do not belong together: the listener would end it in OpenSSL's words (rule O4).
 * @param place the folder that is named to who has to mend it
 * @throws Problem `identity-mismatch`
 */
export function assertWholeIdentity(identity: Identity, serverName: string, place: string): void {
  if (!isWholeIdentity(identity, serverName)) throw new Problem('identity-mismatch', place);
}
