import { fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { SiteCode } from '../../protocol/ids.js';

/** Cookies ignore ports, so the name tells the sites of one host apart. */
export function cookieNameOf(site: SiteCode): string {
  return `carnet_session_${site}`;
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[shownName(request, name)];
}

/**
 * The header Set-Cookie (RFC 6265): no script reads it, no other web site sends it. It ends with the browser; how long
 * it is good is decided here, not there. An empty secret takes it away.
 */
export function writeCookie(request: FastifyRequest, name: string, secret: string): string {
  return fastifyCookie.serialize(shownName(request, name), secret, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: !isLoopbackHttp(request),
    ...(secret === '' ? { maxAge: 0 } : {}),
  });
}

/**
 * Over HTTPS the name itself says how it was set (RFC 6265bis §4.1.3.2): a browser takes `__Host-` with `Secure`, for this host alone
 * and for all of it, so that nobody who answers plain HTTP in the site's name can slip another one under it (rule T46).
 */
function shownName(request: FastifyRequest, name: string): string {
  return isLoopbackHttp(request) ? name : `__Host-${name}`;
}

/** Only the plain listener that the machine alone can reach does without `Secure`. */
function isLoopbackHttp(request: FastifyRequest): boolean {
  const address = request.socket.localAddress ?? '';
  return request.protocol === 'http' && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
