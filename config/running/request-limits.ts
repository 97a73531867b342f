import type { ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Metrics } from './metrics.js';

/** How long a request may take to come, and how much may stand before its body (rule F164). */
export type RequestLimits = Required<
  Pick<
    ServerOptions,
    'keepAliveTimeout' | 'headersTimeout' | 'requestTimeout' | 'maxHeaderSize' | 'connectionsCheckingInterval'
  >
>;

/** Milliseconds and bytes. */
export const requestLimits: RequestLimits = {
  // Longer than a workstation pauses between two clicks: each connection costs a handshake, and one that ends as it is used
  // again costs its user an error.
  keepAliveTimeout: 72_000,
  headersTimeout: 20_000,
  // 16 MiB over a wireless network that is at its edge.
  requestTimeout: 300_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5_000,
};

/** Why a request was ended before anybody read it. */
export type BrokenRequest = 'slow' | 'head-too-large' | 'malformed';

const answers: Readonly<Record<BrokenRequest, string>> = {
  slow: '408 Request Timeout',
  'head-too-large': '431 Request Header Fields Too Large',
  malformed: '400 Bad Request',
};

/** Names what Node tells of a request that it could not take. */
export function brokenRequestOf(error: unknown): BrokenRequest {
  const { code } = error as { code?: unknown };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'slow';
  return code === 'HPE_HEADER_OVERFLOW' ? 'head-too-large' : 'malformed';
}

/**
 * Answers a request that could not be taken, and ends its connection. Who went away is not answered.
 * @returns why, or `undefined` where the connection was lost
 */
export function endBrokenRequest(error: unknown, socket: Duplex): BrokenRequest | undefined {
  const { code } = error as { code?: unknown };
  const isGone = code === 'ECONNRESET' || code === 'HPE_INVALID_EOF_STATE' || socket.destroyed;
  const reason = isGone ? undefined : brokenRequestOf(error);
  if (reason !== undefined && socket.writable) {
    socket.write(`HTTP/1.1 ${answers[reason]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  }
  socket.destroy();
  return reason;
}

/** Shows how many requests were ended before anybody read them. @returns what counts one */
export function countBrokenRequests(metrics: Metrics): (reason: BrokenRequest) => void {
  const help = 'Requests that were ended before anybody read them: too slow, a head that is too large, or no HTTP.';
  const counter = metrics.counter('carnet_http_broken_requests_total', help);
  return (reason) => counter.add({ reason });
}
