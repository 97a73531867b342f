import { createPrivateKey, X509Certificate } from 'node:crypto';
import { signText } from '../../protocol/session/signed.js';
import type { Authority } from '../certificates/authority.js';
import { shownBeside } from '../certificates/chain.js';
import { authorityOf, type HubIdentity } from '../node-folder.js';

/** The word of the hub's authority for what it has of a site's audit (rule R7): a site can prove it without the hub. */
export function anchorSealOf(identity: HubIdentity) {
  return anchorSealUnder(authorityOf(identity));
}

/** The same of an authority. A site knows roots only, so that one which issues shows itself. */
export function anchorSealUnder({ keyPem, certificatePem }: Pick<Authority, 'keyPem' | 'certificatePem'>) {
  const key = createPrivateKey(keyPem);
  const shown = shownBeside(new X509Certificate(certificatePem));
  return {
    sign: (text: Uint8Array): Uint8Array => signText(key, text),
    issuing: new Uint8Array(shown?.raw ?? []),
  };
}
