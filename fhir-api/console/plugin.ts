import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditEntries } from '../../journal/audit/audit-entries.js';
import type { PeopleStore } from '../../journal/people-store.js';
import type { KeptSignIn } from '../../journal/sign-ins/sign-in-store.js';
import { Problem } from '../../protocol/problem.js';
import { accessCells } from '../../record/access-table.js';
import { knownPerson } from '../access/known-actor.js';
import { instantOf } from '../answer.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { apiLimits } from '../limits.js';
import { replyProblem } from '../reply-problem.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import type { ApprovalDeskOptions } from './approval-desk.js';
import { addApprovalRoutes } from './approval-routes.js';
import { addLicenceRoutes, type LicenceRoutesOptions } from './licence-routes.js';
import { type Denied, type OpenSession, PeopleDesk, type PeopleDeskOptions, type ShownAccount } from './people-desk.js';
import { statisticsOf } from './statistics.js';

export interface ConsoleApiOptions extends PeopleDeskOptions, ApprovalDeskOptions {
  readonly records: LicenceRoutesOptions['records'];
  readonly people: PeopleStore;
  readonly sessions: Sessions;
  readonly auditEntries: Pick<AuditEntries, 'tally'>;
}

type ById = FastifyRequest<{ Params: { id: string } }>;
type ByDays = FastifyRequest<{ Querystring: Record<string, unknown> }>;

const dayMilliseconds = 24 * 3_600_000;

/**
 * What the hospital's administrator sees and does, nothing of a record (rules R33, R34): GET `/api/console/accounts`, `…/access`,
 * `…/sessions`, `…/sign-ins`, `…/account-changes`, `…/statistics?days=30`; DELETE `…/sessions/:id`; POST
 * `…/sign-ins/:id/seen`, `…/account-changes/:id/seen`; and what {@link addApprovalRoutes} and {@link addLicenceRoutes} add. Errors are
 * OperationOutcomes.
 */
export async function consoleApi(app: FastifyInstance, options: ConsoleApiOptions): Promise<void> {
  const { sessions, auditEntries, now } = options;
  const desk = new PeopleDesk(options);
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  const administers = { config: { access: { role: 'admin' } } } as const;
  const small = { ...administers, bodyLimit: apiLimits.sessionRequestBytesMax };

  app.get('/api/console/accounts', administers, async (_request, reply) =>
    unkept(reply).send({ accounts: (await desk.accounts()).map(accountOf) }),
  );

  addApprovalRoutes(app, options);
  addLicenceRoutes(app, options);

  app.get('/api/console/access', administers, async (_request, reply) => unkept(reply).send({ kinds: accessCells() }));

  app.get('/api/console/sessions', administers, async (_request, reply) => {
    const open = await desk.sessions();
    return unkept(reply).send({ sessions: open.map((session) => sessionOf(session, sessions)) });
  });

  app.delete('/api/console/sessions/:id', small, async (request: ById, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    await desk.endSession(person, request.params.id, await sessions.doneAt(request));
    return unkept(reply).code(204).send();
  });

  app.get('/api/console/sign-ins', administers, async (_request, reply) =>
    unkept(reply).send({ signIns: (await desk.unusual()).map(signInOf) }),
  );

  app.post('/api/console/sign-ins/:id/seen', small, async (request: ById, reply) => {
    await desk.review(await knownPerson(sessions.actorOf, request), Number(request.params.id));
    return unkept(reply).code(204).send();
  });

  app.get('/api/console/account-changes', administers, async (_request, reply) =>
    unkept(reply).send({ changes: (await desk.denied()).map(deniedOf) }),
  );

  app.post('/api/console/account-changes/:id/seen', small, async (request: ById, reply) => {
    await desk.reviewDenied(await knownPerson(sessions.actorOf, request), Number(request.params.id));
    return unkept(reply).code(204).send();
  });

  app.get('/api/console/statistics', administers, async (request: ByDays, reply) => {
    const from = now() - daysOf(request.query['days']) * dayMilliseconds;
    const { tallies, isWhole } = await auditEntries.tally(from);
    return unkept(reply).send({ statistics: statisticsOf(tallies), isWhole });
  });
}

/** @throws Problem `parameter-malformed` */
function daysOf(days: unknown): number {
  if (days === undefined) return apiLimits.statisticsDaysDefault;
  const count = typeof days === 'string' && /^\d{1,3}$/.test(days) ? Number(days) : 0;
  if (count < 1 || count > apiLimits.statisticsDaysMax) throw new Problem('parameter-malformed', 'days');
  return count;
}

function accountOf({ user, isWaiting, hasSecondFactor, licences, isLicensed, lastSignIn }: ShownAccount) {
  const { name, displayName, role, author, disabled } = user;
  const last = lastSignIn && instantOf(lastSignIn.milliseconds);
  return {
    ...{ user: name, displayName, role, author, disabled, hasSecondFactor },
    licences: licences.map(({ from = '', ...licence }) => ({ ...licence, from })),
    isLicensed,
    isWaiting,
    lastSignIn: last ?? null,
  };
}

function sessionOf({ id, found, began }: OpenSession, { lock }: Sessions) {
  const { user, credential, marks } = found;
  return {
    ...{ id, user: user.name, displayName: user.displayName, role: user.role, isLocked: lock.isLocked(found) },
    ...{ began: instantOf(credential.createdMilliseconds), ends: instantOf(credential.expiresMilliseconds) },
    // Locked by hand: when it was used last is not kept.
    used: marks.usedMilliseconds === 0 ? null : instantOf(marks.usedMilliseconds),
    ...{ address: began?.address ?? null, reasons: began?.reasons ?? [] },
  };
}

function signInOf({ id, user, milliseconds, address, reasons, accounts, answer, reviewedBy }: KeptSignIn) {
  const at = instantOf(milliseconds);
  return { id, user, at, address, reasons, accounts, answer: answer ?? null, isSeen: reviewedBy !== undefined };
}

function deniedOf({ id, user, milliseconds, kind, by, address, reviewedBy }: Denied) {
  return { id, user, at: instantOf(milliseconds), change: kind, by, address, isSeen: reviewedBy !== undefined };
}
