import { request } from 'node:https';
import { networkInterfaces } from 'node:os';
import { TLSSocket } from 'node:tls';
import type { AvailabilityState } from '../../protocol/facts/availability.js';

export interface LanPlace {
  readonly host: string;
  readonly port: number;
  /** What the program knows its own question by. */
  readonly secret: string;
  /** Whether a certificate (DER) is one that this site shows; its dates are not asked, for the machine's clock would judge them. */
  readonly isOurs: (certificate: Buffer) => boolean;
}

/** What users call slow, and what they call broken. */
export const slowMilliseconds = 2_000;
export const answerMillisecondsMax = 10_000;
const bodyBytesMax = 1_000_000;
const path = '/fhir/Organization?_count=1';

/**
 * Asks the site as a user's browser does: a new TLS session with its listener, who asks, the search, the answer as FHIR.
 */
export async function probeLan(
  place: LanPlace,
  elapsedMilliseconds: () => number,
): Promise<Exclude<AvailabilityState, 'off'>> {
  const began = elapsedMilliseconds();
  if (!(await isAnswered(place))) return 'down';
  return elapsedMilliseconds() - began > slowMilliseconds ? 'degraded' : 'up';
}

function isAnswered({ host, port, secret, isOurs }: LanPlace): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${secret}`, accept: 'application/fhir+json' };
    const signal = AbortSignal.timeout(answerMillisecondsMax);
    const options = { host, port, path, headers, agent: false, servername: '', signal } as const;
    const asked = request({ ...options, rejectUnauthorized: false }, (answer) => {
      const { socket } = answer;
      const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
      const isTrusted = shown !== undefined && isOurs(shown);
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
        if (body.length > bodyBytesMax) asked.destroy();
      });
      answer.on('error', () => resolve(false));
      answer.on('end', () => resolve(isTrusted && answer.statusCode === 200 && isBundle(body)));
    });
    asked.on('error', () => resolve(false));
    asked.on('close', () => resolve(false));
    asked.end();
  });
}

function isBundle(body: string): boolean {
  try {
    return (JSON.parse(body) as { readonly resourceType?: unknown }).resourceType === 'Bundle';
  } catch {
    return false;
  }
}

/** Where users reach a listener: the first address of this machine on a network, for one that listens on all. */
export function lanHostOf(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
}
