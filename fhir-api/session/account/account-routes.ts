import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SecurityKey } from '../../../journal/security-keys/security-key-store.js';
import { Problem } from '../../../protocol/problem.js';
import { knownPerson } from '../../access/known-actor.js';
import { instantOf } from '../../answer.js';
import { apiLimits } from '../../limits.js';
import type { KeyPlace } from '../keys/key-place.js';
import { readAgain } from '../read-sign-in.js';
import { sendResult, unkept } from '../send-result.js';
import type { Sessions } from '../sessions.js';
import { originOf } from './device.js';
import type { AccountView } from './own-account.js';

const address = '/api/account';

/**
 * A person's own account: GET `/api/account`; POST `/api/account/recovery-codes`, `/second-factor`, `/password` and `/pin`,
 * each with {password, code?}; DELETE `/api/account/pin`. Errors are OperationOutcomes.
 */
export function addAccountRoutes(app: FastifyInstance, sessions: Sessions): void {
  const options = { bodyLimit: apiLimits.sessionRequestBytesMax, config: { access: 'person' } } as const;
  const { account } = sessions;
  const read = async (request: FastifyRequest) => {
    const { again, next } = readAgain(request.body);
    const person = await knownPerson(sessions.actorOf, request);
    const at = await sessions.doneAt(request);
    return { person, again: { ...again, ...at, place: await sessions.placeOf(request) }, next };
  };

  // Who proves again who they are is asked for what they have.
  app.get(address, { config: { access: 'person', givenPassword: 'let-in' } }, async (request, reply) => {
    const view = await account.view(await knownPerson(sessions.actorOf, request));
    return unkept(reply).send(shownAccount(view, await sessions.placeOf(request)));
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
    const begun = sessions.begin();
    const result = await account.changePassword(person, { ...again, session: begun.hash }, next);
    const answer = result.kind === 'changed' ? await sessions.open(result.user, originOf(request), begun) : result;
    return sendResult(request, reply, sessions, answer);
  });

  app.post(`${address}/pin`, options, async (request, reply) => {
    const { person, again, next } = await read(request);
    if (typeof next !== 'string') throw new Problem('body-malformed', 'next is required');
    const result = await account.choosePin(person, again, next);
    return result.kind === 'changed' ? unkept(reply).code(204).send() : sendResult(request, reply, sessions, result);
  });

  const proven = { config: { access: 'person', proof: 'recent' } } as const;
  app.delete(`${address}/pin`, proven, async (request, reply) => {
    await account.removePin(await knownPerson(sessions.actorOf, request), await sessions.doneAt(request));
    return unkept(reply).code(204).send();
  });
}

function shownAccount({ secondFactor: factor, keys, recoveryCodesLeft, pin }: AccountView, place: KeyPlace) {
  const secondFactor =
    factor === undefined
      ? null
      : { since: instantOf(factor.takenMilliseconds), recoveryCodesLeft: factor.recoveryCodesLeft };
  return {
    ...{ secondFactor, keys: keys.map(shownKey), recoveryCodesLeft },
    keysWork: place.kind === 'here',
    keyAddress: place.kind === 'here' ? null : (place.address ?? null),
    pin: pin === undefined ? null : { since: instantOf(pin.chosenMilliseconds) },
  };
}

function shownKey({ id, name, host, addedMilliseconds, usedMilliseconds, copiedMilliseconds }: SecurityKey) {
  return {
    ...{ id, name, host, since: instantOf(addedMilliseconds) },
    lastUsed: usedMilliseconds === undefined ? null : instantOf(usedMilliseconds),
    copied: copiedMilliseconds === undefined ? null : instantOf(copiedMilliseconds),
  };
}
