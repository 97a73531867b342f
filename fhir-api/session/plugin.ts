import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { knownPerson } from '../access/known-actor.js';
import type { Person } from '../actor.js';
import { instantOf } from '../answer.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { apiLimits } from '../limits.js';
import { replyProblem } from '../reply-problem.js';
import { writeCookie } from './cookie.js';
import type { Sessions } from './sessions.js';

export interface SessionApiOptions {
  readonly sessions: Sessions;
}

const address = '/api/session';

/**
 * Signing in and out of a browser: POST, GET and DELETE `/api/session`. Answers {user, displayName, role, site, expires};
 * errors are OperationOutcomes as in the FHIR API.
 */
export async function sessionApi(app: FastifyInstance, { sessions }: SessionApiOptions): Promise<void> {
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));

  const open = { access: 'open' } as const;
  app.post(address, { bodyLimit: apiLimits.sessionRequestBytesMax, config: open }, async (request, reply) => {
    const { user, password } = readSignIn(request.body);
    const result = await sessions.signIn(user, password, request.ip);
    if ('waitMilliseconds' in result) {
      reply.header('retry-after', String(Math.ceil(result.waitMilliseconds / 1000)));
      throw new Problem('too-many-attempts');
    }
    reply.header('set-cookie', writeCookie(request, sessions.cookieName, result.secret));
    return sendSession(reply, sessions, result.actor);
  });

  app.get(address, { config: { access: 'person' } }, async (request, reply) =>
    sendSession(reply, sessions, await knownPerson(sessions.actorOf, request)),
  );

  app.delete(address, { config: open }, async (request, reply) => {
    await sessions.signOut(request);
    return reply
      .code(204)
      .header('cache-control', 'no-store')
      .header('set-cookie', writeCookie(request, sessions.cookieName, ''))
      .send();
  });
}

function sendSession(reply: FastifyReply, sessions: Sessions, actor: Person): FastifyReply {
  return reply.header('cache-control', 'no-store').send({
    user: actor.name,
    displayName: actor.displayName,
    role: actor.role,
    author: actor.author,
    site: sessions.site,
    expires: instantOf(actor.expiresMilliseconds),
  });
}

/** Only JSON: a form of another web site cannot send it without asking first (Fetch, CORS preflight). */
function readSignIn(body: unknown): { readonly user: string; readonly password: string } {
  if (typeof body !== 'string') throw new Problem('media-type');
  const { user, password } = objectOf(body);
  if (typeof user !== 'string' || typeof password !== 'string') {
    throw new Problem('body-malformed', 'user and password are required');
  }
  if (user.length > 64 || password.length > apiLimits.passwordCharactersMax) throw new Problem('credentials-wrong');
  return { user: user.trim().toLowerCase(), password };
}

function objectOf(text: string): { readonly user?: unknown; readonly password?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw new Problem('body-malformed', 'not JSON');
  }
}
