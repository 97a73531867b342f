import type { FastifyInstance } from 'fastify';
import { Problem } from '../../../protocol/problem.js';
import { knownPerson } from '../../access/known-actor.js';
import { apiLimits } from '../../limits.js';
import { originOf } from '../account/device.js';
import { readAgain, readKeyToAdd, readToken } from '../read-sign-in.js';
import { sendResult, unkept } from '../send-result.js';
import type { Sessions } from '../sessions.js';

/**
 * Security keys (WebAuthn, rules N18 to N22) of who is in a session: POST `/api/session/key` asks for what one's key is shown by,
 * in a locked session too; POST `/api/session/second-factor/key` {token} for what who was offered one makes theirs by; POST `/api/account/keys/offer` {password, code | key} for what a new one is made by, POST
 * `/api/account/keys` {name, key} keeps it, DELETE `/api/account/keys/:id` takes one away. Errors are OperationOutcomes.
 */
export function addKeyRoutes(app: FastifyInstance, sessions: Sessions): void {
  const { keys, ownKeys } = sessions;
  const options = { bodyLimit: apiLimits.keyRequestBytesMax, config: { access: 'person' } } as const;
  const ownProof = { ...options, config: { access: 'own-proof' } } as const;

  app.post('/api/session/key', ownProof, async (request, reply) => {
    const found = await sessions.sessionOf(request);
    if (found === undefined) throw new Problem('unauthenticated');
    const way = await keys.wayFor(found.user.name, await sessions.placeOf(request));
    return unkept(reply).send({ key: way ?? null });
  });

  app.post('/api/session/second-factor/key', ownProof, async (request, reply) => {
    const creation = await sessions.offerKey(readToken(request.body), await sessions.placeOf(request, 'sign-in'));
    return unkept(reply).send({ creation });
  });

  app.post('/api/account/keys/offer', options, async (request, reply) => {
    const { again } = readAgain(request.body);
    const person = await knownPerson(sessions.actorOf, request);
    const place = await sessions.placeOf(request);
    const result = await ownKeys.offer(person, { ...again, ...(await sessions.doneAt(request)), place });
    if (result.kind === 'creation') return unkept(reply).send({ creation: result.creation });
    return sendResult(request, reply, sessions, result);
  });

  app.post('/api/account/keys', options, async (request, reply) => {
    const { made, called } = readKeyToAdd(request.body);
    const person = await knownPerson(sessions.actorOf, request);
    const recoveryCodes = await ownKeys.add(person, made, called, {
      ...(await sessions.doneAt(request)),
      place: await sessions.placeOf(request),
    });
    return unkept(reply).send(recoveryCodes === undefined ? {} : { recoveryCodes });
  });

  const proven = { config: { access: 'person', proof: 'recent' } } as const;
  app.delete<{ Params: { id: string } }>('/api/account/keys/:id', proven, async (request, reply) => {
    const begun = sessions.begin();
    const at = { address: request.ip, session: begun.hash };
    const user = await ownKeys.remove(await knownPerson(sessions.actorOf, request), request.params.id, at);
    return sendResult(request, reply, sessions, await sessions.open(user, originOf(request), begun));
  });
}
