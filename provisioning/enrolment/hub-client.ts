import type { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { KnownMoment } from '../../protocol/clock-floor.js';
import { Problem } from '../../protocol/problem.js';
import { isProblemCode } from '../../protocol/problems.js';
import { showsHub } from '../certificates/inspect.js';
import { hubServerName } from '../certificates/profile.js';
import { systemErrorCode } from '../folder/atomic-file.js';
import { enrolmentBytesMax } from './message.js';

const requestMillisecondsMax = 20_000;

/** What says that the network failed, and not the proof of who answers. */
const networkErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
]);

export interface HubReply {
  readonly body: unknown;
  /** What the server showed. */
  readonly peerCertificate: X509Certificate | undefined;
}

/** Whom to believe that it is the hub. */
export interface HubTrust {
  readonly authorityPem: string;
  /** What is known of time, for the end of its certificate (rule T22). */
  readonly moment: KnownMoment;
}

/**
 * Asks the hub over TLS 1.3. With `trust`, only the hub of that authority may answer, before a byte is sent; without,
 * anyone may and the caller has to judge the certificate that it showed.
 * @throws Problem `hub-unreachable`, `hub-unproven`, `time-out`, or the code that the hub answered
 */
export async function askHub(url: URL, path: string, body: object, trust?: HubTrust): Promise<HubReply> {
  const reply = await exchange(new URL(path, url), JSON.stringify(body), trust);
  const value = parseJson(reply.text);
  if (reply.status === 200 && value !== undefined) return { body: value, peerCertificate: reply.peerCertificate };
  throw refusalOf(value);
}

interface RawReply {
  readonly status: number;
  readonly text: string;
  readonly peerCertificate: X509Certificate | undefined;
}

function exchange(url: URL, body: string, trust: HubTrust | undefined): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      // Judged below, in the same moment: OpenSSL would ask the box's own clock about the dates (rule T22).
      rejectUnauthorized: false,
      method: 'POST',
      agent: false,
      // Whatever address or relay leads there, it is the name in the hub's certificate that counts.
      servername: hubServerName,
      minVersion: 'TLSv1.3',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(requestMillisecondsMax),
    });
    outgoing.on('error', (cause) => reject(problemOf(cause, url)));
    let peerCertificate: X509Certificate | undefined;
    outgoing.on('socket', (socket) => {
      socket.once('secureConnect', () => {
        // Asked for once: a second time Node has forgotten the certificate.
        peerCertificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
        if (trust !== undefined) endUnlessProven(socket, peerCertificate, trust);
      });
    });
    outgoing.on('response', (incoming) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > enrolmentBytesMax) outgoing.destroy(new Problem('hub-unproven', 'the answer is too long'));
        parts.push(part);
      });
      incoming.on('error', (cause) => reject(problemOf(cause, url)));
      incoming.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, text, peerCertificate });
      });
    });
    outgoing.end(body);
  });
}

/** Before anything is sent: what is written to a socket waits for its handshake, and this is told in the midst of its end. */
function endUnlessProven(socket: Socket, shown: X509Certificate | undefined, { authorityPem, moment }: HubTrust): void {
  const isHub = showsHub({ authorityPem, hubName: hubServerName }, shown, moment);
  if (!isHub) socket.destroy(new Problem('hub-unproven', 'the certificate of the server is not the hub’s'));
}

function problemOf(cause: Error, url: URL): Problem {
  if (cause instanceof Problem) return cause;
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return new Problem('hub-unreachable', url.origin);
  const code = systemErrorCode(cause) ?? '';
  return new Problem(networkErrors.has(code) ? 'hub-unreachable' : 'hub-unproven', `${url.origin} ${code}`, [], {
    cause,
  });
}

/** A refusal in the closed list; what is not one (a captive portal, another server) has proven nothing. */
function refusalOf(value: unknown): Problem {
  const { code, detail } = ((value as { problem?: unknown } | undefined)?.problem ?? {}) as Record<string, unknown>;
  if (typeof code === 'string' && isProblemCode(code))
    return new Problem(code, typeof detail === 'string' ? detail : '');
  return new Problem('hub-unproven', 'something else than a Carnet hub answered');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
