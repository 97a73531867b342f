import { createPrivateKey } from 'node:crypto';
import { signText } from '../../protocol/session/signed.js';

/** The word of the hub's authority for what it has of a site's audit (rule R7): a site can prove it without the hub. */
export function anchorSealer({ authorityKeyPem }: { readonly authorityKeyPem: string }) {
  const key = createPrivateKey(authorityKeyPem);
  return (text: Uint8Array): Uint8Array => signText(key, text);
}
