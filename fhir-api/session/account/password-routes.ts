import type { FastifyInstance } from 'fastify';
import { knownPerson } from '../../access/known-actor.js';
import { apiLimits } from '../../limits.js';
import { readNext } from '../read-sign-in.js';
import { sendResult, unkept } from '../send-result.js';
import type { Sessions } from '../sessions.js';
import { originOf } from './device.js';

const address = '/api/account';

/**
 * Passwords that a person thinks of: POST `/api/account/own-password` {next} takes their own in the place of one that was given to them
 * (rules N30 to N33), POST `/api/account/password-rating` {next} says how one stands up to guessing (rule N34). They are in bodies alone,
 * which nothing logs. Errors are OperationOutcomes.
 */
export function addPasswordRoutes(app: FastifyInstance, sessions: Sessions): void {
  const bodyLimit = apiLimits.sessionRequestBytesMax;
  const { account } = sessions;

  const rated = { bodyLimit, config: { access: 'person', givenPassword: 'let-in' } } as const;
  app.post(`${address}/password-rating`, rated, async (request, reply) => {
    const next = readNext(request.body);
    const rating = await account.rate(await knownPerson(sessions.actorOf, request), next);
    if (typeof rating !== 'number') return unkept(reply).send(rating);
    return sendResult(request, reply, sessions, { kind: 'wait', milliseconds: rating });
  });

  const proven = { bodyLimit, config: { access: 'person', proof: 'recent', givenPassword: 'let-in' } } as const;
  app.post(`${address}/own-password`, proven, async (request, reply) => {
    const next = readNext(request.body);
    // Nobody sits before a token.
    const from = await sessions.sessionHashOf(request);
    const begun = sessions.begin();
    const at = { address: request.ip, session: begun.hash };
    const user = await account.chooseOwn(await knownPerson(sessions.actorOf, request), next, from, at);
    return sendResult(request, reply, sessions, await sessions.open(user, originOf(request), begun));
  });
}
