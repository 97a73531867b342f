import { fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { SiteCode } from '../../protocol/ids.js';

/** Cookies ignore ports, so the name tells the sites of one host apart. */
export function cookieNameOf(site: SiteCode): string {
  return `carnet_session_${site}`;
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : fastifyCookie.parse(cookie)[name];
}

/**
 * The header Set-Cookie (RFC 6265): no script reads it, no other web site sends it. It ends with the browser; how long
 * it is good is decided here, not there. An empty secret takes it away.
 */
export function writeCookie(request: FastifyRequest, name: string, secret: string): string {
  return fastifyCookie.serialize(name, secret, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: !isLoopbackHttp(request),
    ...(secret === '' ? { maxAge: 0 } : {}),
  });
}

/** Only the plain listener that the machine alone can reach does without `Secure`. */
function isLoopbackHttp(request: FastifyRequest): boolean {
  const address = request.socket.localAddress ?? '';
  return request.protocol === 'http' && /^(127\.|::1$|::ffff:127\.)/.test(address);
}
