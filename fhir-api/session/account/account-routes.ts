import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../../protocol/problem.js';
import { knownPerson } from '../../access/known-actor.js';
import { instantOf } from '../../answer.js';
import { apiLimits } from '../../limits.js';
import { writeCookie } from '../cookie.js';
import { readAgain } from '../read-sign-in.js';
import { sendResult, unkept } from '../send-result.js';
import type { Sessions } from '../sessions.js';

const address = '/api/account';

/**
 * A person's own account: GET `/api/account`; POST `/api/account/recovery-codes`, `/second-factor` and `/password`, each with
 * {password, code?}; DELETE `/api/account/sessions`. Errors are OperationOutcomes.
 */
export function addAccountRoutes(app: FastifyInstance, sessions: Sessions): void {
  const options = { bodyLimit: apiLimits.sessionRequestBytesMax, config: { access: 'person' } } as const;
  const { account } = sessions;
  const read = async (request: FastifyRequest) => {
    const { again, next } = readAgain(request.body);
    const person = await knownPerson(sessions.actorOf, request);
    return { person, again: { ...again, address: request.ip }, next };
  };

  app.get(address, options, async (request, reply) => {
    const { secondFactor } = await account.view(await knownPerson(sessions.actorOf, request));
    if (secondFactor === undefined) return unkept(reply).send({ secondFactor: null });
    const { takenMilliseconds, recoveryCodesLeft } = secondFactor;
    return unkept(reply).send({ secondFactor: { since: instantOf(takenMilliseconds), recoveryCodesLeft } });
  });

  app.post(`${address}/recovery-codes`, options, async (request, reply) => {
    const { person, again } = await read(request);
    const result = await account.renewRecoveryCodes(person, again);
    if (result.kind === 'codes') return unkept(reply).send({ recoveryCodes: result.codes });
    return sendResult(request, reply, sessions, result);
  });

  app.post(`${address}/second-factor`, options, async (request, reply) => {
    const { person, again } = await read(request);
    return sendResult(request, reply, sessions, await account.offerAnother(person, again));
  });

  app.post(`${address}/password`, options, async (request, reply) => {
    const { person, again, next } = await read(request);
    if (typeof next !== 'string') throw new Problem('body-malformed', 'next is required');
    const result = await account.changePassword(person, again, next);
    const answer = result.kind === 'changed' ? await sessions.open(result.user) : result;
    return sendResult(request, reply, sessions, answer);
  });

  app.delete(`${address}/sessions`, options, async (request, reply) => {
    await account.signOutEverywhere(await knownPerson(sessions.actorOf, request));
    return unkept(reply)
      .code(204)
      .header('set-cookie', writeCookie(request, sessions.cookieName, ''))
      .send();
  });
}
