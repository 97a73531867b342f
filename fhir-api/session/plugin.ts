import type { FastifyInstance } from 'fastify';
import { knownPerson } from '../access/known-actor.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { apiLimits } from '../limits.js';
import { replyProblem } from '../reply-problem.js';
import { addAccountRoutes } from './account/account-routes.js';
import { originOf } from './account/device.js';
import { addPasswordRoutes } from './account/password-routes.js';
import { addSessionRoutes } from './account/session-routes.js';
import { writeCookie } from './cookie.js';
import { addKeyRoutes } from './keys/key-routes.js';
import { addLockRoutes } from './lock/lock-routes.js';
import { readSignIn, readTaking } from './read-sign-in.js';
import { sendResult, shownSession, unkept } from './send-result.js';
import type { Sessions } from './sessions.js';

export interface SessionApiOptions {
  readonly sessions: Sessions;
}

const address = '/api/session';

/**
 * Signing in and out of a browser: POST, GET and DELETE `/api/session`. Answers {user, displayName, role, author, site,
 * expires, idleLockSeconds, choosesPassword};
 * 202 {secondFactor} where the password is right and a code is wanted, too: of what they have (`wanted`), or of what they
 * are offered to take (`offered`), which goes to `/api/session/second-factor`; with what a security key is asked by. Errors are OperationOutcomes as in the FHIR API.
 */
export async function sessionApi(app: FastifyInstance, { sessions }: SessionApiOptions): Promise<void> {
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));

  const open = { access: 'open' } as const;
  const small = { bodyLimit: apiLimits.sessionRequestBytesMax };
  app.post(address, { ...small, config: open }, async (request, reply) => {
    const typed = readSignIn(request.body);
    const place = await sessions.placeOf(request, 'sign-in');
    return sendResult(request, reply, sessions, await sessions.signIn({ ...typed, ...originOf(request), place }));
  });

  app.post(
    `${address}/second-factor`,
    { bodyLimit: apiLimits.keyRequestBytesMax, config: { access: 'own-proof' } },
    async (request, reply) => {
      const { token, taking } = readTaking(request.body);
      const place = await sessions.placeOf(request, 'sign-in');
      return sendResult(
        request,
        reply,
        sessions,
        await sessions.takeSecondFactor(token, taking, { ...originOf(request), place }),
      );
    },
  );

  app.get(address, { config: { access: 'person', givenPassword: 'let-in' } }, async (request, reply) =>
    unkept(reply).send(shownSession(sessions, await knownPerson(sessions.actorOf, request))),
  );

  app.delete(address, { config: open }, async (request, reply) => {
    await sessions.signOut(request);
    return unkept(reply)
      .code(204)
      .header('set-cookie', writeCookie(request, sessions.cookieName, ''))
      .send();
  });

  addLockRoutes(app, sessions);
  addAccountRoutes(app, sessions);
  addPasswordRoutes(app, sessions);
  addKeyRoutes(app, sessions);
  addSessionRoutes(app, sessions);
}
