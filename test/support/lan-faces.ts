import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { createHttpFaces } from '../../config/running/http-faces.js';
import { createLogger } from '../../config/running/logger.js';
import { readLanAuthority } from '../../provisioning/lan/lan-folder.js';
import { lanCode, lanFolder } from './lan-folder.js';
import { testCertificate } from './test-certificate.js';

/** One answer, and the certificate that was shown with it. */
export interface FaceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The names in the certificate. */
  readonly shown: string;
  readonly protocol: string | null;
}

export interface FaceQuestion {
  readonly port: number;
  readonly host?: string;
  /** What is asked for by name; none as for an address. */
  readonly servername?: string;
  readonly ca?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws Error as Node's TLS says it, where what is shown is not trusted by `ca` alone, or not for that name */
export function askSecurely(question: FaceQuestion): Promise<FaceAnswer> {
  const { port, host = '127.0.0.1', servername = '', ca, path = '/healthz', method = 'GET', headers = {} } = question;
  return new Promise((resolve, reject) => {
    const trust = ca === undefined ? { rejectUnauthorized: false } : { ca };
    const asked = request({ host, port, servername, path, method, headers, agent: false, ...trust }, (answer) => {
      const socket = answer.socket as TLSSocket;
      const shown = socket.getPeerX509Certificate()?.subjectAltName ?? '';
      const protocol = socket.getProtocol();
      let body = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body, shown, protocol });
      });
    });
    asked.on('error', reject).end();
  });
}

/** Asks in the clear. */
export function askPlainly(question: FaceQuestion): Promise<Pick<FaceAnswer, 'status' | 'headers' | 'body'>> {
  const { port, host = '127.0.0.1', path = '/', method = 'GET', headers = {} } = question;
  return new Promise((resolve, reject) => {
    const asked = plainRequest({ host, port, path, method, headers, agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

/** A listener that shows a node's certificate, and one of a LAN. */
export async function lanFaces(t: { teardown(stop: () => unknown): unknown }, host = '127.0.0.1') {
  const { dir, settled } = lanFolder(t);
  const { key: keyPem, cert: certificatePem, authority } = await testCertificate();
  const faces = createHttpFaces({
    ...{ https: { host, port: 0 }, http: undefined, keyPem, certificatePem },
    ...{
      logger: createLogger('edge-agent', 'silent'),
      onError: (error: unknown) => t.teardown(() => Promise.reject(error)),
    },
  });
  t.teardown(() => faces.close());
  faces.app.get('/healthz', async () => ({ alive: true }));
  faces.app.post('/taken', async (request) => ({ bytes: String(request.body).length }));
  const { httpsPort: port } = await faces.listen();
  const lanRoot = readLanAuthority(dir, lanCode)?.rootPem ?? '';
  return { dir, faces, port, lan: settled.server, lanRoot, nodeRoot: authority };
}
