import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { knownPerson } from '../access/known-actor.js';
import { instantOf } from '../answer.js';
import { apiLimits } from '../limits.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { ApprovalDesk, type ApprovalDeskOptions, approvalVerdicts, type ShownApproval } from './approval-desk.js';

export interface ApprovalRoutesOptions extends ApprovalDeskOptions {
  readonly sessions: Sessions;
}

type ByUser = FastifyRequest<{ Params: { user: string } }>;

const address = '/api/console/approvals';

/**
 * Accounts and roles that wait for a second person: GET `/api/console/approvals`; POST `…/:user` {verdict} and DELETE `…/:user` of
 * what was refused, in a session only: who is at the box could make a token of an administrator.
 */
export function addApprovalRoutes(app: FastifyInstance, options: ApprovalRoutesOptions): void {
  const { sessions } = options;
  const desk = new ApprovalDesk(options);
  const access = { duty: 'approve-accounts' } as const;
  const proven = { bodyLimit: apiLimits.sessionRequestBytesMax, config: { access, proof: 'recent' } } as const;

  app.get(address, { config: { access } }, async (request, reply) => {
    const shown = await desk.list(await knownPerson(sessions.actorOf, request));
    return unkept(reply).send({ approvals: shown.map(approvalOf) });
  });

  app.post(`${address}/:user`, proven, async (request: ByUser, reply) => {
    await sessions.sessionHashOf(request);
    const { verdict } = readFields(request.body);
    const known = approvalVerdicts.find((each) => each === verdict);
    if (known === undefined) throw new Problem('body-malformed', 'verdict');
    const person = await knownPerson(sessions.actorOf, request);
    await desk.judge(person, request.params.user, known, await sessions.doneAt(request));
    return unkept(reply).code(204).send();
  });

  app.delete(`${address}/:user`, proven, async (request: ByUser, reply) => {
    await sessions.sessionHashOf(request);
    await desk.remove(await knownPerson(sessions.actorOf, request), request.params.user);
    return unkept(reply).code(204).send();
  });
}

function approvalOf({ asked, user, madeBy, mayJudge }: ShownApproval) {
  const { role, isNew, madeMilliseconds, refusedBy } = asked;
  return {
    ...{ user: user.name, displayName: user.displayName, role, isNew, by: madeBy, at: instantOf(madeMilliseconds) },
    // Which they have until then.
    roleNow: isNew ? null : user.role,
    ...{ isRefused: refusedBy !== undefined, mayJudge },
  };
}
