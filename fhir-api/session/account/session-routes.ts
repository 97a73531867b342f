import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../protocol/problem.js';
import { knownPerson } from '../../access/known-actor.js';
import { instantOf } from '../../answer.js';
import { writeCookie } from '../cookie.js';
import { unkept } from '../send-result.js';
import type { Sessions } from '../sessions.js';
import type { OwnSession } from './own-sessions.js';

const address = '/api/account/sessions';

/**
 * The sessions of who asks (rule N23): GET `/api/account/sessions` lists them, DELETE `/api/account/sessions/:id` ends one,
 * `/api/account/sessions/others` all but this one, `/api/account/sessions` all of them.
 */
export function addSessionRoutes(app: FastifyInstance, sessions: Sessions): void {
  const { account, ownSessions } = sessions;
  const options = { config: { access: 'person' } } as const;
  const endHere = (request: FastifyRequest, reply: FastifyReply) =>
    unkept(reply)
      .code(204)
      .header('set-cookie', writeCookie(request, sessions.cookieName, ''))
      .send();

  app.get(address, options, async (request, reply) => {
    const { name } = await knownPerson(sessions.actorOf, request);
    const all = await ownSessions.list(name, await sessions.sessionOf(request));
    return unkept(reply).send({ sessions: all.map(shownSession) });
  });

  app.delete(address, options, async (request, reply) => {
    await account.signOutEverywhere(await knownPerson(sessions.actorOf, request));
    return endHere(request, reply);
  });

  app.delete(`${address}/others`, options, async (request, reply) => {
    await knownPerson(sessions.actorOf, request);
    const current = await sessions.sessionOf(request);
    if (current === undefined) throw new Problem('unauthenticated');
    await ownSessions.endOthers(current);
    return unkept(reply).code(204).send();
  });

  app.delete<{ Params: { id: string } }>(`${address}/:id`, options, async (request, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const isOwn = await ownSessions.end(person, request.params.id, await sessions.sessionOf(request));
    return isOwn ? endHere(request, reply) : unkept(reply).code(204).send();
  });
}

function shownSession({ sinceMilliseconds, usedMilliseconds, ...session }: OwnSession) {
  const lastUse = usedMilliseconds === undefined ? null : instantOf(usedMilliseconds);
  return { ...session, since: instantOf(sinceMilliseconds), lastUse };
}
