import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { Problem } from '../../protocol/problem.js';
import { certificateFingerprintOf } from '../certificates/inspect.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import { nodePaths, readNode } from '../node-folder.js';

/** How long a site must serve without a miss, and within which time that must have happened. */
export interface HealthTerms {
  readonly forMilliseconds: number;
  readonly withinMilliseconds: number;
}

const lookMilliseconds = 250;
const answerMillisecondsMax = 5_000;
const bodyBytesMax = 1_000_000;

/**
 * Asks a site as a browser on its network does: a new TLS session, whether it is ready, and what it says that it is.
 * @throws Problem `release-unhealthy` with what was missing last
 */
export async function proveHealth(dir: string, version: string, terms: HealthTerms): Promise<void> {
  const began = performance.now();
  let soundSince: number | undefined;
  for (;;) {
    const fault = await lookAt(dir, version);
    const now = performance.now();
    soundSince = fault === undefined ? (soundSince ?? now) : undefined;
    if (soundSince !== undefined && now - soundSince >= terms.forMilliseconds) return;
    if (fault !== undefined && now - began > terms.withinMilliseconds) throw new Problem('release-unhealthy', fault);
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

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(dir: string, path: string): Promise<Answer | undefined> {
  const { https } = readNode(dir);
  const host = https.host === '0.0.0.0' || https.host === '::' ? '127.0.0.1' : https.host;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(answerMillisecondsMax);
    const headers = { accept: 'application/fhir+json' };
    // Dates are not asked: the machine's clock would judge them, and a box that was dark for long serves all the same.
    const asked = request({ host, port: https.port, path, headers, agent: false, signal, rejectUnauthorized: false });
    asked.on('response', (answer) => {
      const { socket } = answer;
      const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
        if (body.length > bodyBytesMax) asked.destroy();
      });
      answer.on('error', () => resolve(undefined));
      answer.on('end', () => resolve(isOwn(dir, shown) ? { status: answer.statusCode ?? 0, body } : undefined));
    });
    asked.on('error', () => resolve(undefined));
    asked.on('close', () => resolve(undefined));
    asked.end();
  });
}

/** Whether what was shown is a certificate of this box, or one that its authority gave. */
function isOwn(dir: string, shown: Buffer | undefined): boolean {
  if (shown === undefined) return false;
  const { certificate, nextCertificate, authority } = nodePaths(dir);
  const own = [certificate, nextCertificate].map(readTextIfThere).filter((pem) => pem !== undefined);
  if (own.some((pem) => certificateFingerprintOf(pem) === certificateFingerprintOf(shown))) return true;
  const authorityPem = readTextIfThere(authority);
  return authorityPem !== undefined && new X509Certificate(shown).verify(new X509Certificate(authorityPem).publicKey);
}
