import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { Problem } from '../../../protocol/problem.js';
import { isTrustedIssuing } from '../../certificates/chain.js';
import { inspectCertificate } from '../../certificates/inspect.js';
import { type AuthorityPair, certifyIssuing } from '../../certificates/issuing-authority.js';
import { type KeyPairPem, type MakeKeyPair, newKeyPair, publicKeyPemOf } from '../../certificates/key-pair.js';
import { certificatesIn, privateKeyIn } from '../../certificates/pem.js';
import { authorityKeyBits } from '../../certificates/profile.js';
import { readRequest, writeRequest } from '../../certificates/request.js';
import { readTextIfThere, writeFileAtomically } from '../../folder/atomic-file.js';
import { nodePaths, readIdentity } from '../../node-folder.js';
import { readBundle } from '../../trust/bundle.js';
import { renewHubCertificate } from '../create-hub.js';
import { keepFeedSealKey } from '../feed-seal-key.js';

/** What a request for an issuing authority asks to be. */
const requestName = 'Carnet Issuing';

/**
 * The request for the next issuing authority (rule E38). Its key is made here and kept before anybody hears of it; asked
 * again it is the same request.
 */
export async function requestIssuing(dir: string, makeKeyPair: MakeKeyPair = newKeyPair): Promise<string> {
  const { nextIssuing } = nodePaths(dir);
  // The one that waits then is of the root that was announced.
  if (readBundle(readIdentity(dir).authorityPem).roots.length > 1) {
    throw new Problem('trust-step', 'an exchange of the root is under way');
  }
  const kept = privateKeyIn(readTextIfThere(nextIssuing) ?? '');
  const isUsed = kept === undefined || kept === readIdentity(dir).authorityKeyPem;
  if (!isUsed) return writeRequest({ privateKeyPem: kept, publicKeyPem: publicKeyPemOf(kept) }, requestName);
  const pair = await makeKeyPair(authorityKeyBits);
  writeFileAtomically(nextIssuing, pair.privateKeyPem);
  return writeRequest(pair, requestName);
}

/**
 * Signs such a request where the root is; nothing else of the hub is needed there.
 * @throws Problem `root-altered` for what is no such request, `issuing-refused` where the root has ended
 */
export function signIssuing(root: AuthorityPair, requestPem: string, nowMilliseconds: number): string {
  refuseEnded(root.certificatePem, nowMilliseconds);
  try {
    return certifyIssuing(root, readRequest(requestPem, requestName).publicKeyPem, nowMilliseconds);
  } catch (cause) {
    throw new Problem('root-altered', 'the request', [], { cause });
  }
}

/** @throws Problem `issuing-refused` for a root that has ended: nothing below it counts */
export function refuseEnded(rootPem: string, nowMilliseconds: number): void {
  if (inspectCertificate(rootPem).notAfterMilliseconds > nowMilliseconds) return;
  throw new Problem('issuing-refused', 'the root has ended');
}

/**
 * Puts the certificate of the next issuing authority beside its key.
 * @throws Problem `issuing-refused` unless a trusted root signed it for that key, as an authority that signs leaves only
 */
export function keepNextIssuing(dir: string, certificateText: string, nowMilliseconds: number): void {
  const { nextIssuing } = nodePaths(dir);
  const keyPem = privateKeyIn(readTextIfThere(nextIssuing) ?? '');
  if (keyPem === undefined) throw new Problem('trust-step', 'no key waits: carnet hub issuing request');
  const certificatePem = acceptable(certificateText, keyPem, readIdentity(dir).authorityPem, nowMilliseconds);
  writeFileAtomically(nextIssuing, `${keyPem}${certificatePem}`);
}

/** Makes the next issuing authority under a root that the nodes do not trust yet: it waits for its turn. */
export function stageIssuing(dir: string, root: AuthorityPair, pair: KeyPairPem, nowMilliseconds: number): void {
  const certificatePem = certifyIssuing(root, pair.publicKeyPem, nowMilliseconds);
  writeFileAtomically(nodePaths(dir).nextIssuing, `${pair.privateKeyPem}${certificatePem}`);
}

/** The certificate of the one that waits; `undefined` where none does. */
export function nextIssuingIn(dir: string): X509Certificate | undefined {
  const text = readTextIfThere(nodePaths(dir).nextIssuing);
  return text?.includes('BEGIN CERTIFICATE') ? certificatesIn(text)[0] : undefined;
}

/**
 * The one that waits signs from now on (rule E38); for a hub whose program does not run. One atomic write: cut off before
 * it nothing has happened, after it the next start goes on.
 * @throws Problem `trust-step` where none waits, `issuing-refused`, `disk-full`
 */
export function takeNextIssuing(dir: string, nowMilliseconds: number): void {
  const { nextIssuing, issuing } = nodePaths(dir);
  const text = readTextIfThere(nextIssuing);
  const keyPem = privateKeyIn(text ?? '');
  if (text === undefined || keyPem === undefined || nextIssuingIn(dir) === undefined) {
    throw new Problem('trust-step', 'no issuing authority waits');
  }
  const { authorityPem, authorityKeyPem } = readIdentity(dir);
  const certificatePem = acceptable(text, keyPem, authorityPem, nowMilliseconds);
  if (authorityKeyPem !== undefined) keepFeedSealKey(dir, authorityKeyPem);
  writeFileAtomically(issuing, `${keyPem}${certificatePem}`);
  settleIssuing(dir, nowMilliseconds);
}

/** Finishes an exchange that was cut off, and signs the hub's own certificate anew where another signed it. */
export function settleIssuing(dir: string, nowMilliseconds: number): void {
  const { issuing, nextIssuing, authorityKey } = nodePaths(dir);
  if (existsSync(issuing)) {
    // The key of the authority of before: what it signed stays good, and nobody signs with it any more.
    rmSync(authorityKey, { force: true });
    const next = privateKeyIn(readTextIfThere(nextIssuing) ?? '');
    if (next !== undefined && next === readIdentity(dir).authorityKeyPem) rmSync(nextIssuing, { force: true });
  }
  renewHubCertificate(dir, nowMilliseconds);
}

function acceptable(text: string, keyPem: string, trustPem: string, nowMilliseconds: number): string {
  try {
    const [certificate] = certificatesIn(text);
    const isFit = isTrustedIssuing(trustPem, certificate) && certificate.checkPrivateKey(createPrivateKey(keyPem));
    if (isFit && inspectCertificate(certificate).notAfterMilliseconds > nowMilliseconds) return certificate.toString();
  } catch (cause) {
    throw new Problem('issuing-refused', '', [], { cause });
  }
  throw new Problem('issuing-refused');
}
