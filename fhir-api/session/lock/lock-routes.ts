import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FoundCredential } from '../../../journal/people-store.js';
import { Problem } from '../../../protocol/problem.js';
import { apiLimits } from '../../limits.js';
import { readAgain, readOpening } from '../read-sign-in.js';
import { sendResult, shownSession, unkept } from '../send-result.js';
import type { Sessions } from '../sessions.js';

const address = '/api/session';

/**
 * A session that nobody uses (rules N11 to N17): POST `/api/session/use` says that somebody does, POST `/api/session/lock` locks
 * it at once; GET `/api/session/lock` tells whose it is and what opens it, POST `/api/session/unlock` opens it by {pin} or
 * {password, code?}; POST `/api/session/proof` {password, code?} proves again who is in. Errors are OperationOutcomes.
 */
export function addLockRoutes(app: FastifyInstance, sessions: Sessions): void {
  const { lock } = sessions;
  const known = async (request: FastifyRequest): Promise<FoundCredential> => {
    const found = await sessions.sessionOf(request);
    if (found === undefined) throw new Problem('unauthenticated');
    return found;
  };
  const bodyLimit = apiLimits.sessionRequestBytesMax;
  const inOpen = { bodyLimit, config: { access: 'person', givenPassword: 'let-in' } } as const;
  const inLocked = { bodyLimit, config: { access: 'own-proof', givenPassword: 'let-in' } } as const;
  const sendShown = async (request: FastifyRequest, reply: FastifyReply) => {
    const actor = await sessions.actorOf(request);
    if (actor === undefined || !('role' in actor)) throw new Problem('unauthenticated');
    return unkept(reply).send(shownSession(sessions, actor));
  };

  app.post(`${address}/use`, inOpen, async (request, reply) => {
    await lock.use(await known(request));
    return unkept(reply).code(204).send();
  });

  app.post(`${address}/lock`, inOpen, async (request, reply) => {
    await lock.lock(await known(request));
    return unkept(reply).code(204).send();
  });

  app.get(`${address}/lock`, inLocked, async (request, reply) =>
    unkept(reply).send(await lock.view(await known(request))),
  );

  app.post(`${address}/unlock`, inLocked, async (request, reply) => {
    const found = await known(request);
    const place = await sessions.placeOf(request);
    const result = await lock.open(
      found,
      readOpening(request.body, { address: request.ip, session: found.credential.hash, place }),
    );
    return result.kind === 'proven' ? sendShown(request, reply) : sendResult(request, reply, sessions, result);
  });

  app.post(`${address}/proof`, inOpen, async (request, reply) => {
    const found = await known(request);
    const { again } = readAgain(request.body);
    const result = await lock.prove(found, {
      ...again,
      ...{ address: request.ip, session: found.credential.hash, place: await sessions.placeOf(request) },
    });
    return result.kind === 'proven' ? sendShown(request, reply) : sendResult(request, reply, sessions, result);
  });
}
