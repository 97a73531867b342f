import type { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../protocol/problem.js';
import { pathOf } from '../certificates/chain.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { isRewriting, planRewriting } from '../erasure/rewrite-files.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import { isLanServer } from '../lan/lan-folder.js';
import { askOwnSite, lanHostOf, type OwnAnswer } from '../machine/ask-own-site.js';
import { nodePaths, readNode } from '../node-folder.js';

/** How long a site must serve without a miss, and within which time that must have happened. */
export interface HealthTerms {
  readonly forMilliseconds: number;
  readonly withinMilliseconds: number;
}

const lookMilliseconds = 250;
const answerMillisecondsMax = 5_000;
/** How much longer than planned the databases may take to be written anew. */
const rewritingSlack = 3;

/**
 * Asks a site as a browser on its network does: a new TLS session, whether it is ready, and what it says that it is.
 * @throws Problem `release-unhealthy` with what was missing last
 */
export async function proveHealth(dir: string, version: string, terms: HealthTerms): Promise<void> {
  const began = performance.now();
  const rewritingEnds = began + rewritingSlack * planRewriting(dir).seconds * 1000;
  let waitedSince = began;
  let soundSince: number | undefined;
  for (;;) {
    const fault = await lookAt(dir, version);
    const now = performance.now();
    // A start that writes the databases anew (rule W16) serves later, and is no worse for it.
    if (now < rewritingEnds && isRewriting(dir)) waitedSince = now;
    soundSince = fault === undefined ? (soundSince ?? now) : undefined;
    if (soundSince !== undefined && now - soundSince >= terms.forMilliseconds) return;
    if (fault !== undefined && now - waitedSince > terms.withinMilliseconds)
      throw new Problem('release-unhealthy', fault);
    await sleep(lookMilliseconds);
  }
}

/** What is not as it must be; `undefined` where all is. */
async function lookAt(dir: string, version: string): Promise<string | undefined> {
  const [ready, statement] = [await ask(dir, '/readyz'), await ask(dir, '/fhir/metadata')];
  if (ready?.status !== 200) return `/readyz: ${ready?.status ?? 'no answer'}`;
  if (statement?.status !== 200) return `/fhir/metadata: ${statement?.status ?? 'no answer'}`;
  const says = versionIn(statement.body);
  return says === version ? undefined : `says that it is ${says}`;
}

function versionIn(body: string): string {
  try {
    const { software } = JSON.parse(body) as { readonly software?: { readonly version?: unknown } };
    return String(software?.version ?? 'nothing');
  } catch {
    return 'nothing';
  }
}

function ask(dir: string, path: string): Promise<OwnAnswer | undefined> {
  const { https, code } = readNode(dir);
  const isOurs = (shown: X509Certificate) => isOwn(dir, shown) || isLanServer(dir, code, shown);
  const listener = { host: lanHostOf(https.host), port: https.port, isOurs };
  return askOwnSite(listener, { path, withinMilliseconds: answerMillisecondsMax });
}

/** Whether what was shown is a certificate of this box, or one that its authority gave. */
function isOwn(dir: string, shown: X509Certificate): boolean {
  const { certificate, nextCertificate, authority } = nodePaths(dir);
  const own = [certificate, nextCertificate].map(readTextIfThere).filter((pem) => pem !== undefined);
  if (own.some((pem) => certificateFingerprintOf(pem) === certificateFingerprintOf(shown))) return true;
  const authorityPem = readTextIfThere(authority);
  return authorityPem !== undefined && pathOf(authorityPem, shown) !== undefined;
}
