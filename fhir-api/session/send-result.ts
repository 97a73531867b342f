import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import type { Person } from '../actor.js';
import { instantOf } from '../answer.js';
import { writeCookie } from './cookie.js';
import { qrOf } from './second-factor/qr.js';
import type { Sessions, SignInResult } from './sessions.js';

/** What signing in came to, in an answer; a session goes into a cookie. @throws Problem `too-many-attempts` */
export async function sendResult(
  request: FastifyRequest,
  reply: FastifyReply,
  sessions: Sessions,
  result: SignInResult,
): Promise<FastifyReply> {
  switch (result.kind) {
    case 'wait':
      reply.header('retry-after', String(Math.ceil(result.milliseconds / 1000)));
      throw new Problem('too-many-attempts');
    case 'code-wanted':
      return unkept(reply)
        .code(202)
        .send({ secondFactor: 'wanted', ...(result.way && { key: result.way }) });
    case 'offered': {
      const { token, secret, uri, expiresMilliseconds } = result.offer;
      const shown = { token, secret, uri, qr: await qrOf(uri), expires: instantOf(expiresMilliseconds) };
      const place = await sessions.placeOf(request, '');
      const keyAddress = place.kind === 'here' ? null : (place.address ?? null);
      const offer = { ...shown, keysWork: place.kind === 'here', keyAddress };
      return unkept(reply).code(202).send({ secondFactor: 'offered', offer });
    }
    case 'in': {
      const { actor, secret, recoveryCodes } = result;
      await sessions.supersede(request);
      reply.header('set-cookie', writeCookie(request, sessions.cookieName, secret));
      return unkept(reply).send({ ...shownSession(sessions, actor), ...(recoveryCodes && { recoveryCodes }) });
    }
  }
}

/** An answer that nothing on the way keeps. */
export function unkept(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}

/** {user, displayName, role, author, site, expires, idleLockSeconds, choosesPassword}. */
export function shownSession({ site, lock }: Sessions, actor: Person) {
  return {
    user: actor.name,
    displayName: actor.displayName,
    role: actor.role,
    author: actor.author,
    site,
    expires: instantOf(actor.expiresMilliseconds),
    idleLockSeconds: Math.floor(lock.idleMillisecondsMax / 1000),
    choosesPassword: actor.isPasswordGiven === true,
  };
}
