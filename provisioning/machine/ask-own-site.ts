import type { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { networkInterfaces } from 'node:os';
import { TLSSocket } from 'node:tls';

/** Where this box serves the users of its site. */
export interface OwnListener {
  readonly host: string;
  readonly port: number;
  /** Whether a certificate is one that this box shows. */
  readonly isOurs: (certificate: X509Certificate) => boolean;
}

export interface OwnQuestion {
  readonly path: string;
  /** What its caller knows its own question by. */
  readonly bearer?: string;
  readonly withinMilliseconds: number;
}

export interface OwnAnswer {
  readonly status: number;
  readonly body: string;
}

const bodyBytesMax = 1_000_000;

/**
 * Asks as a user's browser does, in a new TLS session; `undefined` when nothing whole comes in time, or from somebody else.
 * The dates of the certificate are not asked: the machine's clock would judge them, and a box that was dark for long serves
 * all the same.
 */
export function askOwnSite({ host, port, isOurs }: OwnListener, question: OwnQuestion): Promise<OwnAnswer | undefined> {
  const { path, bearer, withinMilliseconds } = question;
  return new Promise((resolve) => {
    const accept = 'application/fhir+json';
    const headers = { accept, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) };
    const signal = AbortSignal.timeout(withinMilliseconds);
    const options = { host, port, path, headers, agent: false, servername: '', signal } as const;
    const asked = request({ ...options, rejectUnauthorized: false }, (answer) => {
      const { socket } = answer;
      const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
      const isTrusted = shown !== undefined && isOurs(shown);
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
        if (body.length > bodyBytesMax) asked.destroy();
      });
      answer.on('error', () => resolve(undefined));
      answer.on('end', () => resolve(isTrusted ? { status: answer.statusCode ?? 0, body } : undefined));
    });
    asked.on('error', () => resolve(undefined));
    asked.on('close', () => resolve(undefined));
    asked.end();
  });
}

/** Where users reach a listener: the first address of this machine on a network, for one that listens on all. */
export function lanHostOf(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
}
