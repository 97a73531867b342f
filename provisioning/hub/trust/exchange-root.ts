import type { X509Certificate } from 'node:crypto';
import { Problem } from '../../../protocol/problem.js';
import { hasSigned, isTrustedIssuing, pathOf } from '../../certificates/chain.js';
import { certificateFingerprintOf } from '../../certificates/fingerprint.js';
import { inspectCertificate } from '../../certificates/inspect.js';
import type { AuthorityPair } from '../../certificates/issuing-authority.js';
import { type MakeKeyPair, newKeyPair } from '../../certificates/key-pair.js';
import { certificatesIn } from '../../certificates/pem.js';
import { authorityKeyBits } from '../../certificates/profile.js';
import { readIdentity } from '../../node-folder.js';
import { readBundle, type TrustBundle, writeBundle } from '../../trust/bundle.js';
import { replaceBundle } from '../../trust/kept-bundles.js';
import { nextIssuingIn, refuseEnded, stageIssuing, takeNextIssuing } from './next-issuing.js';

/** Where a hub stands with its roots (rules E39, E41). */
export interface TrustStanding {
  readonly version: number;
  /** Fingerprints, with the end of each; the one that the hub's issuing authority rests on is `used`. */
  readonly roots: readonly {
    readonly fingerprint: string;
    readonly endsMilliseconds: number;
    readonly used: boolean;
  }[];
  /** Absent at a hub of before, where the one authority is root and issuer. */
  readonly issuing?: { readonly fingerprint: string; readonly endsMilliseconds: number };
  readonly distrusted: readonly string[];
  /** `steady`: one root; `announced`: another one is trusted, too; `switched`: that one is used, the first not yet retired. */
  readonly step: 'steady' | 'announced' | 'switched';
}

export function trustStanding(dir: string): TrustStanding {
  const { authorityPem, issuingPem } = readIdentity(dir);
  const { version, roots, distrusted } = readBundle(authorityPem);
  const used = usedRoot(dir);
  const shown = roots.map((root) => {
    const fingerprint = certificateFingerprintOf(root);
    return { fingerprint, endsMilliseconds: endOf(root), used: fingerprint === used };
  });
  const [issuing] = issuingPem === undefined ? [] : certificatesIn(issuingPem);
  const isLast = shown.at(-1)?.used === true;
  return {
    ...{ version, roots: shown, distrusted },
    ...(issuing && { issuing: { fingerprint: certificateFingerprintOf(issuing), endsMilliseconds: endOf(issuing) } }),
    step: shown.length === 1 ? 'steady' : isLast ? 'switched' : 'announced',
  };
}

/**
 * Announces another root: a bundle of both, signed by the one that is trusted; its issuing authority waits (rule E39).
 * Announced again it changes nothing.
 * @throws Problem `root-foreign` unless `signer` is a trusted root, `trust-step` while another exchange is under way,
 *   `issuing-refused` for a root that has ended or signs leaves only
 */
export async function announceRoot(
  dir: string,
  plan: { readonly signer: AuthorityPair; readonly next: AuthorityPair; readonly nowMilliseconds: number },
  makeKeyPair: MakeKeyPair = newKeyPair,
): Promise<void> {
  const { signer, next, nowMilliseconds } = plan;
  const held = heldBy(dir, signer);
  const [root] = certificatesIn(next.certificatePem);
  if (held.roots.some((each) => each.raw.equals(root.raw))) return;
  if (held.roots.length > 1) throw new Problem('trust-step', 'another exchange is under way');
  refuseEnded(next.certificatePem, nowMilliseconds);
  stageIssuing(dir, next, await makeKeyPair(authorityKeyBits), nowMilliseconds);
  const staged = nextIssuingIn(dir);
  if (staged === undefined || !isTrustedIssuing(next.certificatePem, staged)) throw new Problem('issuing-refused');
  replaceBundle(dir, writeBundle({ ...held, version: held.version + 1, roots: [...held.roots, root] }, signer));
}

/**
 * The announced root's issuing authority signs from now on (rule E41). Whether the sites have heard of it is the caller's
 * to ask. @throws Problem `trust-step`
 */
export function switchRoot(dir: string, nowMilliseconds: number): void {
  if (trustStanding(dir).step !== 'announced') throw new Problem('trust-step', 'no root is announced');
  const staged = nextIssuingIn(dir);
  const announced = readBundle(readIdentity(dir).authorityPem).roots.at(-1);
  if (staged === undefined || announced === undefined || !staged.checkIssued(announced)) {
    throw new Problem('trust-step', 'the issuing authority of the announced root is missing');
  }
  takeNextIssuing(dir, nowMilliseconds);
}

/**
 * The first root counts no more (rule E41): a bundle of the used one alone. @param signer the used root
 * @throws Problem `root-foreign`, `trust-step`
 */
export function retireRoot(dir: string, signer: AuthorityPair): void {
  const held = heldBy(dir, signer);
  const { step } = trustStanding(dir);
  const fingerprint = certificateFingerprintOf(signer.certificatePem);
  if (step === 'steady' && held.version > 1) return;
  if (step !== 'switched' || fingerprint !== usedRoot(dir)) throw new Problem('trust-step', 'no root was switched');
  const roots = held.roots.filter((each) => certificateFingerprintOf(each) === fingerprint);
  replaceBundle(dir, writeBundle({ ...held, version: held.version + 1, roots }, signer));
}

/**
 * Tells all nodes that an issuing authority of before counts no more (rule E38).
 * @throws Problem `root-foreign`; `trust-step` for the one that signs now
 */
export function distrustIssuing(dir: string, signer: AuthorityPair, fingerprint: string): void {
  const held = heldBy(dir, signer);
  if (held.distrusted.includes(fingerprint)) return;
  const { issuingPem } = readIdentity(dir);
  if (issuingPem === undefined || certificateFingerprintOf(issuingPem) === fingerprint) {
    throw new Problem('trust-step', 'it signs now: carnet hub issuing rotate');
  }
  const bundle = { ...held, version: held.version + 1, distrusted: [...held.distrusted, fingerprint] };
  replaceBundle(dir, writeBundle(bundle, signer));
}

/** The bundle that is trusted, if a root is of it. @throws Problem `root-foreign` */
export function heldBy(dir: string, signer: Pick<AuthorityPair, 'certificatePem'>): TrustBundle {
  const held = readBundle(readIdentity(dir).authorityPem);
  const fingerprint = certificateFingerprintOf(signer.certificatePem);
  if (!held.roots.some((root) => certificateFingerprintOf(root) === fingerprint)) throw new Problem('root-foreign');
  return held;
}

/** Fingerprint of the root that what the hub signs with rests on. */
function usedRoot(dir: string): string | undefined {
  const { authorityPem, issuingPem, certificatePem } = readIdentity(dir);
  const path = pathOf(authorityPem, certificatePem);
  if (issuingPem === undefined) return path && certificateFingerprintOf(path.root);
  const [issuing] = certificatesIn(issuingPem);
  const root = readBundle(authorityPem).roots.find((each) => hasSigned(each, issuing));
  return root && certificateFingerprintOf(root);
}

function endOf(certificate: X509Certificate): number {
  return inspectCertificate(certificate).notAfterMilliseconds;
}
